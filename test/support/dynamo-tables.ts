import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { TableShape } from '../../shared/store/tables.ts';

/** A client for an emulator: made-up credentials, nothing leaves the machine. */
export const localDynamoDb = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 2,
  });

function createTableInput(name: string, shape: TableShape): CreateTableCommandInput {
  const indexes = Object.entries(shape.localIndexes);
  const attributes = [shape.partitionKey, shape.sortKey, ...indexes.map(([, { sortKey }]) => sortKey)];
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keySchema(shape.partitionKey, shape.sortKey),
    ...(indexes.length > 0 && {
      LocalSecondaryIndexes: indexes.map(([IndexName, { sortKey, include }]) => ({
        IndexName,
        KeySchema: keySchema(shape.partitionKey, sortKey),
        Projection:
          include.length > 0
            ? { ProjectionType: 'INCLUDE', NonKeyAttributes: [...include] }
            : { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
  };
}

const keySchema = (hash: string, range: string): CreateTableCommandInput['KeySchema'] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

/** Makes a table of that shape under a name of its own and waits until it can be used. */
export async function createTable(client: DynamoDBClient, kind: string, shape: TableShape): Promise<string> {
  const name = `${kind}-${randomUUID()}`;
  await client.send(new CreateTableCommand(createTableInput(name, shape)));
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.1, maxDelay: 1 }, { TableName: name });
  return name;
}
