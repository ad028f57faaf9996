import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createStandardQueue, QueueUnavailable } from '../../../shared/messaging/sqs-standard-queue.ts';
import { isUnavailable } from '../../../shared/ports/unavailable.ts';

interface Batch {
  readonly QueueUrl: string;
  readonly Entries: readonly {
    readonly Id: string;
    readonly MessageBody: string;
    readonly DelaySeconds: number;
  }[];
}
interface Taken {
  readonly Successful?: readonly { readonly Id: string }[];
}

/** A queue whose nth call is answered by `answers[n]`; afterwards it takes everything. */
function aQueue(...answers: readonly ((batch: Batch) => Taken)[]) {
  const batches: Batch[] = [];
  const send = ({ input }: { input: Batch }): Promise<Taken> => {
    const answer = answers[batches.length] ?? takeAll;
    batches.push(input);
    return new Promise((resolve) => {
      resolve(answer(input));
    });
  };
  const queue = createStandardQueue({ send } as unknown as SQSClient, 'url');
  const bodies = (): number[][] =>
    batches.map(({ Entries }) =>
      Entries.map(({ MessageBody }) => (JSON.parse(MessageBody) as { n: number }).n),
    );
  return { queue, batches, bodies };
}

const takeAll = ({ Entries }: Batch): Taken => ({ Successful: Entries });
const takeNone = (): Taken => ({});
const takeFirst = ({ Entries }: Batch): Taken => ({ Successful: Entries.slice(0, 1) });
const fail = (): Taken => {
  throw new Error('socket hang up');
};
const count = (n: number) => Array.from({ length: n }, (_, i) => ({ n: i }));

describe('sending to a standard queue', () => {
  it('takes ten messages a call, as JSON, each with the delay', async () => {
    const { queue, batches, bodies } = aQueue();
    await queue(count(23), 120);
    expect(bodies().map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(bodies().flat()).toEqual(count(23).map(({ n }) => n));
    expect(batches[0]).toMatchObject({
      QueueUrl: 'url',
      Entries: [{ MessageBody: '{"n":0}', DelaySeconds: 120 }, ...Array.from({ length: 9 }, () => ({}))],
    });
  });

  it('has no delay unless one is asked', async () => {
    const { queue, batches } = aQueue();
    await queue(count(1));
    expect(batches[0]?.Entries[0]?.DelaySeconds).toBe(0);
  });

  it('of nothing calls nobody', async () => {
    const { queue, batches } = aQueue();
    await queue([]);
    expect(batches).toEqual([]);
  });

  it('sends again what was not taken, and only that', async () => {
    const { queue, bodies } = aQueue(takeFirst, takeFirst);
    await queue(count(3));
    expect(bodies()).toEqual([[0, 1, 2], [1, 2], [2]]);
  });

  it('gives up after three calls that took nothing', async () => {
    const { queue, bodies } = aQueue(takeNone, takeNone, takeNone);
    await expect(queue(count(2))).rejects.toBeInstanceOf(QueueUnavailable);
    expect(bodies()).toHaveLength(3);
  });

  it('that breaks off reads as a queue that is not available, with the cause', async () => {
    const { queue } = aQueue(fail);
    const error: unknown = await queue(count(2)).catch((thrown: unknown) => thrown);
    expect(isUnavailable(error)).toBe(true);
    expect(error).toMatchObject({ cause: { message: 'socket hang up' } });
  });
});
