import type {
  Allocation,
  CreditBase,
  CreditLimit,
  CreditPool,
  CreditTerms,
  Repeats,
  Tier,
} from '../credit/credit-terms.ts';
import { factorText } from '../credit/exact.ts';
import { moneyText } from '../credit/money.ts';
import { bandText } from '../credit/tiers.ts';
import { count, entry, kpiName, listed, percent, type SummaryEntry } from './summary-phrases.ts';

/** Minor units of the contract's currency as text. */
type Money = (minor: number) => string;

const baseText = (base: CreditBase, money: Money): string =>
  typeof base === 'string' ? `the month's ${base}` : money(base.fixedSum);

const limitText = (limit: CreditLimit | null, money: Money): string => {
  if (limit === null) return 'none';
  return 'amount' in limit
    ? `${money(limit.amount)} a month`
    : `${percent(limit.share)} of the month's ${limit.of}`;
};

function tierText({ credit, bonus, factor, ...band }: Tier): string {
  const pays =
    credit !== undefined
      ? `credit of ${percent(credit)}`
      : bonus !== undefined
        ? `bonus of ${percent(bonus)}`
        : `times ${factorText(factor ?? '1')}`;
  return `${bandText(band)}: ${pays}`;
}

const allocationText = ({ share, tiers }: Allocation): string =>
  tiers
    ? `${percent(share)} of the pool; ${tiers.map(tierText).join('; ')}`
    : `${percent(share)} of the pool, credited when the target is missed`;

const poolEntries = (pool: CreditPool, money: Money): readonly SummaryEntry[] => [
  entry(
    `Pool ${pool.category}`,
    `${percent(pool.share)} of the amount at risk, which is ${percent(pool.atRisk)} of ${baseText(pool.base, money)}; its KPIs share up to ${percent(pool.available)} of it`,
  ),
  ...pool.allocations.map((allocation) =>
    entry(`Pool ${pool.category}, ${kpiName(allocation.kpi)}`, allocationText(allocation)),
  ),
];

const COUNTS = {
  'each-kpi': 'each KPI by itself',
  'all-kpis': 'together, two KPIs failing in a month as two',
  months: 'together, two KPIs failing in a month as one',
} as const satisfies Record<Repeats['count'], string>;

function repeatsText(
  { kpis, windowMonths, count: counted, amounts, multipliers }: Repeats,
  money: Money,
): string {
  const each = amounts ? amounts.map(money) : (multipliers ?? []).map((one) => `times ${factorText(one)}`);
  return `${listed(kpis.map(kpiName), 'and')}, failures within ${count(windowMonths, 'month')} counted ${COUNTS[counted]}: ${each.join(', ')}; later ones as the last`;
}

function earnBackText({ earnBack, bonuses }: CreditTerms): string {
  if (!earnBack) return 'none';
  const within =
    bonuses === 'offset' ? '; it reduces credits of that month only, and lapses where there are none' : '';
  return `${percent(earnBack.share)} of a credit when the target is met for ${count(earnBack.months, 'month')} afterwards${within}`;
}

/** What missed targets cost, in plain words. */
export function summariseCredits(
  credits: CreditTerms | null,
  currency: string | null,
): readonly SummaryEntry[] {
  if (!credits) return [entry('Service credits', 'none')];
  const money: Money = (minor) => (currency === null ? String(minor) : moneyText(minor, currency));
  return [
    entry('Pools together', `up to ${percent(credits.available)} of the amount at risk`),
    ...credits.pools.flatMap((pool) => poolEntries(pool, money)),
    ...credits.repeats.map((repeats, i) => entry(`Repeats ${String(i + 1)}`, repeatsText(repeats, money))),
    entry('Cap', limitText(credits.cap, money)),
    entry('Earn-back', earnBackText(credits)),
    entry(
      'Bonuses',
      credits.bonuses === 'offset'
        ? 'reduce the credits of the month, never below zero'
        : 'reduce the credits of the month; what is left is paid to the provider',
    ),
    entry('Cap on bonuses', limitText(credits.bonusCap, money)),
    entry(
      'Too few orders',
      credits.tooFew === 'nothing' ? 'pay nothing and are no failure' : 'count as they were measured',
    ),
    entry(
      'No count at all',
      credits.noData === 'nothing' ? 'pays nothing' : 'costs the whole allocation and is a failure',
    ),
    entry('Months without credits', credits.rampUp.length === 0 ? 'none' : listed(credits.rampUp, 'and')),
  ];
}
