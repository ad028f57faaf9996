import { millionthsOf } from '../contract/ratio.ts';
import type { KpiId } from '../kpi/catalogue.ts';
import { comparedValue, type Assessment } from './assess.ts';
import { baseAmount, type AssessedMonth, type RawLine } from './credit.ts';
import type { Allocation, CreditPool, Repeats } from './credit-terms.ts';
import { exactly, factorText, percentText, roundHalfUp, timesMillionths } from './exact.ts';
import { failureNumber, stepOf } from './failures.ts';
import { moneyText } from './money.ts';
import { bandText, isWithin, tierPays } from './tiers.ts';

const WHOLE = 1_000_000;

/** What an allocation pays in a month: a part of its amount in millionths, below 0 to the provider. */
interface Decision {
  readonly part: number;
  /** The part as a factor of the worked calculation; absent where the whole amount is paid. */
  readonly factor?: string;
  readonly tier: number | null;
  readonly because: string;
}

const nothing = (because: string): Decision => ({ part: 0, tier: null, because });

function byTier(allocation: Allocation, assessment: Assessment): Decision {
  const { tiers } = allocation;
  if (!tiers) {
    const part = assessment.standing === 'missed' ? WHOLE : 0;
    return { part, tier: null, because: assessment.text };
  }
  const value = comparedValue(assessment);
  const index = tiers.findIndex((tier) => isWithin(tier, value));
  const tier = tiers[index];
  // Checked terms leave no gap; a value beyond 100 % of a share cannot be.
  if (!tier) throw new Error(`no tier of ${allocation.kpi} holds ${assessment.text}`);
  const part = tierPays(tier);
  const because = `${assessment.text} → tier ${String(index + 1)} (${bandText(tier, assessment.shownAs[0])})`;
  if (tier.factor !== undefined) {
    const factor = factorText(tier.factor);
    return { part, tier: index + 1, because, factor: part < 0 ? `(${factor} − 1)` : `(1 − ${factor})` };
  }
  const size = Math.abs(part);
  return { part, tier: index + 1, because, ...(size !== WHOLE && { factor: percentText(size) }) };
}

function decide(
  allocation: Allocation,
  assessment: Assessment,
  noData: 'nothing' | 'whole-allocation',
): Decision {
  switch (assessment.standing) {
    case 'no-data':
      return noData === 'nothing'
        ? nothing(assessment.text)
        : { part: WHOLE, tier: null, because: `${assessment.text}, which costs the whole allocation` };
    case 'too-few':
      return nothing(assessment.text);
    case 'met':
    case 'missed':
    case 'no-target':
      return byTier(allocation, assessment);
  }
}

interface Multiplier {
  readonly millionths: number;
  readonly text: string;
}

/** What repeated failures make of a KPI's credit; the entry of the failure that it is or, where the tier pays above the target, would be. */
function multiplierOf(rules: readonly Repeats[], kpi: KpiId, month: AssessedMonth): Multiplier | undefined {
  for (const rule of rules) {
    if (!rule.multipliers || !rule.kpis.includes(kpi)) continue;
    const number = failureNumber(rule, kpi, month.failed, month.month, month.history);
    const ratio = stepOf(rule.multipliers, number);
    const window = `failure ${String(number)} within ${String(rule.windowMonths)} months`;
    return { millionths: millionthsOf(ratio), text: `${factorText(ratio)} (${window})` };
  }
  return undefined;
}

/** The factors of a line, each with its name; those of 100 % are left out of the text, never of the product. */
function shares(pool: CreditPool, allocation: Allocation): readonly (readonly [number, string])[] {
  return [
    [millionthsOf(pool.atRisk), 'at risk'],
    [millionthsOf(pool.share), `pool ${pool.category}`],
    [millionthsOf(allocation.share), allocation.kpi],
  ];
}

function poolLine(month: AssessedMonth, pool: CreditPool, allocation: Allocation): RawLine {
  const { credits, currency } = month.contract;
  const { kpi } = allocation;
  const assessment = month.assessments.get(kpi);
  if (!assessment) throw new Error(`the figures of ${kpi} are not given`);
  const { part, factor, tier, because } = decide(allocation, assessment, credits.noData);
  const line = { rule: 'pool', category: pool.category, kpis: [kpi], tier } as const;
  if (part === 0) return { ...line, amount: 0, calculation: `${because}: nothing is paid` };

  const isBilled = typeof pool.base === 'string';
  const base = isBilled ? baseAmount(month.bases, pool.base) : pool.base.fixedSum;
  const factors = [`${moneyText(base, currency)} (${isBilled ? pool.base : 'fixed sum'})`];
  let exact = exactly(base);
  for (const [millionths, name] of shares(pool, allocation)) {
    exact = timesMillionths(exact, millionths);
    if (millionths !== WHOLE) factors.push(`${percentText(millionths)} (${name})`);
  }
  exact = timesMillionths(exact, Math.abs(part));
  if (factor !== undefined) factors.push(factor);
  const multiplier = part > 0 ? multiplierOf(credits.repeats, kpi, month) : undefined;
  if (multiplier) {
    exact = timesMillionths(exact, multiplier.millionths);
    factors.push(multiplier.text);
  }
  const size = roundHalfUp(exact);
  const unrounded = moneyText(exact.value, currency, exact.decimals);
  const rounded = moneyText(size, currency);
  const product = unrounded === rounded ? rounded : `${unrounded}, half up ${rounded}`;
  const calculation = `${because}: ${part < 0 ? 'bonus ' : ''}${factors.join(' × ')} = ${product}`;
  return { ...line, amount: part < 0 ? 0 - size : size, calculation };
}

/** A line for each KPI of each pool, in the order of the contract. */
export const poolLines = (month: AssessedMonth): readonly RawLine[] =>
  month.contract.credits.pools.flatMap((pool) =>
    pool.allocations.map((allocation) => poolLine(month, pool, allocation)),
  );
