import { parseDay, type EpochDay } from '../calendar/time.ts';
import type { Contract, Exclusion } from '../contract/contract.ts';
import { matches, type ConditionTerms } from '../contract/deadline-rules.ts';
import type { Registries } from '../crm/registry.ts';
import type { Verdict } from './verdict.ts';

const NONE: readonly never[] = [];

/**
 * The exclusions of a contract that speak of an order.
 * @param stated whether the order as it was placed states its promise
 */
export const exclusionsOf = (
  { exclusions }: Contract,
  terms: ConditionTerms,
  stated: boolean,
  registries: Registries,
): readonly Exclusion[] =>
  exclusions.length === 0 ? NONE : exclusions.filter(({ when }) => matches(when, terms, stated, registries));

const isWithin = (day: EpochDay, { from, to }: Exclusion): boolean =>
  day >= ((from === undefined ? undefined : parseDay(from)) ?? -Infinity) &&
  day <= ((to === undefined ? undefined : parseDay(to)) ?? Infinity);

/** The verdict, taken out by the first exclusion of its KPI and day. What is out for another reason stays so. */
export function withExclusion(found: Verdict, exclusions: readonly Exclusion[]): Verdict {
  if (exclusions.length === 0 || found.outcome === 'excluded') return found;
  const exclusion = exclusions.find(
    (one) => (one.kpis === undefined || one.kpis.includes(found.kpi)) && isWithin(found.day, one),
  );
  if (!exclusion) return found;
  return {
    ...found,
    outcome: 'excluded',
    exclusion: 'by-contract',
    exclusionName: exclusion.name,
    rule: 'by-contract',
    excused: false,
    pendingUntil: undefined,
    quantity: undefined,
    level: undefined,
  };
}
