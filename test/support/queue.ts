import type { Message, QueueHandlerDeps, TimeLeft } from '../../shared/messaging/queue-handler.ts';

/** What queue functions are tested with: a batch of messages, and what a call leaves behind. */

export const sqsEvent = (bodies: readonly unknown[]): unknown => ({
  Records: bodies.map((body, i) => ({
    messageId: `message-${String(i)}`,
    receiptHandle: `handle-${String(i)}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1' },
  })),
});

export const TIME_ENOUGH: TimeLeft = { getRemainingTimeInMillis: () => 60_000 };

/** Log, metrics and retries of a queue function, kept for the test. */
export function aWorkersDesk() {
  const lines: unknown[][] = [];
  const counts: Record<string, number> = {};
  const retried: string[] = [];
  const line =
    (level: string) =>
    (...said: readonly unknown[]): void => {
      lines.push([level, ...said]);
    };
  const add = (name: string, amount: number): void => {
    counts[name] = (counts[name] ?? 0) + amount;
  };
  const deps: QueueHandlerDeps = {
    log: { info: line('info'), warn: line('warn'), error: line('error') },
    counting: { count: add, bytes: add, flush: () => undefined },
    retrySoon: (messages: readonly Message<unknown>[]): Promise<void> => {
      retried.push(...messages.map(({ messageId }) => messageId));
      return Promise.resolve();
    },
  };
  return { deps, lines, counts, retried };
}
