import { timeOf } from '../calendar/working-year.ts';
import type { FieldError } from '../errors.ts';
import type { Calendar } from './calendar-terms.ts';
import type { Contract, Limit } from './contract.ts';
import type { DeadlineTerm } from './deadline-terms.ts';

/** What is wrong with a calendar whose form is right, and with terms that need holidays it does not have. */

function checkHours({ hours, cutOff }: Calendar): readonly FieldError[] {
  const { from, to } = hours;
  if (timeOf(from) >= timeOf(to)) {
    const detail = `is not later than from, ${from}; hours that pass midnight are not known, write 00:00 to 24:00 for all day`;
    return [{ path: 'calendar.hours.to', detail }];
  }
  if (cutOff === null || (timeOf(cutOff) >= timeOf(from) && timeOf(cutOff) <= timeOf(to))) return [];
  const detail = `must lie within the hours, ${from} to ${to}; correct it, or write null for no cut-off`;
  return [{ path: 'calendar.cutOff', detail }];
}

/** Entries of a list that were there before. */
const repeated = (values: readonly (string | number)[]): readonly number[] =>
  [...values.keys()].filter((i) => values.indexOf(values[i] ?? '') < i);

const checkDays = ({ workingDays, exceptions }: Calendar): readonly FieldError[] => [
  ...repeated(workingDays).map((i) => ({
    path: `calendar.workingDays.${String(i)}`,
    detail: `${String(workingDays[i])} is there before; write each day once`,
  })),
  ...repeated(exceptions.map(({ date }) => date)).map((i) => ({
    path: `calendar.exceptions.${String(i)}.date`,
    detail: `${exceptions[i]?.date ?? ''} is there before; write each day once`,
  })),
];

const isBusiness = ({ type }: DeadlineTerm): boolean => type === 'business-days' || type === 'business-hours';
const inBusinessDays = (limit: Limit): boolean => 'businessDays' in limit;

/** The paths of every term that counts by the calendar. */
export function businessTerms({ deadlines, kpis }: Pick<Contract, 'deadlines' | 'kpis'>): readonly string[] {
  const paths = (['dispatch', 'delivery'] as const).flatMap((milestone) => {
    const { rules, otherwise } = deadlines[milestone];
    const path = `deadlines.${milestone}`;
    return [
      ...rules.flatMap(({ then }, i) => (isBusiness(then) ? [`${path}.rules.${String(i)}.then`] : [])),
      ...(isBusiness(otherwise) ? [`${path}.otherwise`] : []),
    ];
  });
  // The limit of the other form of proof is not used.
  const { form, limits } = kpis['pod-on-time'];
  if (inBusinessDays(limits[form])) paths.push(`kpis.pod-on-time.limits.${form}`);
  if (inBusinessDays(kpis['receiving-on-time'].limit)) paths.push('kpis.receiving-on-time.limit');
  return paths;
}

/** Terms in business time need the holidays of the year in which the version begins. */
function checkYears(contract: Contract): readonly FieldError[] {
  const { calendar, effectiveFrom } = contract;
  const year = effectiveFrom?.slice(0, 4);
  if (calendar.country === null || year === undefined || Object.hasOwn(calendar.years, year)) return [];
  const detail = `counts by the calendar, and the public holidays of ${calendar.country} for ${year} are not known; begin in a year that is, write hours, or set calendar.country to null and the holidays as exceptions`;
  return businessTerms(contract).map((path) => ({ path, detail }));
}

/** Every fault of the calendar, with its path in the terms. Whether country and region exist is told by their data. */
export const checkCalendar = (contract: Contract): readonly FieldError[] => [
  ...checkHours(contract.calendar),
  ...checkDays(contract.calendar),
  ...checkYears(contract),
];
