import type { Principal } from '../domain/crm/principal.ts';
import { byteLength, type OrderNo } from '../domain/ids.ts';
import { parseEvent, type ParsedEvent } from '../domain/ledger/event-schema.ts';
import type { FactType } from '../domain/ledger/fact.ts';
import { sameContent } from '../domain/ledger/fact-content.ts';
import type { FactGroup, FactQueue, Lane, QueuedFact } from '../ports/fact-queue.ts';
import type { Authorizer, ClientAccess } from './authorize.ts';

export const REJECTION_CODES = [
  'invalid-field',
  'unknown-type',
  'reserved-source',
  'not-by-person',
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
 * Takes events in. 1. reads each one; 2. keeps out what only the product says, and what people say elsewhere; 3. decides
 * for each client whether the caller may write it; 4. sorts out ids that come twice; 5. packs by bucket and queues. Every event stands for itself: what is wrong with one never holds up
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

  const candidates = readAll(inputs, refuse).filter((event) => {
    const refusal = senderRefusal(principal, event);
    if (refusal) refuse(event.index, refusal);
    return refusal === undefined;
  });
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

/** Of facts that the product writes itself, such as `tallyman://excuses`. */
const isReserved = (source: string): boolean => source.toLowerCase().startsWith('tallyman:');

/**
 * Where people say what stands between client and provider: there the side follows from the caller, and the time is now.
 * An event names both itself, which only a machine may do for the side whose system it is.
 */
const SAID_ELSEWHERE: Readonly<Partial<Record<FactType, string>>> = {
  'order.delay-excused': 'excuses or …/excuses/decisions',
  'miss.excused': 'excuses or …/excuses/decisions',
  'miss.cause-assigned': 'causes',
  'fact.disputed': 'disputes',
  'fact.dispute-settled': 'disputes/settlements',
};

/** What this caller may not say as an event. */
function senderRefusal({ kind }: Principal, { clientId, fact }: ParsedEvent): Refusal | undefined {
  if (isReserved(fact.source))
    return {
      code: 'reserved-source',
      field: 'source',
      detail: 'source: what begins with tallyman: is of this service alone; name the system that reports',
    };
  if (isReserved(fact.data.voids?.source ?? ''))
    return {
      code: 'reserved-source',
      field: 'data.voids.source',
      detail:
        'data.voids.source: what was said through the API is not voided by an event; withdraw the excuse, settle the dispute or name another cause',
    };
  const elsewhere = SAID_ELSEWHERE[fact.type];
  if (kind === 'machine' || elsewhere === undefined) return undefined;
  return {
    code: 'not-by-person',
    field: 'type',
    detail: `type: a person does not send ${fact.type}; use POST /v1/clients/${clientId}/${elsewhere}`,
  };
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
