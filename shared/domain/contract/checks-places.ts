import type { FieldError } from '../errors.ts';
import type { Contract } from './contract.ts';
import type { Condition } from './deadline-terms.ts';

const NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
// Made for tests and for "unknown".
const NO_COUNTRIES = ['XA', 'XB', 'ZZ'];

/** What is wrong with a country code; a former or mistaken one (`UK`) is told with the one of today. */
function faultOf(code: string): string | undefined {
  const today = new Intl.Locale(`und-${code}`).region;
  if (today !== undefined && today !== code) return `is ${today} in ISO 3166; no order would name ${code}`;
  if (NAMES.of(code) !== undefined && !NO_COUNTRIES.includes(code)) return undefined;
  return `${code} is no country of ISO 3166; write it like DE`;
}

const checkCondition = ({ origin, destination }: Condition, path: string): readonly FieldError[] =>
  Object.entries({ origin, destination }).flatMap(([name, places = []]) =>
    places.flatMap(({ country }, i) => {
      const detail = country === undefined ? undefined : faultOf(country);
      return detail === undefined ? [] : [{ path: `${path}.${name}.${String(i)}.country`, detail }];
    }),
  );

/** Countries in conditions that do not exist: such a rule or exclusion would never match. */
export function checkPlaces({ deadlines, exclusions }: Contract): readonly FieldError[] {
  const rules = (['dispatch', 'delivery'] as const).flatMap((milestone) =>
    deadlines[milestone].rules.flatMap(({ when }, i) =>
      checkCondition(when, `deadlines.${milestone}.rules.${String(i)}.when`),
    ),
  );
  return [
    ...rules,
    ...exclusions.flatMap(({ when }, i) => checkCondition(when, `exclusions.${String(i)}.when`)),
  ];
}
