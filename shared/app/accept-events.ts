import type { Principal } from '../domain/crm/principal.ts';
import { byteLength, type OrderNo } from '../domain/ids.ts';
import { parseEvent, type ParsedEvent } from '../domain/ledger/event-schema.ts';
import { sameContent } from '../domain/ledger/fact-content.ts';
import type { FactGroup, FactQueue, Lane, QueuedFact } from '../ports/fact-queue.ts';
import type { Authorizer, ClientAccess } from './authorize.ts';

export const REJECTION_CODES = [
  'invalid-field',
  'unknown-type',
  'unknown-client',
  'forbidden-client',
  'inactive-client',
  'event-id-reused',
  'too-large',
  'not-queued',
] as const;

/** One event that was not accepted. `field` is as the sender wrote it, empty for the event as a whole. */
export interface Rejection {
  readonly index: number;
  /** The event's id, where it has one. */
  readonly id: string | null;
  readonly code: (typeof REJECTION_CODES)[number];
  readonly field: string;
  readonly detail: string;
}

export interface Acceptance {
  /** Events that the queue holds, repeats within the request included. */
  readonly accepted: number;
  readonly rejected: readonly Rejection[];
}

export interface AcceptEventsDeps {
  readonly authorizer: Authorizer;
  readonly queue: FactQueue;
  readonly bucketOf: (orderNo: OrderNo, buckets: number) => number;
}

/** Bytes of one fact as JSON, so that it fits into a message and into an order's item. */
const MAX_FACT_BYTES = 128 * 1024;

type Refusal = Omit<Rejection, 'index' | 'id'>;

interface Candidate extends ParsedEvent {
  readonly index: number;
}

/** An event with what goes to the queue for it; events that repeat an earlier one share its fact. */
interface Outgoing {
  readonly index: number;
  readonly queued: QueuedFact;
}

/**
 * Takes events in. 1. reads each one; 2. decides for each client whether the caller may write it; 3. sorts out ids that
 * come twice; 4. packs by bucket and queues. Every event stands for itself: what is wrong with one never holds up
 * another. Accepted are only events that the queue holds. Throws `forbidden`.
 */
export async function acceptEvents(
  deps: AcceptEventsDeps,
  principal: Principal,
  inputs: readonly unknown[],
  lane: Lane,
): Promise<Acceptance> {
  const refusals = new Map<number, Refusal>();
  const refuse = (index: number, refusal: Refusal): void => void refusals.set(index, refusal);

  const candidates = readAll(inputs, refuse);
  const clientIds = candidates.map(({ clientId }) => clientId);
  const access = await deps.authorizer.authorizeEach(principal, 'events:write', clientIds);
  const allowed = candidates.filter(({ index, clientId }) => {
    const refusal = accessRefusal(access.get(clientId), clientId);
    if (refusal) refuse(index, refusal);
    return refusal === undefined;
  });

  const groups = new Map<string, FactGroup & { readonly events: QueuedFact[] }>();
  const outgoing = withoutRepeats(allowed, refuse, (event, queued) => {
    const decision = access.get(event.clientId);
    if (decision?.access !== 'allowed') return;
    const bucket = deps.bucketOf(event.orderNo, decision.client.buckets);
    const key = `${event.clientId}.${String(bucket)}`;
    const group = groups.get(key) ?? { clientId: event.clientId, bucket, events: [] };
    group.events.push(queued);
    groups.set(key, group);
  });

  const unsent = groups.size > 0 ? await deps.queue.send(lane, [...groups.values()]) : new Set<QueuedFact>();
  for (const { index, queued } of outgoing) if (unsent.has(queued)) refuse(index, NOT_QUEUED);
  const rejected = [...refusals]
    .sort(([a], [b]) => a - b)
    .map(([index, refusal]) => ({ index, id: idOf(inputs[index]), ...refusal }));
  return { accepted: inputs.length - rejected.length, rejected };
}

const NOT_QUEUED: Refusal = {
  code: 'not-queued',
  field: '',
  detail: 'the queue did not take it; send it again, with the same id',
};

const MAX_SHOWN_ID = 256;

function idOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('id' in input)) return null;
  return typeof input.id === 'string' ? input.id.slice(0, MAX_SHOWN_ID) : null;
}

function readAll(
  inputs: readonly unknown[],
  refuse: (index: number, refusal: Refusal) => void,
): readonly Candidate[] {
  return inputs.flatMap((input, index) => {
    const parsed = parseEvent(input);
    if (!parsed.ok) {
      const { code, path, detail } = parsed.error;
      refuse(index, { code, field: path, detail });
      return [];
    }
    if (byteLength(JSON.stringify(parsed.event.fact)) > MAX_FACT_BYTES) {
      const detail = `data: an event may have at most ${String(MAX_FACT_BYTES)} bytes; send fewer or shorter lines`;
      refuse(index, { code: 'too-large', field: 'data', detail });
      return [];
    }
    return [{ index, ...parsed.event }];
  });
}

/** To whom a client is not assigned, a missing client and a foreign one look the same. */
function accessRefusal(access: ClientAccess | undefined, clientId: string): Refusal | undefined {
  switch (access?.access) {
    case 'allowed':
      return access.client.status === 'active'
        ? undefined
        : {
            code: 'inactive-client',
            field: 'clientid',
            detail: `clientid: the client ${clientId} is inactive and takes no events; ask an account manager to set its status to active`,
          };
    case 'unknown':
      return {
        code: 'unknown-client',
        field: 'clientid',
        detail: `clientid: there is no client ${clientId}; create it first`,
      };
    case 'forbidden':
    case undefined:
      return {
        code: 'forbidden-client',
        field: 'clientid',
        detail: `clientid: you may not write events of ${clientId}; ask an administrator`,
      };
  }
}

const identityOf = ({ clientId, kind, orderNo, fact }: ParsedEvent): string =>
  JSON.stringify([clientId, kind, orderNo, fact.source, fact.id]);

/** Hands each event on once; a repeat shares the fate of the first, other content under its id is refused. */
function withoutRepeats(
  candidates: readonly Candidate[],
  refuse: (index: number, refusal: Refusal) => void,
  add: (event: Candidate, queued: QueuedFact) => void,
): readonly Outgoing[] {
  const first = new Map<string, Outgoing>();
  return candidates.flatMap((event) => {
    const { index, kind, orderNo, fact } = event;
    const identity = identityOf(event);
    const known = first.get(identity);
    if (known && !sameContent(known.queued.fact, fact)) {
      refuse(index, {
        code: 'event-id-reused',
        field: 'id',
        detail: `id: event ${String(known.index)} of this request has the same source and id with other content; give each event its own id`,
      });
      return [];
    }
    const outgoing = { index, queued: known?.queued ?? { kind, orderNo, fact } };
    if (!known) {
      first.set(identity, outgoing);
      add(event, outgoing.queued);
    }
    return [outgoing];
  });
}
