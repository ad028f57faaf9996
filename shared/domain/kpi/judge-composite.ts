import type { EpochMs } from '../calendar/time.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import { verdict } from './judge-committed.ts';
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

/**
 * All components of the same order, never a product of rates. It counts on the day of the first component, and leaves
 * net only if every component that failed, or may still fail, is excused. A component that is out takes the order out.
 */
export function judgeComposite(
  kpi: 'otif' | 'perfect-order',
  parts: readonly [Verdict, ...Verdict[]],
): Verdict {
  const { day, deadline } = parts[0];
  const facts = factsOfAll(parts);
  // What failed, or may still.
  const doubtful: Verdict[] = [];
  let out: Verdict | undefined;
  for (const part of parts) {
    const { outcome } = part;
    if (outcome === 'missed' || outcome === 'open') doubtful.push(part);
    else if (outcome !== 'met') out ??= part;
  }
  if (out) {
    const { outcome, exclusion, exclusionName, rule } = out;
    const found = verdict(kpi, outcome === 'not-measured' ? out.day : day, deadline, {
      outcome,
      exclusion,
      rule,
      facts,
    });
    return exclusionName === undefined ? found : { ...found, exclusionName };
  }
  if (doubtful.length === 0)
    return verdict(kpi, day, deadline, { outcome: 'met', rule: 'components-met', facts });
  const isMissed = doubtful.some(({ outcome }) => outcome === 'missed');
  const found = isMissed
    ? verdict(kpi, day, deadline, { outcome: 'missed', rule: 'component-missed', facts })
    : verdict(kpi, day, firstDeadline(doubtful), { outcome: 'open', rule: 'component-open', facts });
  const excused = doubtful.every((part) => part.excused);
  const pendingUntil = pendingUntilOf(doubtful);
  return excused || pendingUntil !== undefined ? { ...found, excused, pendingUntil } : found;
}
