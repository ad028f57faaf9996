import type { EpochMs } from '../calendar/time.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import type { Verdict } from './verdict.ts';

function factsOfAll(parts: readonly Verdict[]): readonly ReportedFact[] {
  const facts: ReportedFact[] = [];
  for (const part of parts) for (const fact of part.facts) if (!facts.includes(fact)) facts.push(fact);
  return facts;
}

/** When silence has accepted the last excuse of these components; `undefined` where one has none, or none is awaited. */
function pendingUntilOf(parts: readonly Verdict[]): EpochMs | undefined {
  let last = -Infinity;
  for (const { excused, pendingUntil } of parts)
    if (!excused) last = Math.max(last, pendingUntil ?? Infinity);
  return Number.isFinite(last) ? last : undefined;
}

/** The first deadline by which the order may fail; none while the clock of a component stands still. */
function firstDeadline(undecided: readonly Verdict[]): EpochMs | undefined {
  let first = Infinity;
  for (const { deadline } of undecided) {
    if (deadline === undefined) return undefined;
    first = Math.min(first, deadline);
  }
  return first;
}

const isOut = ({ outcome }: Verdict): boolean => outcome === 'excluded' || outcome === 'not-measured';

/**
 * All components of the same order, never a product of rates. It counts on the day of the first component, and leaves
 * net only if every component that failed, or may still fail, is excused. A component that is out takes the order out.
 */
export function judgeComposite(
  kpi: 'otif' | 'perfect-order',
  first: Verdict,
  ...rest: readonly Verdict[]
): Verdict {
  const parts = [first, ...rest];
  const base = {
    ...first,
    kpi,
    facts: factsOfAll(parts),
    deadline: first.deadline,
    excused: false,
    pendingUntil: undefined,
    quantity: undefined,
  };
  const out = parts.find(isOut);
  if (out) {
    const { outcome, exclusion, exclusionName, rule } = out;
    const day = outcome === 'not-measured' ? out.day : first.day;
    return { ...base, outcome, exclusion, exclusionName, rule, day };
  }
  // What failed, or may still.
  const doubtful = parts.filter(({ outcome }) => outcome !== 'met');
  if (doubtful.length === 0) return { ...base, outcome: 'met', rule: 'components-met' };
  const excused = doubtful.every((part) => part.excused);
  const standing = { ...base, excused, pendingUntil: pendingUntilOf(doubtful) };
  if (doubtful.some(({ outcome }) => outcome === 'missed'))
    return { ...standing, outcome: 'missed', rule: 'component-missed' };
  return { ...standing, outcome: 'open', rule: 'component-open', deadline: firstDeadline(doubtful) };
}
