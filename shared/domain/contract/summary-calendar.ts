import type { Calendar, CalendarYear } from './calendar-terms.ts';
import { entry, listed, type SummaryEntry } from './summary-phrases.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** `Monday to Friday`; days that do not follow one another are named one by one. */
function weekText(workingDays: readonly number[]): string {
  const days = [...new Set(workingDays)].sort((a, b) => a - b);
  const names = days.map((day) => WEEKDAYS[day - 1] ?? String(day));
  const first = days[0] ?? 0;
  const isRun = days.length > 2 && days.every((day, i) => day === first + i);
  return isRun ? `${names[0] ?? ''} to ${names.at(-1) ?? ''}` : listed(names, 'and');
}

const MONTH_AT = 5;

/** `off 01-01, 01-06; working 02-14`: the year stands before it. */
function yearText({ off, on }: CalendarYear): string {
  const days = (dates: readonly string[]): string => dates.map((date) => date.slice(MONTH_AT)).join(', ');
  const parts = [
    ...(off.length > 0 ? [`off ${days(off)}`] : []),
    ...(on.length > 0 ? [`working ${days(on)}`] : []),
  ];
  return parts.length === 0 ? 'none' : parts.join('; ');
}

function placeText({ country, region }: Calendar): string {
  if (country === null) return 'none but the agreed days';
  return region === null ? `of ${country}` : `of ${country}, region ${region}`;
}

/** Which days and hours count where the contract says "working". */
export function summariseCalendar(calendar: Calendar): readonly SummaryEntry[] {
  const { workingDays, hours, cutOff, exceptions, years } = calendar;
  return [
    entry('Working days', weekText(workingDays)),
    entry('Working hours', `${hours.from} to ${hours.to}`),
    entry(
      'Cut-off',
      cutOff === null ? 'none' : `an order placed at ${cutOff} or later counts from the next working day`,
    ),
    entry('Public holidays', placeText(calendar)),
    ...Object.entries(years)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([year, days]) => entry(`Holidays ${year}`, yearText(days))),
    ...exceptions.map(({ date, working, name }) =>
      entry(
        `Agreed for ${date}`,
        `${working ? 'working day' : 'day off'}${name === undefined ? '' : ` (${name})`}`,
      ),
    ),
  ];
}
