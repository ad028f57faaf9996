import { historyOf } from '../domain/contract/in-force.ts';
import { decide, type Decision, type OrderFacts, type Refusal } from '../domain/ledger/decide.ts';
import { JUDGES, type Judges } from '../domain/kpi/evaluate.ts';
import { orderKey, type Evaluation } from '../domain/ledger/order-record.ts';
import type { EpochMs } from '../domain/calendar/time.ts';
import type { ClientDirectory, ClientReader, Terms } from '../ports/clients.ts';
import type { Clock } from '../ports/clock.ts';
import type { CommitOutcome, LedgerPartition, OrderLedger } from '../ports/order-ledger.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { RegistryReader } from '../ports/registries.ts';
import { isUnavailable } from '../ports/unavailable.ts';
import type { NoteDeliveries } from './note-deliveries.ts';

export interface RecordFactsDeps {
  readonly ledger: OrderLedger;
  /** Cached for up to 30 s. */
  readonly clients: ClientReader;
  readonly directory: Pick<ClientDirectory, 'widenSpread'>;
  /** Cached for up to 30 s. */
  readonly registries: RegistryReader;
  readonly quarantine: Quarantine;
  readonly clock: Clock;
  /** @default nothing is noted */
  readonly noteDeliveries?: NoteDeliveries;
  /** @default those of this build */
  readonly judges?: Judges;
  /** Waits before try number `attempt`; jittered, so that writers who met once do not meet again. */
  readonly pause: (attempt: number) => Promise<void>;
  /** Every conflict, for the metric. */
  readonly onConflict?: () => void;
}

export interface RecordResult {
  readonly recorded: number;
  /** Repeats of facts that are there already. */
  readonly repeated: number;
  readonly quarantined: number;
  /** Orders that could not be written in time: try their facts again. Nothing of them is lost or half-written. */
  readonly unfinished: readonly OrderFacts[];
}

const MAX_TRIES = 10;

/**
 * The one door (law 7): the only code that writes orders and tallies.
 * 1. read the orders, consistent; 2. add the facts that are new, put what cannot be recorded into quarantine;
 * 3. fold, judge, contribute; 4. write order and difference in one transaction, conditional on the version that
 * was read; 5. whoever lost a race starts again with 1. A repeat finds its facts there and changes nothing.
 */
export async function recordFacts(
  deps: RecordFactsDeps,
  partition: LedgerPartition,
  orders: readonly OrderFacts[],
): Promise<RecordResult> {
  let spreadDays = 0;
  const total = { recorded: 0, repeated: 0, quarantined: 0 };
  let waiting = mergeByOrder(orders);

  for (let attempt = 0; attempt < MAX_TRIES && waiting.length > 0; attempt++) {
    if (attempt > 0) await deps.pause(attempt);
    try {
      // Read before each attempt, as a call may last longer than terms may be old.
      const [terms, registries] = await Promise.all([termsOf(deps, partition), deps.registries.all()]);
      const judges = deps.judges ?? JUDGES;
      // Stamped before each attempt to commit, not once at the start (law 6).
      const judging = { history: historyOf(terms), registries, judges, now: deps.clock.now() };
      spreadDays = Math.max(spreadDays, terms.client.spreadDays);
      const stored = new Map(
        (await deps.ledger.load(partition, waiting)).map((order) => [orderKey(order), order]),
      );
      const decisions = waiting.map((order) => decide(order, stored.get(orderKey(order)), judging));
      await quarantineAll(
        deps,
        partition,
        decisions.flatMap(({ refusals }) => refusals),
        judging.now,
      );
      const changes = decisions.flatMap(({ change }) => change ?? []);
      const reach = Math.max(0, ...changes.map(({ after }) => reachOf(after.evaluation)));
      if (reach > spreadDays) {
        // Before the write: a list that is read in between must already look far enough.
        await deps.directory.widenSpread(partition.clientId, reach);
        spreadDays = reach;
      }
      // Before the write: whoever dies in between has noted one delivery too many, and never one too few.
      await deps.noteDeliveries?.(partition.clientId, changes, judging.now);
      const outcomes = changes.length > 0 ? await deps.ledger.commit(partition, changes) : [];
      waiting = await settle(deps, partition, waiting, decisions, outcomes, total, judging.now);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    }
    if (waiting.length > 0) deps.onConflict?.();
  }
  return { ...total, unfinished: waiting };
}

async function termsOf({ clients }: RecordFactsDeps, { clientId }: LedgerPartition): Promise<Terms> {
  const terms = await clients.terms(clientId);
  if (!terms) throw new Error(`client ${clientId} is gone; its facts stay in the queue`);
  return terms;
}

function mergeByOrder(orders: readonly OrderFacts[]): readonly OrderFacts[] {
  const merged = new Map<string, OrderFacts>();
  for (const order of orders) {
    const known = merged.get(orderKey(order));
    merged.set(orderKey(order), known ? { ...known, facts: [...known.facts, ...order.facts] } : order);
  }
  return [...merged.values()];
}

/** Adds up what was settled; answers the orders that need another try. */
async function settle(
  deps: RecordFactsDeps,
  partition: LedgerPartition,
  orders: readonly OrderFacts[],
  decisions: readonly Decision[],
  outcomes: readonly CommitOutcome[],
  total: { recorded: number; repeated: number; quarantined: number },
  now: EpochMs,
): Promise<readonly OrderFacts[]> {
  const again: OrderFacts[] = [];
  let next = 0;
  for (const [i, decision] of decisions.entries()) {
    const outcome = decision.change ? outcomes[next++] : 'committed';
    const order = orders[i];
    if (!order) continue;
    if (outcome === 'again') {
      again.push(order);
      continue;
    }
    if (outcome === 'refused') {
      await quarantineAll(deps, partition, refuseNew(order, decision), now);
      total.quarantined += decision.accepted;
    } else total.recorded += decision.accepted;
    total.repeated += decision.repeated;
    total.quarantined += decision.refusals.length;
  }
  return again;
}

/** The store cannot take the order with its new facts; they stand aside, the order stays as it was. */
function refuseNew(order: OrderFacts, { change }: Decision): readonly Refusal[] {
  const added = change?.after.facts.slice(change.before?.facts.length ?? 0) ?? [];
  return added.map(({ type, source, id, occurredAt, offsetMinutes, data }) => ({
    ref: order,
    fact: { type, source, id, occurredAt, offsetMinutes, data },
    code: 'item-too-large',
    detail:
      'the order with this fact is larger than one stored item may be (400 KB); shorten lines or references',
  }));
}

async function quarantineAll(
  { quarantine }: RecordFactsDeps,
  { clientId }: LedgerPartition,
  refusals: readonly Refusal[],
  now: EpochMs,
): Promise<void> {
  for (const { ref, fact, code, detail } of refusals) {
    await quarantine.put({ clientId, kind: ref.kind, orderNo: ref.orderNo, fact, code, detail, at: now });
  }
}

/** Widest distance in days between an order's index day and the days its verdicts count on. */
function reachOf({ indexDay, contributions, open }: Evaluation): number {
  let reach = 0;
  for (const { day } of contributions) reach = Math.max(reach, Math.abs(day - indexDay));
  for (const { day } of open) reach = Math.max(reach, Math.abs(day - indexDay));
  return reach;
}
