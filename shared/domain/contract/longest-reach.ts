import { timeOf } from '../calendar/working-year.ts';
import type { Calendar } from './calendar-terms.ts';
import type { Contract, Limit } from './contract.ts';
import type { DeadlineTerm } from './deadline-terms.ts';

const DAYS_A_WEEK = 7;
const WEEKS_A_YEAR = 52;
const HOURS_A_DAY = 24;
const MINUTES_A_DAY = 24 * 60;

/** Civil days that so many hours may touch. */
const daysOfHours = (hours: number): number => Math.ceil(hours / HOURS_A_DAY) + 1;
const daysOfMinutes = (minutes: number): number => Math.ceil(minutes / MINUTES_A_DAY);

/** Days off beside the week in the year that has most of them. */
function daysOffAYear({ years, exceptions }: Calendar): number {
  const off = new Map(Object.entries(years).map(([year, days]) => [year, days.off.length]));
  for (const { date, working } of exceptions) {
    const year = date.slice(0, 4);
    if (!working) off.set(year, (off.get(year) ?? 0) + 1);
  }
  return Math.max(0, ...off.values());
}

/**
 * Civil days that so many business days take at most: as if every day off of each year that they may touch lay among
 * them, with a day for the cut-off and a week for where in the week they begin.
 */
function daysOfBusinessDays(days: number, calendar: Calendar): number {
  const aWeek = calendar.workingDays.length;
  const years = Math.ceil(days / (aWeek * WEEKS_A_YEAR)) + 1;
  const counted = days + 1 + years * daysOffAYear(calendar);
  return (Math.ceil(counted / aWeek) + 1) * DAYS_A_WEEK;
}

function daysOfBusinessHours(hours: number, calendar: Calendar): number {
  const aDay = timeOf(calendar.hours.to) - timeOf(calendar.hours.from);
  return daysOfBusinessDays(Math.ceil((hours * timeOf('01:00')) / aDay), calendar);
}

function daysOfTerm(term: DeadlineTerm, calendar: Calendar): number {
  switch (term.type) {
    case 'hours':
      return daysOfHours(term.hours);
    case 'business-hours':
      return daysOfBusinessHours(term.hours, calendar);
    case 'business-days':
      return daysOfBusinessDays(term.days, calendar);
    case 'stated':
    case 'not-measured':
      return 0;
  }
}

const daysOfLimit = (limit: Limit, calendar: Calendar): number =>
  'hours' in limit ? daysOfHours(limit.hours) : daysOfBusinessDays(limit.businessDays, calendar);

/**
 * The most civil days, rather too many than too few, by which a contract puts what it judges after the event that
 * starts its clock: the longest deadline, its tolerance, and the longest limit of what follows.
 */
export function longestReach({ deadlines, calendar, kpis }: Contract): number {
  const terms = [deadlines.dispatch, deadlines.delivery].flatMap(({ rules, otherwise }) => [
    ...rules.map(({ then }) => then),
    otherwise,
  ]);
  const { lateToleranceMinutes, earlyToleranceMinutes } = kpis['on-time-delivery'];
  const tolerances = [
    lateToleranceMinutes,
    earlyToleranceMinutes,
    kpis['on-time-dispatch'].lateToleranceMinutes,
  ];
  const { form, limits } = kpis['pod-on-time'];
  const following = [limits[form], kpis['receiving-on-time'].limit];
  return (
    Math.max(...terms.map((term) => daysOfTerm(term, calendar))) +
    daysOfMinutes(Math.max(...tolerances)) +
    Math.max(...following.map((limit) => daysOfLimit(limit, calendar)))
  );
}
