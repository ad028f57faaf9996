import { percentText } from '../credit/exact.ts';
import { CATALOGUE, type KpiId } from '../kpi/catalogue.ts';
import type { Limit } from './contract.ts';
import type { ClockStart, Condition, DeadlineTerm, PlaceMatch } from './deadline-terms.ts';
import { millionthsOf, type RatioText } from './ratio.ts';

/** A label and what the contract says of it. */
export interface SummaryEntry {
  readonly label: string;
  readonly text: string;
}

export interface SummarySection {
  readonly title: string;
  readonly entries: readonly SummaryEntry[];
}

export const entry = (label: string, text: string): SummaryEntry => ({ label, text });

/** `1 day`, `30 days`. */
export const count = (n: number, unit: string): string => `${String(n)} ${unit}${n === 1 ? '' : 's'}`;

/** `a`, `a or b`, `a, b or c`. */
export const listed = (words: readonly string[], conjunction: 'and' | 'or'): string =>
  words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.slice(-1).join('')}`;

const ORDINALS: Readonly<Record<number, string>> = { 1: 'st', 2: 'nd', 3: 'rd' };

/** `1st`, `2nd`, `11th`. */
export function ordinal(n: number): string {
  const isTeen = n % 100 > 10 && n % 100 < 14;
  return `${String(n)}${(isTeen ? undefined : ORDINALS[n % 10]) ?? 'th'}`;
}

export const percent = (ratio: RatioText): string => percentText(millionthsOf(ratio));

export const kpiName = (kpi: KpiId): string => CATALOGUE[kpi].name.en;

export const limitText = (limit: Limit): string =>
  'hours' in limit ? count(limit.hours, 'hour') : count(limit.businessDays, 'working day');

const START: Readonly<Record<ClockStart, string>> = {
  placed: 'after the order is placed',
  dispatched: 'after dispatch',
};

/** The committed time that a term gives. */
export function termText(term: DeadlineTerm): string {
  switch (term.type) {
    case 'stated':
      return 'as the order states';
    case 'not-measured':
      return 'not measured';
    case 'hours':
      return `within ${count(term.hours, 'hour')} ${START[term.from]}`;
    case 'business-hours':
      return `within ${count(term.hours, 'working hour')} ${START[term.from]}`;
    case 'business-days': {
      const time = term.until === undefined ? 'by the end of' : `by ${term.until} on`;
      return term.days === 0
        ? `${time} the working day that it counts from, ${START[term.from]}`
        : `${time} the ${ordinal(term.days)} working day ${START[term.from]}`;
    }
  }
}

const placeText = ({ country, region, postalCode }: PlaceMatch): string =>
  [
    country,
    region === undefined ? undefined : `region ${region}`,
    postalCode === undefined ? undefined : `postal code ${postalCode}…`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');

/** What an order must be like; `every order` where nothing is asked. */
export function conditionText(condition: Condition): string {
  const { serviceLevel, urgent, siteId, carrierId, origin, destination, attributes, stated } = condition;
  const parts: string[] = [];
  const names = (what: string, values: readonly string[] | undefined): void => {
    if (values) parts.push(`${what} ${listed(values, 'or')}`);
  };
  names('service level', serviceLevel);
  if (urgent !== undefined) parts.push(urgent ? 'urgent' : 'not urgent');
  names('site', siteId);
  names('carrier', carrierId);
  names('coming from', origin?.map(placeText));
  names('going to', destination?.map(placeText));
  for (const [name, value] of Object.entries(attributes ?? {})) parts.push(`${name} is ${value}`);
  if (stated !== undefined) parts.push(stated ? 'the order states a time' : 'the order states no time');
  return parts.length === 0 ? 'every order' : `if ${parts.join(', ')}`;
}
