import { formatDay, type EpochDay, type EpochMs } from '../calendar/time.ts';
import { workingCalendar, type BusinessEnd } from '../calendar/working-calendar.ts';
import { formatInstant, zoneOf, type Zone } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import type { DeadlineTerm } from '../contract/deadline-terms.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import type { Origin } from './commitments.ts';

/** How the contract came to a committed time, in sentences that a client can check with a calendar. */

const MAX_SPANS = 12;

const counted = (amount: number, unit: string): string =>
  `${String(amount)} ${unit}${amount === 1 ? '' : 's'}`;

/** `2 business days, until 12:00`, `48 hours`. */
function termText(term: DeadlineTerm, { calendar }: Contract): string {
  switch (term.type) {
    case 'stated':
      return 'as the order states it';
    case 'not-measured':
      return 'not measured';
    case 'hours':
      return counted(term.hours, 'hour');
    case 'business-hours':
      return `${counted(term.hours, 'business hour')} (${calendar.hours.from} to ${calendar.hours.to})`;
    case 'business-days':
      return `${counted(term.days, 'business day')}${term.until === undefined ? '' : `, until ${term.until},`}`;
  }
}

/** `2026-02-13 16:20`: as a clock on the wall shows it. */
const onTheWall = (at: EpochMs, zone: Zone): string =>
  formatInstant(at + zone.offsetAt(at))
    .slice(0, 16)
    .replace('T', ' ');

/** Why business time is not counted from the day of the start itself. */
function countedFrom(start: ReportedFact, { from }: BusinessEnd, contract: Contract, zone: Zone): string {
  const day = zone.dayOf(start.occurredAt);
  if (from === day) return '';
  const isWorking = workingCalendar(contract.calendar, zone).isWorkingDay(day);
  const reason = isWorking ? `after the cut-off ${contract.calendar.cutOff ?? ''}` : 'a day off';
  return ` (${reason}, so counted from ${formatDay(from)})`;
}

/** The days off between two days as spans: `2026-02-15 to 2026-02-23, 2026-02-28`. */
function daysOff({ from, day: last }: BusinessEnd, contract: Contract, zone: Zone): string {
  const { isWorkingDay } = workingCalendar(contract.calendar, zone);
  const spans: { first: EpochDay; last: EpochDay }[] = [];
  for (let day = from + 1; day < last; day++) {
    if (isWorkingDay(day)) continue;
    const span = spans.at(-1);
    if (span?.last === day - 1) span.last = day;
    else spans.push({ first: day, last: day });
  }
  const texts = spans
    .slice(0, MAX_SPANS)
    .map((span) =>
      span.first === span.last
        ? formatDay(span.first)
        : `${formatDay(span.first)} to ${formatDay(span.last)}`,
    );
  return spans.length > MAX_SPANS
    ? `${texts.join(', ')} and ${String(spans.length - MAX_SPANS)} more`
    : texts.join(', ');
}

function labelOf(rule: number | undefined, hasRules: boolean): string {
  if (rule !== undefined) return `Rule ${String(rule + 1)}`;
  return hasRules ? 'Otherwise' : 'By the contract';
}

/** The steps to the committed time of a milestone; none where the contract leaves it to the order. */
export function originSteps(
  origin: Origin,
  milestone: 'dispatch' | 'delivery',
  contract: Contract,
): readonly string[] {
  const { rules } = contract.deadlines[milestone];
  if (origin.by === 'order' && rules.length === 0) return [];
  const zone = zoneOf(contract.timeZone);
  const label = labelOf(origin.rule, rules.length > 0);
  if (origin.by === 'order') return [`${label}: as the order states it.`];
  const { term, start } = origin;
  const what = termText(term, contract);
  if (term.type === 'not-measured') return [`${label}: ${what}.`];
  if (!start) return [`${label}: ${what} from order.${term.from}, which has not been reported.`];
  const when = `${what} from ${start.type} ${onTheWall(start.occurredAt, zone)} in ${zone.id}`;
  if (origin.by === 'nothing') {
    return [
      `${label}: ${when}.`,
      `The calendar of the contract has no holidays for ${String(origin.missingYear)}.`,
    ];
  }
  const { business } = origin.time;
  if (!business) return [`${label}: ${when}.`];
  const off = daysOff(business, contract, zone);
  return [
    `${label}: ${when}${countedFrom(start, business, contract, zone)}.`,
    ...(off === '' ? [] : [`Days off that do not count: ${off}.`]),
  ];
}
