import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';

import { tableAccess, type TableAction } from '../constructs/access.ts';
import type { House } from '../constructs/house.ts';
import type { TallymanFunction } from '../constructs/tallyman-function.ts';
import type { TallymanQueue } from '../constructs/tallyman-queue.ts';
import { ERROR_IMPACT } from './error-impact.ts';
import type { MailSending } from './mail.ts';
import type { Queues } from './queues.ts';
import type { State } from './state-stack.ts';

/** What functions are made of. */
export interface Parts {
  readonly scope: Construct;
  readonly house: House;
  readonly state: State;
  readonly queues: Queues;
  readonly mail: MailSending;
  /** Address of the API, without a slash at its end: what links in mails begin with. */
  readonly publicUrl: string;
}

// Below the 30 s after which the HTTP API gives up, so that the function's own answer arrives.
const API_TIMEOUT = Duration.seconds(28);

type FunctionName = keyof typeof ERROR_IMPACT;
type ApiName<Name = FunctionName> = Name extends `api-${infer Rest}` ? Rest : never;
type WorkerName = Exclude<FunctionName, `api-${string}`>;

/** What the functions behind the HTTP API have in common. */
export const apiFunction = (house: House, name: ApiName, description: string) =>
  ({
    name: `api-${name}`,
    path: `api/${name}`,
    description,
    errorImpact: ERROR_IMPACT[`api-${name}`],
    runbookAnchor: `api-${name}`,
    timeout: API_TIMEOUT,
    memoryMegabytes: house.stage.memoryMegabytes.api,
  }) as const;

export const workerNamed = (name: WorkerName, description: string) =>
  ({ name, description, errorImpact: ERROR_IMPACT[name], runbookAnchor: name }) as const;

/** What the functions behind a queue, one each, have in common. */
export const queueWorker = (house: House, name: WorkerName, timeout: Duration, description: string) =>
  ({
    ...workerNamed(name, description),
    path: `queue/${name}`,
    timeout,
    memoryMegabytes: house.stage.memoryMegabytes.worker,
  }) as const;

/** What the functions that a schedule starts have in common. */
export const scheduledFunction = (house: House, name: WorkerName, timeout: Duration, description: string) =>
  ({
    ...workerNamed(name, description),
    path: `schedule/${name}`,
    timeout,
    memoryMegabytes: house.stage.memoryMegabytes.worker,
  }) as const;

export const tableNames = (state: State) => ({
  LEDGER_TABLE: state.ledger.tableName,
  TALLIES_TABLE: state.tallies.tableName,
  CRM_TABLE: state.crm.tableName,
});

/** What a mail is sent with. */
export const mailSettings = ({ house, mail }: Parts) => ({
  MAIL_FROM: house.stage.mailFrom,
  MAIL_CONFIGURATION_SET: mail.configurationSetName,
});

/** Grants and clients are read, and the audit log is written, by every API function with data. */
export const crmAccess = (state: State, ...more: readonly TableAction[]): PolicyStatement[] =>
  tableAccess(state.crm, ['GetItem', 'PutItem', ...more]);

/** Rights of the one door, `recordFacts`, on orders and tallies: orders read, compared and put; tallies added to. */
export const doorAccess = (state: State): PolicyStatement[] => [
  ...tableAccess(state.ledger, ['BatchGetItem', 'BatchWriteItem', 'PutItem']),
  ...tableAccess(state.tallies, ['UpdateItem']),
];

// Workers share the account's concurrency with the API: the limits leave it room.
export const consume = (
  worker: TallymanFunction,
  from: TallymanQueue,
  how: { readonly batchSize: number; readonly maxConcurrency: number },
): void => {
  worker.lambda.addEventSource(new SqsEventSource(from.queue, { ...how, reportBatchItemFailures: true }));
};
