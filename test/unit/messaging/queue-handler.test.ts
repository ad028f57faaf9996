import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createQueueHandler, type Message, type QueueJob } from '../../../shared/messaging/queue-handler.ts';

const schema = z.object({ key: z.string(), value: z.int() });
type Body = z.infer<typeof schema>;

interface Sent {
  readonly id: string;
  readonly body: unknown;
  readonly received?: number;
}

const sqsEvent = (sent: readonly Sent[]): unknown => ({
  Records: sent.map(({ id, body, received = 1 }) => ({
    messageId: id,
    receiptHandle: `handle-${id}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(received), SentTimestamp: '0' },
    eventSource: 'aws:sqs',
  })),
});

let lines: unknown[][];
let flushed: number;
let retried: (readonly Message<unknown>[])[];

beforeEach(() => {
  lines = [];
  flushed = 0;
  retried = [];
});

const record =
  (level: string) =>
  (...line: readonly unknown[]): void => {
    lines.push([level, ...line]);
  };

function handle(
  sent: readonly Sent[],
  run: QueueJob<Body>['run'],
  { timeLeft = () => 60_000, event = sqsEvent(sent) }: { timeLeft?: () => number; event?: unknown } = {},
) {
  const flush = (): void => {
    flushed++;
  };
  const deps = {
    log: { info: record('info'), warn: record('warn'), error: record('error') },
    counting: { count: () => undefined, bytes: () => undefined, flush },
    retrySoon: (messages: readonly Message<unknown>[]): Promise<void> => {
      retried.push(messages);
      return Promise.resolve();
    },
  };
  const handler = createQueueHandler<Body>(deps, { schema, keyOf: ({ key }) => key, run });
  return handler(event, { getRemainingTimeInMillis: timeLeft });
}

const failures = (...ids: readonly string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
const message = (id: string, key: string, value = 0): Sent => ({ id, body: { key, value } });

describe('a batch of messages', () => {
  it('that all succeeded names no failure, and brings nothing back', async () => {
    expect(await handle([message('1', 'a'), message('2', 'b')], () => Promise.resolve())).toEqual(failures());
    expect(retried).toEqual([]);
  });

  it('is worked on key by key, the messages of one key together in the order they came', async () => {
    const runs: string[][] = [];
    await handle([message('1', 'a'), message('2', 'b'), message('3', 'a'), message('4', 'a')], (messages) => {
      runs.push(messages.map(({ messageId }) => messageId));
      return Promise.resolve();
    });
    expect(runs.sort()).toEqual([['1', '3', '4'], ['2']]);
  });

  it('names every message of the key that failed, and only those', async () => {
    const sent = [message('1', 'a'), message('2', 'b'), message('3', 'a'), message('4', 'c')];
    const answer = await handle(sent, ([first]) =>
      first?.body.key === 'a' ? Promise.reject(new Error('no')) : Promise.resolve(),
    );
    expect(answer).toEqual(failures('1', '3'));
  });

  it('that failed altogether names all of them', async () => {
    const answer = await handle([message('1', 'a'), message('2', 'b')], () =>
      Promise.reject(new Error('no')),
    );
    expect(answer).toEqual(failures('1', '2'));
  });

  it('is not stopped by a job that throws before it waits', async () => {
    const answer = await handle([message('1', 'a'), message('2', 'b')], ([first]) => {
      if (first?.body.key === 'a') throw new Error('at once');
      return Promise.resolve();
    });
    expect(answer).toEqual(failures('1'));
  });

  it.each([
    ['no JSON', '{'],
    ['JSON of another shape', { key: 'a' }],
    ['nothing', ''],
  ])('with a body of %s fails that message alone', async (_, body) => {
    const ran: string[] = [];
    const answer = await handle([message('1', 'a'), { id: '2', body }, message('3', 'a')], (messages) => {
      ran.push(...messages.map(({ messageId }) => messageId));
      return Promise.resolve();
    });
    expect(answer).toEqual(failures('2'));
    expect(ran).toEqual(['1', '3']);
    expect(lines).toContainEqual(['error', 'queue.message-failed', { messageId: '2', reason: 'unreadable' }]);
  });

  it('hands what failed over to be brought back soon, with its handle and how often it came', async () => {
    const sent: Sent[] = [
      { ...message('1', 'a'), received: 3 },
      { id: '2', body: '{', received: 2 },
    ];
    await handle(sent, () => Promise.reject(new Error('no')));
    expect(retried).toHaveLength(1);
    expect(retried[0]?.map(({ receiptHandle, receiveCount }) => [receiptHandle, receiveCount])).toEqual([
      ['handle-2', 2],
      ['handle-1', 3],
    ]);
  });

  it('begins no key any more when its time runs out, and brings those back', async () => {
    let left = 60_000;
    const ran: string[] = [];
    const sent = Array.from({ length: 9 }, (_, i) => message(String(i), `key-${String(i)}`));
    const answer = await handle(
      sent,
      ([first]) => {
        ran.push(first!.messageId);
        left = 9_999;
        return Promise.resolve();
      },
      { timeLeft: () => left },
    );
    const named = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    expect(ran.length).toBeGreaterThan(0);
    expect([...ran, ...named].sort()).toEqual(sent.map(({ id }) => id));
    expect(named.length).toBeGreaterThan(0);
  });

  it('still begins a key with ten seconds left', async () => {
    const answer = await handle([message('1', 'a')], () => Promise.resolve(), { timeLeft: () => 10_000 });
    expect(answer).toEqual(failures());
  });

  it('works on no more than four keys at a time', async () => {
    let running = 0;
    let most = 0;
    const sent = Array.from({ length: 10 }, (_, i) => message(String(i), `key-${String(i)}`));
    await handle(sent, async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
    });
    expect(most).toBe(4);
  });

  it('writes its counts and one closing line, whatever happened', async () => {
    await handle([message('1', 'a'), message('2', 'b')], ([first]) =>
      first?.body.key === 'a' ? Promise.reject(new Error('no')) : Promise.resolve(),
    );
    expect(flushed).toBe(1);
    expect(lines.at(-1)).toEqual(['info', 'queue.completed', { messages: 2, failed: 1 }]);
  });

  it('logs no body, not even of a message that failed', async () => {
    await handle([{ id: '1', body: '{"key":"a","secret":"Anna' }], () => Promise.resolve());
    await handle([message('2', 'Anna')], () => Promise.reject(new Error('no')));
    expect(JSON.stringify(lines)).not.toContain('Anna');
  });

  it('that is no event of SQS is an error, so that it is not taken for done', async () => {
    await expect(handle([], () => Promise.resolve(), { event: { hello: 1 } })).rejects.toThrow();
  });
});
