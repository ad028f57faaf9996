import { DAY_MS, HOUR_MS, MINUTE_MS } from '../calendar/time.ts';
import { formatInstant } from '../calendar/zone.ts';
import { CATALOGUE, type KpiId } from './catalogue.ts';
import type { Rule, Verdict } from './verdict.ts';

/** What each rule says when nothing more is known of the case. */
const SENTENCES: Readonly<Record<Rule, string>> = {
  kept: 'In time.',
  late: 'Too late.',
  early: 'It happened before the window began, and the contract counts early as a miss.',
  awaited: 'It has not been reported yet; until the deadline this is open, after it overdue.',
  'cancelled-by-client': 'The client cancelled before the deadline, and the goods had not left: excluded.',
  'cancelled-by-provider': 'The provider cancelled the order: a miss.',
  'cancelled-too-late': 'The client cancelled after the deadline had passed: the miss stays.',
  'never-delivered': 'The goods were lost or sent back without a delivery: a miss.',
  'left-out': 'It was never delivered, and the contract leaves undelivered orders out.',
  short: 'Fewer units than ordered were delivered.',
  'over-delivered': 'More units than ordered were delivered, and the contract counts that as a miss.',
  'components-met': 'Every component was met by this order.',
  'component-missed': 'At least one component was missed by this order.',
  'component-open': 'At least one component is not decided yet and none was missed.',
  'no-order': 'The order itself (order.placed) has not been reported.',
  'no-promise': 'No promise was reported, so there is nothing to measure against.',
  'no-dispatch-deadline': 'No dispatch deadline (dispatchBy) was reported.',
  'no-calendar-year': 'The calendar of the contract has no data for a year that the limit reaches.',
  'not-measured-by-contract': 'The contract does not measure such orders.',
  'clock-not-started':
    'The clock starts when the goods leave (order.dispatched), and that has not been reported.',
  'no-arrival': 'No arrival (receipt.arrived) was reported, so there is nothing to measure from.',
  'no-quantity': 'No quantity was reported, so there is nothing to count.',
  'no-lines': 'No lines were reported, so there is nothing to count.',
  'no-value': 'No value was reported, so there is nothing to count.',
  'other-currency': 'The value is not in the currency of the contract.',
  'not-announced': 'No announcement (receipt.announced) was reported, so there is nothing to compare with.',
  delivered: 'Delivered: one of the orders on which complaints are counted.',
  undamaged: 'Delivered, and no confirmed damage was reported within the finding window.',
  damaged: 'A confirmed damage in transport was reported within the finding window.',
  'refused-damaged': 'The consignee refused the goods as damaged.',
  lost: 'Goods were lost in transport.',
  'no-error-found': 'No error of the warehouse was found.',
  'error-found': 'An error of the warehouse was found.',
  'as-announced': 'What was received is what was announced.',
  'not-as-announced': 'What was received is not what was announced.',
  'no-variance': 'The count found what the books say.',
  variance: 'The count found something else than the books say.',
  handled: 'Units handled: part of the base on which storage damage is counted.',
  level: 'Units in stock on that day: part of the base where the contract counts by unit-days.',
  'damaged-in-storage': 'Damaged in storage.',
  raised: 'A complaint incident; undecided ones count as valid.',
  'decided-invalid': 'The complaint was declared invalid with the client’s consent.',
  'invalid-unless-contested':
    'Declared invalid without the client’s consent: it counts until the client has been silent long enough.',
  'top-two': 'One of the two highest points of the scale.',
  'below-top-two': 'Below the two highest points of the scale.',
  'top-one': 'The highest point of the scale.',
  'below-top-one': 'Below the highest point of the scale.',
  'other-scale': 'The contract counts answers on another scale.',
  'by-contract': 'The contract takes such orders out of the count.',
};

/** `2 d 3 h 5 min`, begun minutes counted as full. */
function duration(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / MINUTE_MS);
  const perDay = DAY_MS / MINUTE_MS;
  const perHour = HOUR_MS / MINUTE_MS;
  const parts = [
    [Math.floor(minutes / perDay), 'd'],
    [Math.floor((minutes % perDay) / perHour), 'h'],
    [minutes % perHour, 'min'],
  ] as const;
  return parts.flatMap(([amount, unit]) => (amount > 0 ? [`${String(amount)} ${unit}`] : [])).join(' ');
}

/** When the deciding fact came, against the deadline. */
function byTheClock({ rule, facts, deadline }: Verdict): string | undefined {
  const fact = facts.at(-1);
  if (!fact || (rule !== 'kept' && rule !== 'late')) return undefined;
  const came = `${fact.type} at ${formatInstant(fact.occurredAt, fact.offsetMinutes)}`;
  if (rule === 'kept') return `${came} is in time.`;
  return deadline === undefined ? undefined : `${came} is ${duration(fact.occurredAt - deadline)} too late.`;
}

const OF_OTIF: readonly KpiId[] = ['on-time-delivery', 'in-full'];
const COMPONENTS: Partial<Record<KpiId, readonly KpiId[]>> = {
  otif: OF_OTIF,
  'perfect-order': [...OF_OTIF, 'damage-frequency', 'pod-on-time'],
};

/** How each component of OTIF and of a perfect order came out. */
function byComponents({ kpi, rule }: Verdict, verdicts: readonly Verdict[]): string | undefined {
  const components = rule.startsWith('component') ? COMPONENTS[kpi] : undefined;
  if (!components) return undefined;
  const outcomes = verdicts
    .filter((verdict) => components.includes(verdict.kpi))
    .map(({ kpi: component, outcome, excused }) => `${component} ${outcome}${excused ? ' (excused)' : ''}`);
  return `All components of the same order must be met: ${outcomes.join(', ')}.`;
}

/** Which exclusion of the contract it is. */
const byContract = ({ exclusionName }: Verdict): string | undefined =>
  exclusionName === undefined
    ? undefined
    : `The contract takes such orders out of the count: ${exclusionName}.`;

/** What was counted where that is not the order itself: `3 of 100 units.` */
function amounts({ kpi, quantity, level }: Verdict): string {
  const { unit, basis } = CATALOGUE[kpi];
  const named = unit === 'value' ? 'minor units of money' : unit;
  if (level !== undefined) return ` ${String(level)} ${named}.`;
  if (!quantity) return '';
  const { met, missed } = quantity;
  return basis === 'rate'
    ? ` ${String(met + missed)} ${named}.`
    : ` ${String(missed)} of ${String(met + missed)} ${named} were not right.`;
}

/** What was answered where the KPI counts answers: `Scored 3 of 5. ` */
function scored({ kpi, facts }: Verdict): string {
  const { score, scale } = facts.at(-1)?.data ?? {};
  return CATALOGUE[kpi].unit === 'answers' && score !== undefined && scale !== undefined
    ? `Scored ${String(score)} of ${String(scale)}. `
    : '';
}

/** One sentence a client can check: why the verdict came out as it did. `verdicts`: all of the same order. */
export function becauseOf(verdict: Verdict, verdicts: readonly Verdict[]): string {
  const why =
    byTheClock(verdict) ?? byComponents(verdict, verdicts) ?? byContract(verdict) ?? SENTENCES[verdict.rule];
  const because = `${scored(verdict)}${why}${amounts(verdict)}`;
  return verdict.excused ? `${because} Excused: it does not count in the net figure.` : because;
}
