import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';

import { envSchema as reconcileEnv } from '../../functions/queue/reconcile-bucket/env.ts';
import { envSchema as recordEnv } from '../../functions/queue/record-facts/env.ts';
import { envSchema as rejudgeEnv } from '../../functions/queue/rejudge-orders/env.ts';
import { envSchema as requestEnv } from '../../functions/schedule/request-reconciliation/env.ts';
import { sendAccess, tableAccess } from '../constructs/access.ts';
import type { House } from '../constructs/house.ts';
import { TallymanFunction, type TallymanFunctionProps } from '../constructs/tallyman-function.ts';
import type { TallymanQueue } from '../constructs/tallyman-queue.ts';
import { ERROR_IMPACT } from './error-impact.ts';
import { WORKER_TIMEOUT, type Queues } from './queues.ts';
import type { State } from './state-stack.ts';

// An action each for the order and its tally cells: small on the live lane, so that a conflict costs little to
// repeat; as much as DynamoDB takes (100 actions) on the import lane, where each order comes once.
const LIVE_TRANSACTION = { ORDERS_PER_TRANSACTION: '25', ACTIONS_PER_TRANSACTION: '50' } as const;
const BULK_TRANSACTION = { ORDERS_PER_TRANSACTION: '45', ACTIONS_PER_TRANSACTION: '100' } as const;

/** The functions behind the queues and the schedule. */
export class WorkerFunctions extends Construct {
  readonly recordFacts: TallymanFunction;
  readonly recordFactsBulk: TallymanFunction;
  readonly rejudgeOrders: TallymanFunction;
  readonly requestReconciliation: TallymanFunction;
  readonly reconcileBucket: TallymanFunction;

  constructor(scope: Construct, id: string, house: House, state: State, queues: Queues) {
    super(scope, id);
    const parts: Parts = { scope: this, house, state, queues };
    this.recordFacts = recordFunction(parts, 'RecordFacts', {
      ...named('record-facts', 'Records reported facts: orders, verdicts and tallies in one transaction'),
      environment: { ...tableNames(state), ...LIVE_TRANSACTION, QUEUE_URL: queues.ledger.queue.queueUrl },
    });
    this.recordFactsBulk = recordFunction(parts, 'RecordFactsBulk', {
      ...named('record-facts-bulk', 'Records the facts of imports, in larger transactions'),
      environment: { ...tableNames(state), ...BULK_TRANSACTION, QUEUE_URL: queues.bulk.queue.queueUrl },
    });
    this.rejudgeOrders = rejudgeFunction(parts);
    this.requestReconciliation = requestFunction(parts);
    this.reconcileBucket = reconcileFunction(parts);
    consume(this.recordFacts, queues.ledger, { batchSize: 10, maxConcurrency: 50 });
    consume(this.recordFactsBulk, queues.bulk, { batchSize: 10, maxConcurrency: 10 });
    consume(this.rejudgeOrders, queues.rejudge, { batchSize: 1, maxConcurrency: 10 });
    consume(this.reconcileBucket, queues.reconcile, { batchSize: 1, maxConcurrency: 10 });
  }
}

interface Parts {
  readonly scope: Construct;
  readonly house: House;
  readonly state: State;
  readonly queues: Queues;
}

const tableNames = (state: State) => ({
  LEDGER_TABLE: state.ledger.tableName,
  TALLIES_TABLE: state.tallies.tableName,
  CRM_TABLE: state.crm.tableName,
});

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
    // An event that was sent again from quarantine and recorded leaves it.
    access: [...recordAccess(state), ...tableAccess(state.crm, ['DeleteItem'])],
  });

const rejudgeFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'RejudgeOrders', house, {
    ...named('rejudge-orders', 'Judges orders again after a change of terms'),
    path: 'queue/rejudge-orders',
    envSchema: rejudgeEnv,
    environment: { ...tableNames(state), REJUDGE_QUEUE_URL: queues.rejudge.queue.queueUrl },
    timeout: WORKER_TIMEOUT.rejudgeOrders,
    memoryMegabytes: house.stage.memoryMegabytes.worker,
    access: [...recordAccess(state), sendAccess(queues.rejudge.queue)],
  });

const requestFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'RequestReconciliation', house, {
    ...named('request-reconciliation', 'Asks for the reconciliation of every bucket of every client'),
    path: 'schedule/request-reconciliation',
    envSchema: requestEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      RECONCILE_QUEUE_URL: queues.reconcile.queue.queueUrl,
    },
    timeout: Duration.minutes(2),
    memoryMegabytes: house.stage.memoryMegabytes.worker,
    access: [...tableAccess(state.crm, ['BatchGetItem', 'Query']), sendAccess(queues.reconcile.queue)],
  });

const reconcileFunction = ({ scope, house, state }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'ReconcileBucket', house, {
    ...named('reconcile-bucket', 'Folds a bucket of the ledger again and compares its tallies'),
    path: 'queue/reconcile-bucket',
    envSchema: reconcileEnv,
    environment: tableNames(state),
    timeout: WORKER_TIMEOUT.reconcileBucket,
    memoryMegabytes: house.stage.memoryMegabytes.worker,
    // Repairs go through the one door too.
    access: [...recordAccess(state), ...tableAccess(state.tallies, ['Query'])],
  });

/** Rights of the one door, `recordFacts`: orders read, compared and put; tallies added to; quarantine written. */
const recordAccess = (state: State): PolicyStatement[] => [
  ...tableAccess(state.ledger, ['BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'Query']),
  ...tableAccess(state.tallies, ['UpdateItem']),
  ...tableAccess(state.crm, ['GetItem', 'Query', 'PutItem', 'UpdateItem']),
];

// Workers share the account's concurrency with the API: the limits leave it room.
const consume = (
  worker: TallymanFunction,
  from: TallymanQueue,
  how: { readonly batchSize: number; readonly maxConcurrency: number },
): void => {
  worker.lambda.addEventSource(new SqsEventSource(from.queue, { ...how, reportBatchItemFailures: true }));
};

type WorkerName = Exclude<keyof typeof ERROR_IMPACT, `api-${string}`>;

const named = (name: WorkerName, description: string) =>
  ({ name, description, errorImpact: ERROR_IMPACT[name], runbookAnchor: name }) as const;
