import type { Contract } from '../contract/contract.ts';
import { millionthsOf, type RatioText } from '../contract/ratio.ts';
import type { FieldError } from '../errors.ts';
import type { KpiId } from '../kpi/catalogue.ts';
import { checkTiers } from './check-tiers.ts';
import type { CreditPool, CreditTerms, Repeats } from './credit-terms.ts';
import { percentText } from './exact.ts';

type Checked = Pick<Contract, 'credits' | 'currency' | 'effectiveFrom' | 'targets'>;

const WHOLE = 1_000_000;

const total = (ratios: readonly RatioText[]): number =>
  ratios.reduce((millionths, ratio) => millionths + millionthsOf(ratio), 0);

/** The sum of shares against what the contract declares available. */
function checkSum(shares: readonly RatioText[], available: RatioText, path: string): readonly FieldError[] {
  const given = total(shares);
  const allowed = millionthsOf(available);
  if (given <= allowed) return [];
  const detail = `the shares add up to ${percentText(given)}, more than the ${percentText(allowed)} that are available; lower them, or raise available if the contract says so`;
  return [{ path, detail }];
}

const needsTarget = (kpi: KpiId, why: string, path: string): FieldError => ({
  path,
  detail: `${why}, and ${kpi} has no target; give targets.${kpi}`,
});

function checkAllocations(pool: CreditPool, path: string, { targets }: Checked): readonly FieldError[] {
  return pool.allocations.flatMap(({ kpi, tiers }, i) => {
    const at = `${path}.allocations.${String(i)}`;
    const errors: FieldError[] = [];
    if (pool.allocations.findIndex((other) => other.kpi === kpi) < i)
      errors.push({ path: `${at}.kpi`, detail: `${kpi} is in this pool already; give it one allocation` });
    if (tiers) errors.push(...checkTiers(tiers, kpi, `${at}.tiers`));
    else if (!targets[kpi])
      errors.push(needsTarget(kpi, 'without tiers the credit falls due when the target is missed', at));
    return errors;
  });
}

function checkPools({ pools, available }: CreditTerms, contract: Checked): readonly FieldError[] {
  const each = pools.flatMap((pool, i) => {
    const path = `credits.pools.${String(i)}`;
    const errors: FieldError[] = [];
    if (pools.findIndex(({ category }) => category === pool.category) < i)
      errors.push({
        path: `${path}.category`,
        detail: `there is a pool ${pool.category} already; name it otherwise`,
      });
    if (millionthsOf(pool.atRisk) > WHOLE)
      errors.push({ path: `${path}.atRisk`, detail: 'no more than the whole base, "1", can be at risk' });
    const shares = pool.allocations.map(({ share }) => share);
    errors.push(...checkSum(shares, pool.available, `${path}.allocations`));
    return [...errors, ...checkAllocations(pool, path, contract)];
  });
  const shares = pools.map(({ share }) => share);
  return [...checkSum(shares, available, 'credits.pools'), ...each];
}

const isRising = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0));

function checkLadder({ amounts, multipliers }: Repeats, path: string): readonly FieldError[] {
  const detail = 'a later failure costs less than an earlier one; let the entries never fall';
  if (amounts && !isRising(amounts)) return [{ path: `${path}.amounts`, detail }];
  if (multipliers && !isRising(multipliers.map(millionthsOf)))
    return [{ path: `${path}.multipliers`, detail }];
  return [];
}

function checkRepeats({ repeats, pools }: CreditTerms, { targets }: Checked): readonly FieldError[] {
  const allocated = new Set(pools.flatMap(({ allocations }) => allocations.map(({ kpi }) => kpi)));
  const multiplied = new Set<KpiId>();
  return repeats.flatMap((rule, i) => {
    const path = `credits.repeats.${String(i)}`;
    const errors: FieldError[] = [...checkLadder(rule, path)];
    rule.kpis.forEach((kpi, k) => {
      const at = `${path}.kpis.${String(k)}`;
      if (rule.kpis.indexOf(kpi) < k) errors.push({ path: at, detail: `${kpi} is named twice` });
      else if (!targets[kpi]) errors.push(needsTarget(kpi, 'a failure is a missed target', at));
      if (!rule.multipliers) return;
      if (!allocated.has(kpi))
        errors.push({ path: at, detail: `${kpi} is in no pool, so that there is nothing to multiply` });
      if (multiplied.has(kpi))
        errors.push({ path: at, detail: `another rule multiplies the credit of ${kpi} already` });
      multiplied.add(kpi);
    });
    return errors;
  });
}

function checkEarnBack({ earnBack, pools }: CreditTerms, { targets }: Checked): readonly FieldError[] {
  if (!earnBack) return [];
  const errors: FieldError[] = [];
  if (millionthsOf(earnBack.share) > WHOLE)
    errors.push({
      path: 'credits.earnBack.share',
      detail: 'no more than the whole credit, "1", can be given back',
    });
  const kpis = new Set(pools.flatMap(({ allocations }) => allocations.map(({ kpi }) => kpi)));
  for (const kpi of kpis)
    if (!targets[kpi])
      errors.push(needsTarget(kpi, 'a credit is earned back by meeting the target', 'credits.earnBack'));
  return errors;
}

/** A version with credits begins with a month, and so does the one that ends them: a month has one set of terms. */
function checkStart({ credits, effectiveFrom }: Checked, before: Checked | undefined): readonly FieldError[] {
  const path = 'effectiveFrom';
  if (credits && effectiveFrom === null)
    return [{ path, detail: 'credits need a first month; begin on the first of one, such as 2026-03-01' }];
  if (effectiveFrom === null || effectiveFrom.endsWith('-01')) return [];
  if (credits) return [{ path, detail: 'a version with credits begins on the first of a month' }];
  return before?.credits
    ? [
        {
          path,
          detail: 'the version before has credits; end them with a month, on the first of the next one',
        },
      ]
    : [];
}

/**
 * What is wrong with the credit terms of a version, each with its path in the contract; `before` is the version that it
 * follows, if any. The form was checked by `creditTermsSchema`.
 */
export function checkCreditTerms(contract: Checked, before?: Checked): readonly FieldError[] {
  const errors = [...checkStart(contract, before)];
  const { credits, currency } = contract;
  if (!credits) return errors;
  if (currency === null)
    errors.push({ path: 'currency', detail: 'credits are in a currency; name it, such as EUR' });
  if (credits.pools.length === 0 && credits.repeats.length === 0)
    errors.push({ path: 'credits', detail: 'pays nothing; give pools or repeats, or write null' });
  errors.push(...checkPools(credits, contract));
  errors.push(...checkRepeats(credits, contract));
  errors.push(...checkEarnBack(credits, contract));
  return errors;
}
