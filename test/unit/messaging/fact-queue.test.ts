import { describe, expect, it } from 'vitest';
import { clientIdSchema, orderNoSchema } from '../../../shared/domain/ids.ts';
import type { FactData } from '../../../shared/domain/ledger/fact.ts';
import { factMessageSchema, packMessages } from '../../../shared/messaging/fact-message.ts';
import { batchesOf, createSqsFactQueue } from '../../../shared/messaging/sqs-fact-queue.ts';
import type { FactGroup, QueuedFact } from '../../../shared/ports/fact-queue.ts';

const acme = clientIdSchema.parse('acme');

const event = (n: number, reason = 'x'): QueuedFact => ({
  kind: 'delivery',
  orderNo: orderNoSchema.parse(`SO-${String(n)}`),
  fact: {
    type: 'order.refused',
    source: 'wms',
    id: String(n),
    occurredAt: 1_533_666_465_000,
    offsetMinutes: -180,
    data: { reason },
  },
});
const group = (events: readonly QueuedFact[], bucket = 0): FactGroup => ({ clientId: acme, bucket, events });
const count = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

describe('packing', () => {
  it('puts the facts of one bucket into one message that reads back the same', () => {
    const facts = group(count(20).map((n) => event(n)));
    const [message, ...more] = packMessages([facts]);
    expect(more).toEqual([]);
    expect(message?.groupId).toBe('acme.0');
    expect(factMessageSchema.parse(JSON.parse(message?.body ?? ''))).toEqual(facts);
    expect(message?.bytes).toBe(Buffer.byteLength(message?.body ?? ''));
  });

  it('keeps every field of every fact, so that a worker compares the same content', () => {
    const data: FactData = {
      promise: { from: 1, to: 2 },
      dispatchBy: 3,
      urgent: false,
      lines: [{ lineNo: '1', sku: 'A', lot: 'L', units: 0 }],
      units: 0,
      value: { amount: 5, currency: 'EUR' },
      siteId: 'HAM',
      carrierId: 'dhl',
      serviceLevel: 'express',
      origin: { country: 'DE', region: 'HH', postalCode: '20095', timeZone: 'Europe/Berlin' },
      destination: { country: 'BR' },
      references: ['PO-1'],
      trackingNo: ['T1'],
      podRequired: true,
      contactId: 'c',
      attributes: { goods: 'cold' },
      by: 'client',
      agreedBy: 'provider',
      reason: 'r',
      complete: false,
      form: 'original',
      documentUrl: 'https://x',
      accepted: true,
      stage: 'storage',
      confirmed: true,
      relatesTo: 'x',
      discrepancy: 'wrong-lot',
      fault: 'client',
      kpi: 'otif',
      reasonCode: 'w',
      evidence: 'e',
      proposedBy: 'client',
      decision: 'accepted',
      decidedBy: 'provider',
      orders: ['SO-1'],
      category: 'c',
      valid: false,
      voids: { source: 's', id: 'i' },
      replacedBy: 'y',
      disputes: { source: 'a', id: 'b' },
      outcome: 'upheld',
      cause: 'weather',
      note: 'n',
      linesCorrect: 1,
      positions: 2,
      positionsCorrect: 1,
      recount: true,
      bookUnits: 1,
      absVarianceUnits: 1,
      bookValue: { amount: 1, currency: 'EUR' },
      netVarianceValue: { amount: -1, currency: 'EUR' },
      absVarianceValue: { amount: 1, currency: 'EUR' },
      programme: 'quarterly',
      wave: '2026-12-01T08:00Z',
      question: 'overall',
      method: 'csat',
      scale: 5,
      score: 1,
      language: 'pt-BR',
      timeRule: 'compatible Europe/Berlin',
    } satisfies Required<FactData>;
    const facts = group([
      { ...event(1), fact: { ...event(1).fact, data } },
      { ...event(2), fact: { ...event(2).fact, data: { promise: { date: 17_752 } } } },
    ]);
    const [message] = packMessages([facts]);
    expect(factMessageSchema.parse(JSON.parse(message?.body ?? ''))).toEqual(facts);
  });

  it('never mixes buckets', () => {
    const messages = packMessages([group([event(1)], 0), group([event(2)], 1)]);
    expect(messages.map(({ groupId }) => groupId)).toEqual(['acme.0', 'acme.1']);
  });

  it('keeps every message within its limit in bytes, and every fact in one of them', () => {
    const events = count(60).map((n) => event(n, '漢'.repeat(500)));
    const messages = packMessages([group(events)], 10_000);
    expect(Math.max(...messages.map(({ body }) => Buffer.byteLength(body)))).toBeLessThanOrEqual(10_000);
    expect(messages.flatMap((message) => message.events)).toEqual(events);
    expect(messages.length).toBeLessThan(15);
  });

  it('writes characters that SQS refuses as escapes', () => {
    const [message] = packMessages([group([event(1, 'a\ufffeb\uffff')])]);
    expect(message?.body).not.toMatch(/[\ufffe\uffff]/);
    expect(factMessageSchema.parse(JSON.parse(message?.body ?? '')).events[0]?.fact.data.reason).toBe(
      'a\ufffeb\uffff',
    );
  });

  it('makes batches of at most 10 messages and 1 MiB', () => {
    const small = packMessages(count(25).map((n) => group([event(n)], n)));
    expect(batchesOf(small).map((batch) => batch.length)).toEqual([10, 10, 5]);
    const large = small.map((message) => ({ ...message, bytes: 200 * 1024 }));
    expect(Math.max(...batchesOf(large).map((batch) => batch.length))).toBe(5);
  });
});

interface Sent {
  readonly QueueUrl: string;
  readonly Entries: readonly {
    Id: string;
    MessageBody: string;
    MessageGroupId: string;
    MessageDeduplicationId: string;
  }[];
}

/** An SQS that answers each batch as told; `taken` gets the call's number and the entry's index. */
function queueWith(taken: (call: number, index: number) => boolean, fail = false) {
  const calls: Sent[] = [];
  const pauses: number[] = [];
  const send = (command: { input: Sent }) => {
    calls.push(command.input);
    if (fail) return Promise.reject(new Error('no connection'));
    const ok = command.input.Entries.filter((_, index) => taken(calls.length - 1, index));
    return Promise.resolve({ Successful: ok.map(({ Id }) => ({ Id })) });
  };
  let serial = 0;
  const queue = createSqsFactQueue({
    client: { send },
    urls: { ledger: 'https://ledger', bulk: 'https://bulk' },
    deduplicationId: () => `d${String(serial++)}`,
    sleep: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    random: () => 0.5,
  });
  return { queue, calls, pauses };
}

describe('the queue', () => {
  it('sends each lane to its own queue, by group, with a fresh deduplication id', async () => {
    const { queue, calls } = queueWith(() => true);
    const facts = [group([event(1)], 0), group([event(2)], 3)];
    expect(await queue.send('ledger', facts)).toEqual(new Set());
    await queue.send('bulk', facts);
    expect(calls.map(({ QueueUrl }) => QueueUrl)).toEqual(['https://ledger', 'https://bulk']);
    expect(calls[0]?.Entries.map((entry) => entry.MessageGroupId)).toEqual(['acme.0', 'acme.3']);
    const ids = calls.flatMap(({ Entries }) => Entries.map((entry) => entry.MessageDeduplicationId));
    expect(new Set(ids).size).toBe(4);
  });

  it('tries again only what was not taken', async () => {
    const { queue, calls, pauses } = queueWith((call, index) => call > 0 || index !== 1);
    const facts = count(3).map((n) => group([event(n)], n));
    expect(await queue.send('ledger', facts)).toEqual(new Set());
    expect(calls.map(({ Entries }) => Entries.length)).toEqual([3, 1]);
    expect(pauses).toHaveLength(1);
  });

  it('answers the facts that were not taken after all tries', async () => {
    const lost = event(1);
    const { queue, calls } = queueWith((call, index) => call === 0 && index === 0);
    expect(await queue.send('ledger', [group([event(0)], 0), group([lost], 1)])).toEqual(new Set([lost]));
    expect(calls).toHaveLength(3);
  });

  it('answers every fact when SQS cannot be reached, without trying each batch', async () => {
    const events = count(100).map((n) => event(n));
    const { queue, calls } = queueWith(() => true, true);
    const unsent = await queue.send(
      'ledger',
      events.map((one, n) => group([one], n)),
    );
    expect(unsent).toEqual(new Set(events));
    expect(calls.length).toBeLessThanOrEqual(4);
  });
});
