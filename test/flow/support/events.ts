import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect, vi } from 'vitest';
import { sqs } from '../../../infra/local/clients.ts';
import { localStack } from '../../support/local-stack/stack.ts';
import type { Caller } from './api.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A CloudEvent as a source would send it. */
export type Event = Readonly<Record<string, unknown>>;

export interface Acceptance {
  readonly accepted: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly id: string | null;
    readonly code: string;
    readonly field: string;
    readonly detail: string;
  }[];
}

let serial = 0;

/** An event of an order; `at` in milliseconds or written with its offset. */
export const event = (
  clientid: string,
  subject: string,
  type: string,
  at: number | string,
  data: object = {},
): Event => ({
  specversion: '1.0',
  id: `e-${String(++serial)}`,
  source: 'test://flow',
  type,
  time: typeof at === 'number' ? new Date(at).toISOString() : at,
  clientid,
  subject,
  data,
});

/** Sends events that are all to be accepted. */
export async function sendAll(caller: Caller, events: readonly Event[], lane = 'ledger'): Promise<void> {
  const { status, body } = await caller.send<Acceptance>('POST', `/v1/events?lane=${lane}`, events);
  expect({ status, body }).toEqual({ status: 202, body: { accepted: events.length, rejected: [] } });
}

export interface Order {
  readonly orderNo: string;
  readonly version: number;
  readonly contractVersion: number;
  readonly dataQuality: readonly string[];
  readonly state: { readonly deliveredAt: string | null; readonly units: number | null };
  readonly verdicts: readonly {
    readonly kpi: string;
    readonly outcome: string;
    readonly day: string;
    readonly deadline: string | null;
    readonly reason?: string;
    readonly explanation: {
      readonly rule: string;
      readonly because: string;
      readonly deadline: readonly string[];
      readonly facts: readonly { readonly type: string; readonly id: string; readonly occurredAt: string }[];
    };
  }[];
  readonly facts: readonly {
    readonly type: string;
    readonly source: string;
    readonly id: string;
    readonly occurredAt: string;
    readonly recordedAt: string;
    readonly voided: boolean;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
}

export const orderPath = (clientId: string, orderNo: string, query = ''): string =>
  `/v1/clients/${clientId}/orders/${encodeURIComponent(orderNo)}${query}`;

const PATIENCE = { timeout: 60_000, interval: 250 };

/** The order once it has so many facts. */
export const recorded = (caller: Caller, clientId: string, orderNo: string, facts: number): Promise<Order> =>
  vi.waitFor(async () => {
    const { status, body } = await caller.get<Order>(orderPath(clientId, orderNo));
    expect(status).toBe(200);
    expect(body.facts).toHaveLength(facts);
    return body;
  }, PATIENCE);

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** Waits until a queue holds nothing, neither waiting nor being worked on. */
export const drained = (queue: 'ledger' | 'bulk'): Promise<void> =>
  vi.waitFor(
    async () => {
      const { Attributes } = await sqs(localStack()).send(
        new GetQueueAttributesCommand({
          QueueUrl: localStack().queues[queue],
          AttributeNames: [...COUNTS],
        }),
      );
      expect(COUNTS.map((name) => Attributes?.[name])).toEqual(['0', '0', '0']);
    },
    { timeout: 180_000, interval: 500 },
  );
