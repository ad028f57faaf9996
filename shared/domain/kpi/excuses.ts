import { DAY_MS, type EpochDay, type EpochMs } from '../calendar/time.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { Contract, ExcuseTerms } from '../contract/contract.ts';
import type { Party, ReportedFact } from '../ledger/fact.ts';
import type { OrderState } from '../ledger/fold.ts';
import type { KpiId } from './catalogue.ts';
import type { Rule, Verdict } from './verdict.ts';

/** The subject of an excuse that names no KPI: any delay. */
export const ANY_DELAY = '*';

/** What an excuse without a KPI speaks for: it is about a delay, so not about damage, missing units or papers. */
const DELAYED: ReadonlySet<string> = new Set([
  'on-time-dispatch',
  'on-time-delivery',
  'in-full',
  'order-completion',
  'urgent-order-completion',
  'receiving-on-time',
]);
const NO_DELAY: ReadonlySet<Rule> = new Set(['short', 'over-delivered']);

/**
 * One excuse after its steps. `accepted` and `rejected` are decisions that the other side took in time; what silence
 * made of a proposal depends on the clock (`standingOf`).
 */
export interface Excuse {
  readonly step: 'proposed' | 'accepted' | 'rejected' | 'withdrawn';
  readonly proposedBy: Party;
  readonly proposal: ReportedFact;
  /** The step that ended it; the proposal itself where a source reported an accepted excuse in one. */
  readonly decision: ReportedFact | undefined;
  /** The last instant at which the other side can decide. */
  readonly decideUntil: EpochMs;
}

/** The excuses of an order by the KPI they are about, or `ANY_DELAY`; of each the last one proposed. */
export interface Excuses {
  readonly bySubject: ReadonlyMap<string, Excuse>;
  readonly terms: ExcuseTerms;
  readonly timeZone: string;
}

const NONE: readonly never[] = [];
const NO_EXCUSES: ReadonlyMap<string, Excuse> = new Map();

/** Every step of every excuse, in content order. */
export const excuseSteps = (state: OrderState): readonly ReportedFact[] =>
  state.byType['order.delay-excused'] || state.byType['miss.excused']
    ? state.facts.filter(({ type }) => type === 'order.delay-excused' || type === 'miss.excused')
    : NONE;

const decidedAs = (excuse: Excuse, step: Excuse['step'], decision: ReportedFact): Excuse => ({
  ...excuse,
  step,
  decision,
});

function propose(step: ReportedFact, { decideWithinDays }: ExcuseTerms): Excuse {
  return {
    step: 'proposed',
    // With no proposer named it was the provider, whom a miss is charged to.
    proposedBy: step.data.proposedBy ?? 'provider',
    proposal: step,
    decision: undefined,
    decideUntil: step.occurredAt + decideWithinDays * DAY_MS,
  };
}

/** Whether another proposal may follow at that time: this one was refused, taken back, or came to nothing by silence. */
const isOver = ({ step, decideUntil }: Excuse, { silence }: ExcuseTerms, at: EpochMs): boolean =>
  step === 'rejected' ||
  step === 'withdrawn' ||
  (step === 'proposed' && silence === 'rejects' && at > decideUntil);

const isByOtherSide = ({ data }: ReportedFact, proposedBy: Party): boolean =>
  data.decidedBy !== undefined && data.decidedBy !== proposedBy;

/** A source that tells an excuse only once it is accepted: proposal and decision in one, so both of them in time. */
function told(step: ReportedFact, terms: ExcuseTerms): Excuse | undefined {
  const excuse = propose(step, terms);
  const counts = step.data.decision === 'accepted' && isByOtherSide(step, excuse.proposedBy);
  return counts ? decidedAs(excuse, 'accepted', step) : undefined;
}

/**
 * What a step makes of an excuse. The side that did not propose it accepts or rejects, in time, the last decision
 * counting; the side that did may take it back at any time. Every other step changes nothing.
 */
function after(before: Excuse | undefined, step: ReportedFact, terms: ExcuseTerms): Excuse | undefined {
  const { decision = 'proposed', decidedBy } = step.data;
  const standing = before && !isOver(before, terms, step.occurredAt) ? before : undefined;
  if (decision === 'proposed') return standing ?? propose(step, terms);
  if (!before) return told(step, terms);
  if (!standing) return before;
  const counts =
    decision === 'withdrawn'
      ? decidedBy === standing.proposedBy
      : isByOtherSide(step, standing.proposedBy) && step.occurredAt <= standing.decideUntil;
  return counts ? decidedAs(standing, decision, step) : standing;
}

/** What the steps of an order's excuses come to under the contract's times. */
export function excusesOf(state: OrderState, { excuses: terms, timeZone }: Contract): Excuses {
  const steps = excuseSteps(state);
  if (steps.length === 0) return { bySubject: NO_EXCUSES, terms, timeZone };
  const bySubject = new Map<string, Excuse>();
  for (const step of steps) {
    const subject = step.data.kpi ?? ANY_DELAY;
    const excuse = after(bySubject.get(subject), step, terms);
    if (excuse) bySubject.set(subject, excuse);
  }
  return { bySubject, terms, timeZone };
}

/** The first instant at which it is too late to propose an excuse for a miss that counts on `day`. */
export const proposalEnd = (
  { terms, timeZone }: Pick<Excuses, 'terms' | 'timeZone'>,
  day: EpochDay,
): EpochMs => zoneOf(timeZone).startOfDay(day + terms.proposeWithinDays + 1);

/** The subjects of the excuses that may speak for a KPI, its own first. */
export const subjectsFor = (kpi: KpiId): readonly string[] => (DELAYED.has(kpi) ? [kpi, ANY_DELAY] : [kpi]);

/** The excuses that speak for a verdict: about its KPI, or about any delay; proposed in time. */
export function excusesFor(found: Verdict, excuses: Excuses): readonly Excuse[] {
  const { bySubject } = excuses;
  const isDelay = DELAYED.has(found.kpi) && !NO_DELAY.has(found.rule);
  const end = proposalEnd(excuses, found.day);
  const about = [bySubject.get(found.kpi), isDelay ? bySubject.get(ANY_DELAY) : undefined];
  return about.flatMap((excuse) => (excuse && excuse.proposal.occurredAt < end ? excuse : NONE));
}

/**
 * The verdict, marked when an excuse speaks for it. Only what is missed, or may still be, can be excused. A proposal
 * that silence accepts is marked with the last moment to refuse it, so that no clock is needed here.
 */
export function withExcuse(found: Verdict, excuses: Excuses): Verdict {
  if (excuses.bySubject.size === 0 || (found.outcome !== 'missed' && found.outcome !== 'open')) return found;
  const about = excusesFor(found, excuses);
  if (about.some(({ step }) => step === 'accepted')) return { ...found, excused: true };
  if (excuses.terms.silence === 'rejects') return found;
  const ends = about.flatMap(({ step, decideUntil }) => (step === 'proposed' ? [decideUntil] : []));
  return ends.length > 0 ? { ...found, pendingUntil: Math.min(...ends) } : found;
}

/** The excuse facts that speak for a KPI, for its explanation. */
export const excuseFacts = (state: OrderState, kpi: KpiId): readonly ReportedFact[] =>
  excuseSteps(state).filter(({ data }) => (data.kpi === undefined ? DELAYED.has(kpi) : data.kpi === kpi));

/** How an excuse stands at a moment, and whether nobody but the clock decided it. */
export function standingOf(
  { step, decideUntil }: Excuse,
  { silence }: ExcuseTerms,
  asOf: EpochMs,
): { readonly state: Excuse['step']; readonly bySilence: boolean } {
  if (step !== 'proposed' || asOf <= decideUntil) return { state: step, bySilence: false };
  return { state: silence === 'accepts' ? 'accepted' : 'rejected', bySilence: true };
}
