import { timeOf } from '../calendar/working-year.ts';
import { NO_REGISTRIES } from '../crm/registry.ts';
import type { FieldError } from '../errors.ts';
import type { Place } from '../ledger/fact.ts';
import type { Contract } from './contract.ts';
import { matches, type ConditionTerms } from './deadline-rules.ts';
import type { Condition, DeadlineRule, DeadlineTerm } from './deadline-terms.ts';

/** Deadline rules that are right in form and still make no sense: above all those that no order can reach. */

/** An order as a condition describes it, and whether it states its time. */
interface Sample {
  readonly terms: ConditionTerms;
  readonly stated: boolean;
}

// The search for an order that reaches a rule gives up here and lets the rule pass.
const MAX_SAMPLES = 5000;

const NOTHING = [undefined] as const;
const BOTH = [true, false] as const;

const orNothing = <T>(values: readonly T[] | undefined): readonly (T | undefined)[] => values ?? NOTHING;
const orBoth = (flag: boolean | undefined): readonly boolean[] => (flag === undefined ? BOTH : [flag]);

/**
 * The orders that a condition describes, each of its values once, and nothing beyond what it asks for. Conditions only
 * ever ask for something to be there (both values of a flag are tried). So a rule that takes an order of which nothing
 * else is known takes every order like it: if each of these goes to a rule before, every order of the condition does.
 */
function* samplesOf(condition: Condition): Generator<Sample> {
  const serviceLevels = orNothing(condition.serviceLevel);
  const sites = orNothing(condition.siteId);
  const carriers = orNothing(condition.carrierId);
  const origins: readonly (Place | undefined)[] = orNothing(condition.origin);
  const destinations: readonly (Place | undefined)[] = orNothing(condition.destination);
  const urgencies = orBoth(condition.urgent);
  const stateds = orBoth(condition.stated);
  const attributes = condition.attributes ?? {};
  const lists = [serviceLevels, sites, carriers, origins, destinations, urgencies, stateds];
  const count = lists.reduce((product, { length }) => product * length, 1);
  for (let n = 0; n < count; n++) {
    // The digits of n in a number system with one base a list.
    let rest = n;
    const pick = <T>(values: readonly T[]): T | undefined => {
      const value = values[rest % values.length];
      rest = Math.floor(rest / values.length);
      return value;
    };
    const terms = {
      serviceLevel: pick(serviceLevels),
      siteId: pick(sites),
      carrierId: pick(carriers),
      origin: pick(origins),
      destination: pick(destinations),
      urgent: pick(urgencies) ?? false,
      attributes,
    };
    yield { terms, stated: pick(stateds) ?? false };
  }
}

/** The rules before that take every order of a condition; `undefined` when an order reaches it. */
function rulesInTheWay(
  condition: Condition,
  before: readonly DeadlineRule[],
): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  let tried = 0;
  for (const { terms, stated } of samplesOf(condition)) {
    const first = before.findIndex(({ when }) => matches(when, terms, stated, NO_REGISTRIES));
    if (first === -1 || ++tried > MAX_SAMPLES) return undefined;
    found.add(first);
  }
  return found;
}

function checkReach(path: string, rules: readonly DeadlineRule[]): readonly FieldError[] {
  return rules.flatMap(({ when }, i) => {
    const empty = Object.entries(when).find(([, value]) => Array.isArray(value) && value.length === 0);
    const at = `${path}.rules.${String(i)}.when`;
    if (empty) {
      const detail = 'an empty list matches no order; leave it out or write a value';
      return [{ path: `${at}.${empty[0]}`, detail }];
    }
    const inTheWay = rulesInTheWay(when, rules.slice(0, i));
    if (!inTheWay) return [];
    const names = [...inTheWay].sort((a, b) => a - b).map((rule) => `rules.${String(rule)}`);
    const detail = `no order reaches this rule: ${names.join(' and ')} before it ${names.length === 1 ? 'takes' : 'take'} them all; move it up or remove it`;
    return [{ path: at, detail }];
  });
}

/** What is wrong with one term; `stated`: whether it is for orders that state their time, `undefined` = for both. */
function checkTerm(
  term: DeadlineTerm,
  stated: boolean | undefined,
  milestone: Milestone,
  cutOff: string | null,
): (Omit<FieldError, 'path'> & { readonly field: string }) | undefined {
  if (term.type === 'stated' && stated === false) {
    return { field: 'type', detail: 'these orders state no time; say how it is made, or not-measured' };
  }
  if (!('from' in term)) return undefined;
  if (milestone === 'dispatch' && term.from === 'dispatched') {
    return { field: 'from', detail: 'a dispatch deadline cannot be counted from the dispatch; use placed' };
  }
  if (term.type !== 'business-days' || term.days > 0 || term.until === undefined) return undefined;
  if (term.from === 'dispatched' || (cutOff !== null && timeOf(cutOff) <= timeOf(term.until)))
    return undefined;
  const detail = `an order placed later on that day would be late at once; set calendar.cutOff to ${term.until} or earlier, or use 1 day`;
  return { field: 'until', detail };
}

type Milestone = keyof Contract['deadlines'];

/** Every fault of the deadline rules, with its path in the terms. */
export function checkDeadlines({ deadlines, calendar }: Contract): readonly FieldError[] {
  return (['dispatch', 'delivery'] as const).flatMap((milestone) => {
    const { rules, otherwise } = deadlines[milestone];
    const path = `deadlines.${milestone}`;
    const fault = (at: string, term: DeadlineTerm, stated: boolean | undefined): readonly FieldError[] => {
      const found = checkTerm(term, stated, milestone, calendar.cutOff);
      return found ? [{ path: `${path}.${at}.${found.field}`, detail: found.detail }] : [];
    };
    return [
      ...checkReach(path, rules),
      ...rules.flatMap(({ when, then }, i) => fault(`rules.${String(i)}.then`, then, when.stated)),
      ...fault('otherwise', otherwise, undefined),
    ];
  });
}
