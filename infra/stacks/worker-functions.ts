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
import { TallymanFunction } from '../constructs/tallyman-function.ts';
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
    const memoryMegabytes = house.stage.memoryMegabytes.worker;
    const tables = {
      LEDGER_TABLE: state.ledger.tableName,
      TALLIES_TABLE: state.tallies.tableName,
      CRM_TABLE: state.crm.tableName,
    };
    const recording = recordAccess(state);

    const record = {
      path: 'queue/record-facts',
      envSchema: recordEnv,
      memoryMegabytes,
      access: recording,
    } as const;
    this.recordFacts = new TallymanFunction(this, 'RecordFacts', house, {
      ...record,
      ...named('record-facts', 'Records reported facts: orders, verdicts and tallies in one transaction'),
      timeout: WORKER_TIMEOUT.recordFacts,
      environment: { ...tables, ...LIVE_TRANSACTION },
    });
    this.recordFactsBulk = new TallymanFunction(this, 'RecordFactsBulk', house, {
      ...record,
      ...named('record-facts-bulk', 'Records the facts of imports, in larger transactions'),
      timeout: WORKER_TIMEOUT.recordFacts,
      environment: { ...tables, ...BULK_TRANSACTION },
    });
    this.rejudgeOrders = new TallymanFunction(this, 'RejudgeOrders', house, {
      ...named('rejudge-orders', 'Judges orders again after a change of terms'),
      path: 'queue/rejudge-orders',
      envSchema: rejudgeEnv,
      environment: { ...tables, REJUDGE_QUEUE_URL: queues.rejudge.queue.queueUrl },
      timeout: WORKER_TIMEOUT.rejudgeOrders,
      memoryMegabytes,
      access: [...recording, sendAccess(queues.rejudge.queue)],
    });
    this.requestReconciliation = new TallymanFunction(this, 'RequestReconciliation', house, {
      ...named('request-reconciliation', 'Asks for the reconciliation of every bucket of every client'),
      path: 'schedule/request-reconciliation',
      envSchema: requestEnv,
      environment: { CRM_TABLE: tables.CRM_TABLE, RECONCILE_QUEUE_URL: queues.reconcile.queue.queueUrl },
      timeout: Duration.minutes(2),
      memoryMegabytes,
      access: [...tableAccess(state.crm, ['Query']), sendAccess(queues.reconcile.queue)],
    });
    this.reconcileBucket = new TallymanFunction(this, 'ReconcileBucket', house, {
      ...named('reconcile-bucket', 'Folds a bucket of the ledger again and compares its tallies'),
      path: 'queue/reconcile-bucket',
      envSchema: reconcileEnv,
      environment: tables,
      timeout: WORKER_TIMEOUT.reconcileBucket,
      memoryMegabytes,
      access: [
        ...tableAccess(state.ledger, ['BatchGetItem', 'Query']),
        ...tableAccess(state.tallies, ['Query', 'UpdateItem']),
        ...tableAccess(state.crm, ['GetItem', 'Query', 'PutItem']),
      ],
    });

    consume(this.recordFacts, queues.ledger, 10);
    consume(this.recordFactsBulk, queues.bulk, 10);
    consume(this.rejudgeOrders, queues.rejudge, 1);
    consume(this.reconcileBucket, queues.reconcile, 1);
  }
}

/** Rights of the one door, `recordFacts`: orders read, compared and put; tallies added to; quarantine written. */
const recordAccess = (state: State): PolicyStatement[] => [
  ...tableAccess(state.ledger, ['BatchGetItem', 'GetItem', 'PutItem', 'Query']),
  ...tableAccess(state.tallies, ['UpdateItem']),
  ...tableAccess(state.crm, ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem']),
];

// Workers share the account's concurrency with the API: these limits leave it room.
const MAX_CONCURRENCY = { ledger: 50, others: 10 } as const;

const consume = (worker: TallymanFunction, from: TallymanQueue, batchSize: number): void => {
  const maxConcurrency = from.node.id === 'Ledger' ? MAX_CONCURRENCY.ledger : MAX_CONCURRENCY.others;
  worker.lambda.addEventSource(
    new SqsEventSource(from.queue, { batchSize, reportBatchItemFailures: true, maxConcurrency }),
  );
};

type WorkerName = Exclude<keyof typeof ERROR_IMPACT, `api-${string}`>;

const named = (name: WorkerName, description: string) =>
  ({ name, description, errorImpact: ERROR_IMPACT[name], runbookAnchor: name }) as const;
