import type { Contract } from '../contract/contract.ts';
import { millionthsOf } from '../contract/ratio.ts';
import type { FieldError } from '../errors.ts';
import { CATALOGUE, KPI_IDS } from '../kpi/catalogue.ts';
import { percentText } from './exact.ts';

const WHOLE = 1_000_000;

/** Targets that no figure can reach, and floors that are better than their target. */
export function checkTargets(targets: Contract['targets']): readonly FieldError[] {
  return KPI_IDS.flatMap((kpi) => {
    const target = targets[kpi];
    if (!target) return [];
    const { direction } = CATALOGUE[kpi];
    const wanted = millionthsOf(target.target);
    const errors: FieldError[] = [];
    if (direction === 'higher' && wanted > WHOLE)
      errors.push({ path: `targets.${kpi}.target`, detail: 'above 100 %, which no figure can reach' });
    if (target.floor === undefined) return errors;
    const floor = millionthsOf(target.floor);
    if (direction === 'higher' ? floor > wanted : floor < wanted) {
      const detail = `the floor of ${percentText(floor)} is better than the target of ${percentText(wanted)} (${direction} is better); it may be no better`;
      errors.push({ path: `targets.${kpi}.floor`, detail });
    }
    return errors;
  });
}
