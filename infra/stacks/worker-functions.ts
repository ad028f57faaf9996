import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';

import { envSchema as reconcileEnv } from '../../functions/queue/reconcile-bucket/env.ts';
import { envSchema as recordEnv } from '../../functions/queue/record-facts/env.ts';
import { envSchema as rejudgeEnv } from '../../functions/queue/rejudge-orders/env.ts';
import { envSchema as requestEnv } from '../../functions/schedule/request-reconciliation/env.ts';
import { sendAccess, tableAccess } from '../constructs/access.ts';
import { TallymanFunction, type TallymanFunctionProps } from '../constructs/tallyman-function.ts';
import {
  consume,
  doorAccess,
  queueWorker,
  scheduledFunction,
  tableNames,
  workerNamed,
  type Parts,
} from './function-parts.ts';
import { WORKER_TIMEOUT } from './queues.ts';
import type { State } from './state-stack.ts';

// An action each for the order and its tally cells: small on the live lane, so that a conflict costs little to
// repeat; as much as DynamoDB takes (100 actions) on the import lane, where each order comes once.
const LIVE_TRANSACTION = { ORDERS_PER_TRANSACTION: '25', ACTIONS_PER_TRANSACTION: '50' } as const;
const BULK_TRANSACTION = { ORDERS_PER_TRANSACTION: '45', ACTIONS_PER_TRANSACTION: '100' } as const;

/** The functions that record and judge, behind queues and a schedule. */
export const workerFunctions = (parts: Parts) => {
  const { state, queues } = parts;
  const functions = {
    recordFacts: recordFunction(parts, 'RecordFacts', {
      ...workerNamed(
        'record-facts',
        'Records reported facts: orders, verdicts and tallies in one transaction',
      ),
      environment: { ...tableNames(state), ...LIVE_TRANSACTION, QUEUE_URL: queues.ledger.queue.queueUrl },
    }),
    recordFactsBulk: recordFunction(parts, 'RecordFactsBulk', {
      ...workerNamed('record-facts-bulk', 'Records the facts of imports, in larger transactions'),
      environment: { ...tableNames(state), ...BULK_TRANSACTION, QUEUE_URL: queues.bulk.queue.queueUrl },
    }),
    rejudgeOrders: rejudgeFunction(parts),
    requestReconciliation: requestFunction(parts),
    reconcileBucket: reconcileFunction(parts),
  };
  consume(functions.recordFacts, queues.ledger, { batchSize: 10, maxConcurrency: 50 });
  consume(functions.recordFactsBulk, queues.bulk, { batchSize: 10, maxConcurrency: 10 });
  consume(functions.rejudgeOrders, queues.rejudge, { batchSize: 1, maxConcurrency: 10 });
  consume(functions.reconcileBucket, queues.reconcile, { batchSize: 1, maxConcurrency: 10 });
  return functions;
};

type RecordProps = Pick<
  TallymanFunctionProps<typeof recordEnv>,
  'name' | 'description' | 'errorImpact' | 'runbookAnchor' | 'environment'
>;

// One code for both lanes; only the size of its transactions differs.
const recordFunction = ({ scope, house, state }: Parts, id: string, props: RecordProps): TallymanFunction =>
  new TallymanFunction(scope, id, house, {
    ...props,
    path: 'queue/record-facts',
    envSchema: recordEnv,
    timeout: WORKER_TIMEOUT.recordFacts,
    memoryMegabytes: house.stage.memoryMegabytes.worker,
    // An event that was sent again from quarantine and recorded leaves it; deliveries are noted for surveys.
    access: [...recordAccess(state), ...tableAccess(state.crm, ['DeleteItem', 'BatchWriteItem'])],
  });

const rejudgeFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'RejudgeOrders', house, {
    ...queueWorker(
      house,
      'rejudge-orders',
      WORKER_TIMEOUT.rejudgeOrders,
      'Judges orders again after a change of terms',
    ),
    envSchema: rejudgeEnv,
    environment: { ...tableNames(state), REJUDGE_QUEUE_URL: queues.rejudge.queue.queueUrl },
    access: [...recordAccess(state), sendAccess(queues.rejudge.queue)],
  });

const requestFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'RequestReconciliation', house, {
    ...scheduledFunction(
      house,
      'request-reconciliation',
      Duration.minutes(2),
      'Asks for the reconciliation of every bucket of every client',
    ),
    envSchema: requestEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      RECONCILE_QUEUE_URL: queues.reconcile.queue.queueUrl,
    },
    access: [...tableAccess(state.crm, ['BatchGetItem', 'Query']), sendAccess(queues.reconcile.queue)],
  });

const reconcileFunction = ({ scope, house, state }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'ReconcileBucket', house, {
    ...queueWorker(
      house,
      'reconcile-bucket',
      WORKER_TIMEOUT.reconcileBucket,
      'Folds a bucket of the ledger again and compares its tallies',
    ),
    envSchema: reconcileEnv,
    environment: tableNames(state),
    // Repairs go through the one door too.
    access: [...recordAccess(state), ...tableAccess(state.tallies, ['Query'])],
  });

/** Beside the one door: orders are walked over, quarantine and progress are written. */
const recordAccess = (state: State): PolicyStatement[] => [
  ...doorAccess(state),
  ...tableAccess(state.ledger, ['GetItem', 'Query']),
  ...tableAccess(state.crm, ['GetItem', 'Query', 'PutItem', 'UpdateItem']),
];
