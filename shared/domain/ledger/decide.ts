import { DAY_MS, MINUTE_MS, type EpochMs } from '../calendar/time.ts';
import { contractFor, newestVersion, type ContractHistory } from '../contract/in-force.ts';
import type { Registries } from '../crm/registry.ts';
import type { Judges } from '../kpi/evaluate.ts';
import { identityOf, type Fact, type ReportedFact } from './fact.ts';
import { sameContent } from './fact-content.ts';
import { closedAt, fold } from './fold.ts';
import { sameEvaluation } from './same-evaluation.ts';
import type { Evaluation, OrderRecord, OrderRef } from './order-record.ts';

export const MAX_FACTS = 500;
const FUTURE_TOLERANCE_MS = 15 * MINUTE_MS;

/** Why a fact was not recorded but put into quarantine. */
export const REFUSAL_CODES = [
  'occurs-in-future',
  'event-id-reused',
  'order-number-reused',
  'too-many-facts',
  'item-too-large',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface Refusal {
  readonly ref: OrderRef;
  readonly fact: ReportedFact;
  readonly code: RefusalCode;
  /** What is wrong and what to do about it. */
  readonly detail: string;
}

/** Facts of one order; none = judge it again with the facts it has. */
export interface OrderFacts extends OrderRef {
  readonly facts: readonly ReportedFact[];
}

/** An order as it was read (`undefined`: it was not there) and as it shall be. */
export interface OrderChange {
  readonly before: OrderRecord | undefined;
  readonly after: OrderRecord;
}

/** Under which terms an order is judged; `now` is stamped on its new facts. */
export interface Judging {
  readonly history: ContractHistory;
  readonly registries: Registries;
  readonly judges: Judges;
  readonly now: EpochMs;
}

export interface Decision {
  /** `undefined`: nothing to write. */
  readonly change: OrderChange | undefined;
  readonly accepted: number;
  /** Repeats of facts that are there already. */
  readonly repeated: number;
  readonly refusals: readonly Refusal[];
}

/**
 * What recording `order.facts` makes of an order: new facts are added, repeats change nothing, what cannot be
 * recorded is refused by itself. Pure; the first content of an identity stays (the exception of law 2).
 */
export function decide(order: OrderFacts, before: OrderRecord | undefined, judging: Judging): Decision {
  if (order.facts.length === 0) return { change: changeOf(order, before, NOTHING, judging), ...UNCHANGED };
  const known = new Map((before?.facts ?? []).map((fact) => [identityOf(fact), fact]));
  const added: Fact[] = [];
  const refusals: Refusal[] = [];
  let repeated = 0;
  for (const fact of order.facts) {
    const same = known.get(identityOf(fact));
    if (same && sameContent(same, fact)) {
      repeated++;
      continue;
    }
    const refusal = same ? ID_REUSED : refusalOf(fact, before, known.size, judging);
    if (refusal) {
      refusals.push({ ref: order, fact, ...refusal });
      continue;
    }
    const recorded = { ...fact, recordedAt: judging.now };
    known.set(identityOf(fact), recorded);
    added.push(recorded);
  }
  const change = changeOf(order, before, added, judging);
  return { change, accepted: added.length, repeated, refusals };
}

const NOTHING: readonly never[] = [];
const UNCHANGED = { accepted: 0, repeated: 0, refusals: NOTHING } as const;

const ID_REUSED = {
  code: 'event-id-reused',
  detail: 'this source and id were already used for this order with other content; the first content stays',
} as const;

function refusalOf(
  fact: ReportedFact,
  before: OrderRecord | undefined,
  count: number,
  { history, now }: Judging,
): Pick<Refusal, 'code' | 'detail'> | undefined {
  if (fact.occurredAt > now + FUTURE_TOLERANCE_MS) {
    return {
      code: 'occurs-in-future',
      detail: 'time is more than 15 minutes ahead; send it once it has happened',
    };
  }
  if (count >= MAX_FACTS) {
    return { code: 'too-many-facts', detail: `an order holds at most ${String(MAX_FACTS)} facts` };
  }
  if (fact.type !== 'order.placed' || !before) return undefined;
  const state = fold(before.facts);
  const { orderNumberReuseDays } = contractFor(history, before.kind, state);
  const closed = closedAt(state);
  if (closed === undefined || fact.occurredAt <= closed + orderNumberReuseDays * DAY_MS) return undefined;
  return {
    code: 'order-number-reused',
    detail: `the order of this number was closed more than ${String(orderNumberReuseDays)} days before; use a new number`,
  };
}

function changeOf(
  { kind, orderNo }: OrderRef,
  before: OrderRecord | undefined,
  added: readonly Fact[],
  { history, registries, judges }: Judging,
): OrderChange | undefined {
  if (before) assertKnown(before.evaluation, judges, history);
  if (!before && added.length === 0) return undefined;
  const known = before?.facts ?? NOTHING;
  const facts = added.length === 0 ? known : [...known, ...added];
  const evaluation = judges.evaluate(kind, facts, history, registries);
  if (before && added.length === 0 && sameEvaluation(before.evaluation, evaluation)) return undefined;
  return { before, after: { kind, orderNo, version: (before?.version ?? 0) + 1, facts, evaluation } };
}

/**
 * Nothing is judged by less than it was judged by: during a deployment the old code leaves it to the new, and a worker
 * that does not know the contract version of an order yet leaves it to one that does.
 */
function assertKnown(stored: Evaluation, judges: Judges, history: ContractHistory): void {
  if (stored.judgeVersion > judges.version || stored.contractVersion > newestVersion(history)) {
    throw new Error('judged by a newer version already; left in the queue for a newer worker');
  }
}
