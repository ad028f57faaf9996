import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  StoreUnavailable,
  WriteRefused,
  type Action,
  type Documents,
} from '../../../shared/store/documents.ts';
import { createDynamoDocuments } from '../../../shared/store/dynamo-documents.ts';

interface Request {
  readonly operation: string;
  readonly body: Record<string, unknown>;
}

/** One answer of the server: a body, an error with its code, or no answer at all. */
type Answer = { readonly status?: number; readonly body: object } | 'hang up';

const failure = (code: string, more: object = {}, status = 400): Answer => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: code, ...more },
});
const cancelled = (...codes: readonly string[]): Answer =>
  failure('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });
const OK: Answer = { body: {} };

const KEY = { pk: 'p', sk: 's' };
const PUT: Action = { type: 'put', table: 't', item: { ...KEY, n: 1 }, condition: { when: 'absent' } };
const ADD: Action = { type: 'update', table: 't', key: { pk: 'p', sk: 't' }, add: { n: 1 } };

describe('documents on DynamoDB', () => {
  let server: Server;
  let documents: Documents;
  let requests: Request[];
  let answers: Answer[];
  let waits: number[];

  function reply(response: ServerResponse, answer: Answer): void {
    if (answer === 'hang up') {
      response.destroy();
      return;
    }
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer.body));
  }

  beforeEach(async () => {
    requests = [];
    answers = [];
    waits = [];
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => {
        const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
        requests.push({ operation, body: JSON.parse(text) as Record<string, unknown> });
        reply(response, answers.shift() ?? OK);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    documents = connect(2);
  });

  function connect(maxAttempts: number): Documents {
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts,
    });
    return createDynamoDocuments({
      client: DynamoDBDocumentClient.from(client),
      random: () => 1,
      sleep: (milliseconds) => {
        waits.push(milliseconds);
        return Promise.resolve();
      },
    });
  }

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const tokens = (): readonly unknown[] => requests.map(({ body }) => body.ClientRequestToken);

  it('repeats a transaction whose answer got lost under the same token', async () => {
    answers = ['hang up', OK];
    expect(await documents.transact([PUT])).toEqual({ done: true });
    expect(tokens()[0]).toEqual(expect.any(String));
    expect(tokens()[1]).toBe(tokens()[0]);
  });

  it('gives every new call a new token, so that it may hold something else', async () => {
    answers = ['hang up', 'hang up', OK];
    await expect(documents.transact([PUT])).rejects.toThrow(StoreUnavailable);
    expect(await documents.transact([PUT, ADD])).toEqual({ done: true });
    expect(tokens()[2]).not.toBe(tokens()[0]);
  });

  it('adds through a transaction, so that a repeated attempt does not add twice', async () => {
    answers = ['hang up', OK];
    expect(await documents.update({ table: 't', key: KEY, add: { n: 1 } })).toBe(true);
    expect(requests.map(({ operation }) => operation)).toEqual(['TransactWriteItems', 'TransactWriteItems']);
    expect(tokens()[1]).toBe(tokens()[0]);
  });

  it.each([
    ['ConditionalCheckFailed', 'condition'],
    ['TransactionConflict', 'conflict'],
    ['ThrottlingError', 'throttled'],
    ['ProvisionedThroughputExceeded', 'throttled'],
    ['ValidationError', 'refused'],
    ['ItemCollectionSizeLimitExceeded', 'full'],
  ])('tells %s of one action as %s', async (code, expected) => {
    answers = [cancelled('None', code)];
    expect(await documents.transact([PUT, ADD])).toEqual({ done: false, failures: ['none', expected] });
  });

  it('is unavailable when a cancellation gives a reason nobody knows', async () => {
    answers = [cancelled('None', 'SomethingNew')];
    await expect(documents.transact([PUT, ADD])).rejects.toThrow(StoreUnavailable);
  });

  it.each([
    ['a server error', failure('InternalServerError', {}, 500)],
    ['throttling', failure('ThrottlingException')],
    ['exceeded throughput', failure('ProvisionedThroughputExceededException')],
    ['a transaction under way', failure('TransactionInProgressException')],
    ['no answer', 'hang up' as const],
  ])('is unavailable after %s ', async (_, answer) => {
    answers = Array.from({ length: 6 }, () => answer);
    documents = connect(1);
    await expect(documents.transact([PUT])).rejects.toThrow(StoreUnavailable);
    await expect(documents.put('t', KEY)).rejects.toThrow(StoreUnavailable);
    await expect(documents.get('t', KEY)).rejects.toThrow(StoreUnavailable);
    await expect(documents.query({ table: 't', pk: 'p' })).rejects.toThrow(StoreUnavailable);
    await expect(documents.batchGet('t', [KEY])).rejects.toThrow(StoreUnavailable);
    await expect(documents.batchPut('t', [KEY])).rejects.toThrow(StoreUnavailable);
  });

  it('passes on what trying again does not help, such as missing rights', async () => {
    answers = [failure('AccessDeniedException'), failure('ResourceNotFoundException')];
    await expect(documents.get('t', KEY)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(documents.put('t', KEY)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('refuses a write that DynamoDB finds invalid', async () => {
    answers = [failure('ValidationException'), failure('ValidationException')];
    await expect(documents.put('t', KEY)).rejects.toThrow(WriteRefused);
    await expect(documents.transact([PUT])).rejects.toThrow(WriteRefused);
  });

  it('takes a full partition for something that may pass, not for a wrong item', async () => {
    answers = [failure('ItemCollectionSizeLimitExceededException')];
    await expect(documents.put('t', KEY)).rejects.toThrow(StoreUnavailable);
  });

  it('sends nothing that it can see to be refused', async () => {
    const large = { ...KEY, f: 'x'.repeat(401 * 1024) };
    expect(await documents.transact([ADD, { type: 'put', table: 't', item: large }])).toEqual({
      done: false,
      failures: ['none', 'refused'],
    });
    await expect(documents.put('t', large)).rejects.toThrow(WriteRefused);
    expect(requests).toEqual([]);
  });

  it('waits and tries again when a single write meets a transaction, and gives up in the end', async () => {
    const conflict = failure('TransactionConflictException');
    answers = [conflict, conflict, OK];
    expect(await documents.put('t', KEY)).toBe(true);
    expect(waits).toEqual([50, 100]);
    answers = Array.from({ length: 8 }, () => conflict);
    await expect(documents.put('t', KEY)).rejects.toThrow(StoreUnavailable);
  });

  it('asks again for what a batch left out, waiting longer each time nothing came', async () => {
    const unprocessed = (...sks: readonly string[]) => ({
      t: { Keys: sks.map((sk) => ({ pk: { S: 'p' }, sk: { S: sk } })) },
    });
    const item = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });
    answers = [
      { body: { Responses: { t: [item('a')] }, UnprocessedKeys: unprocessed('b', 'c') } },
      { body: { Responses: { t: [] }, UnprocessedKeys: unprocessed('b', 'c') } },
      { body: { Responses: { t: [item('c')] }, UnprocessedKeys: unprocessed('b') } },
      { body: { Responses: { t: [item('b')] } } },
    ];
    const keys = ['a', 'b', 'c'].map((sk) => ({ pk: 'p', sk }));
    const items = await documents.batchGet('t', keys, { consistent: true });
    expect(items.map(({ sk }) => sk)).toEqual(['a', 'c', 'b']);
    expect(requests[1]?.body.RequestItems).toMatchObject({
      t: { ...unprocessed('b', 'c').t, ConsistentRead: true },
    });
    expect(waits).toEqual([25, 50, 25]);
  });

  it('gives up on a batch of which nothing gets through', async () => {
    const put = { PutRequest: { Item: { pk: { S: 'p' }, sk: { S: 's' } } } };
    answers = Array.from({ length: 8 }, () => ({ body: { UnprocessedItems: { t: [put] } } }));
    await expect(documents.batchPut('t', [KEY])).rejects.toThrow(StoreUnavailable);
    expect(requests).toHaveLength(8);
    expect(waits).toEqual([50, 100, 200, 400, 800, 1600, 2000]);
  });

  it('names every attribute through a placeholder', async () => {
    await documents.update({
      table: 't',
      key: KEY,
      set: { status: 1 },
      remove: ['a.b'],
      condition: { when: 'equals', attribute: 'status', value: 0 },
    });
    expect(requests[0]?.body).toMatchObject({
      UpdateExpression: 'SET #n0 = :v0 REMOVE #n1',
      ConditionExpression: '#n0 = :v1',
      ExpressionAttributeNames: { '#n0': 'status', '#n1': 'a.b' },
      ExpressionAttributeValues: { ':v0': { N: '1' }, ':v1': { N: '0' } },
    });
  });
});
