import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** What a function may do to items. Scan is not in the list: nothing on a request path reads a whole table. */
export type TableAction =
  'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchWriteItem';

/**
 * Rights on one table, action by action; TransactWriteItems needs the rights of the actions in it. Indexes are
 * named, and only where they are queried.
 */
export const tableAccess = (
  table: { readonly tableArn: string },
  actions: readonly TableAction[],
  queriedIndexes: readonly string[] = [],
): PolicyStatement[] => {
  const onTable = new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
  });
  if (queriedIndexes.length === 0) return [onTable];
  const onIndexes = new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: queriedIndexes.map((index) => `${table.tableArn}/index/${index}`),
  });
  return [onTable, onIndexes];
};

/** The right to put messages on queues. */
export const sendAccess = (...queues: readonly { readonly queueArn: string }[]): PolicyStatement =>
  new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map((queue) => queue.queueArn) });

/** The right to read a secret's value. */
export const secretAccess = (secret: { readonly secretArn: string }): PolicyStatement =>
  new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] });
