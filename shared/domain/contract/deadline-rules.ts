import { HOUR_MS, type EpochDay, type EpochMs } from '../calendar/time.ts';
import {
  isMissingYear,
  workingCalendar,
  type BusinessEnd,
  type MissingYear,
} from '../calendar/working-calendar.ts';
import { timeOf } from '../calendar/working-year.ts';
import type { Zone } from '../calendar/zone.ts';
import type { KnownValues, Registries } from '../crm/registry.ts';
import type { Place } from '../ledger/fact.ts';
import type { OrderTerms } from '../ledger/fold.ts';
import type { Calendar } from './calendar-terms.ts';
import type { Condition, DeadlineRules, DeadlineTerm, PlaceMatch } from './deadline-terms.ts';

/** What conditions ask of an order, as its terms stand after every change. */
export type ConditionTerms = Pick<
  OrderTerms,
  'serviceLevel' | 'urgent' | 'siteId' | 'carrierId' | 'origin' | 'destination' | 'attributes'
>;

/** Aliases and merged ids on both sides are read as what they stand for; a value of no registry stands for itself. */
function isOneOf(
  value: string | undefined,
  wanted: readonly string[] | undefined,
  known: KnownValues,
): boolean {
  if (wanted === undefined) return true;
  if (value === undefined) return false;
  if (wanted.includes(value)) return true;
  const id = known.get(value);
  return id !== undefined && wanted.some((one) => known.get(one) === id);
}

const isThere = (place: Place | undefined, wanted: PlaceMatch): boolean =>
  (wanted.country === undefined || wanted.country === place?.country) &&
  (wanted.region === undefined || wanted.region === place?.region) &&
  (wanted.postalCode === undefined || (place?.postalCode ?? '').startsWith(wanted.postalCode));

const isAnywhereIn = (place: Place | undefined, wanted: readonly PlaceMatch[] | undefined): boolean =>
  wanted === undefined || wanted.some((one) => isThere(place, one));

const has = (
  attributes: OrderTerms['attributes'],
  wanted: Readonly<Record<string, string>> | undefined,
): boolean =>
  wanted === undefined || Object.entries(wanted).every(([name, value]) => attributes[name] === value);

/**
 * Whether an order is as the condition says; what it does not state matches nothing that is asked for.
 * @param stated whether the order as it was placed states the time in question
 */
export const matches = (
  condition: Condition,
  terms: ConditionTerms,
  stated: boolean,
  { sites, carriers, serviceLevels }: Registries,
): boolean =>
  isOneOf(terms.serviceLevel, condition.serviceLevel, serviceLevels) &&
  (condition.urgent === undefined || condition.urgent === terms.urgent) &&
  isOneOf(terms.siteId, condition.siteId, sites) &&
  isOneOf(terms.carrierId, condition.carrierId, carriers) &&
  isAnywhereIn(terms.origin, condition.origin) &&
  isAnywhereIn(terms.destination, condition.destination) &&
  has(terms.attributes, condition.attributes) &&
  (condition.stated === undefined || condition.stated === stated);

/** The term that holds for an order, and the rule it is from: its place in the list, `undefined` for `otherwise`. */
export interface ChosenTerm {
  readonly term: DeadlineTerm;
  readonly rule: number | undefined;
}

/** The first rule that matches. */
export function termFor(
  { rules, otherwise }: DeadlineRules,
  terms: ConditionTerms,
  stated: boolean,
  registries: Registries,
): ChosenTerm {
  // No iterator: every order goes through its rules twice.
  for (let rule = 0; rule < rules.length; rule++) {
    const found = rules[rule];
    if (found && matches(found.when, terms, stated, registries)) return { term: found.then, rule };
  }
  return { term: otherwise, rule: undefined };
}

/** A term whose time the contract itself makes, from an event on. */
export type ClockTerm = Extract<DeadlineTerm, { readonly from: unknown }>;

/** The time that a term makes of its start. */
export interface RuleTime {
  /** The last instant in time; of whole business days: the last of the day, in the contract's zone. */
  readonly endAt: EpochMs;
  /** The civil day, in the contract's zone, in which it lies. */
  readonly day: EpochDay;
  /** Whether it runs to the end of `day`, wherever that is. */
  readonly wholeDay: boolean;
  /** How business time was counted. */
  readonly business: BusinessEnd | undefined;
}

/** Works out a term from the moment its clock starts. The cut-off holds for orders placed, not for goods that leave. */
export function commitmentByRule(
  term: ClockTerm,
  startAt: EpochMs,
  calendar: Calendar,
  zone: Zone,
): RuleTime | MissingYear {
  if (term.type === 'hours') {
    const endAt = startAt + term.hours * HOUR_MS;
    return { endAt, day: zone.dayOf(endAt), wholeDay: false, business: undefined };
  }
  const working = workingCalendar(calendar, zone);
  const cutOff = term.from === 'placed' ? 'with-cut-off' : 'without-cut-off';
  const business =
    term.type === 'business-hours'
      ? working.endOfBusinessHours(startAt, term.hours, cutOff)
      : working.endOfBusinessDays(startAt, term.days, cutOff);
  if (isMissingYear(business)) return business;
  const { day, endAt } = business;
  if (term.type === 'business-hours') return { endAt, day, wholeDay: false, business };
  return term.until === undefined
    ? { endAt, day, wholeDay: true, business }
    : { endAt: zone.timeOfDay(day, timeOf(term.until)), day, wholeDay: false, business };
}
