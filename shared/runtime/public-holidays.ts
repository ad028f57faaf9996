import { checkHolidayPlace, resolveYears, yearsOfVersion } from '../domain/calendar/public-holidays.ts';
import type { Holidays } from '../ports/holidays.ts';

/** The public holidays of the world, for the functions that read contract terms. Heavy: none of the workers'. */
export const publicHolidays: Holidays = {
  check: checkHolidayPlace,
  resolve: ({ country, region }, effectiveFrom, today) =>
    resolveYears(country, region, yearsOfVersion(effectiveFrom, today)),
};
