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
  const statement = (names: readonly string[], resources: readonly string[]): PolicyStatement[] =>
    names.length === 0 || resources.length === 0
      ? []
      : [
          new PolicyStatement({
            actions: names.map((name) => `dynamodb:${name}`),
            resources: [...resources],
          }),
        ];
  return [
    ...statement(actions, [table.tableArn]),
    ...statement(
      ['Query'],
      queriedIndexes.map((index) => `${table.tableArn}/index/${index}`),
    ),
  ];
};

/** The right to put messages on queues. */
export const sendAccess = (...queues: readonly { readonly queueArn: string }[]): PolicyStatement =>
  new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map((queue) => queue.queueArn) });

/** The right to read a secret's value. */
export const secretAccess = (secret: { readonly secretArn: string }): PolicyStatement =>
  new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] });
