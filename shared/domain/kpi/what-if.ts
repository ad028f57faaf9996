import { formatDay, type EpochDay, type EpochMs } from '../calendar/time.ts';
import type { Contract } from '../contract/contract.ts';
import { contractFor, type ContractHistory } from '../contract/in-force.ts';
import { monthOfDay, type MonthText } from '../credit/month.ts';
import type { Registries } from '../crm/registry.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import { fold } from '../ledger/fold.ts';
import type { OrderRef } from '../ledger/order-record.ts';
import { contribute, openVerdicts } from './contribution.ts';
import { addCounter, addOpen, addSiteDay, emptyCounts, type KpiCounts } from './counts.ts';
import { countedDimensions, namedDimensions } from './dimensions.ts';
import type { Figure, Side } from './figures.ts';
import { judge } from './judge.ts';
import { levelsOf, unitDaysOf, type LevelRow } from './unit-days.ts';
import type { Verdict } from './verdict.ts';
import { changesOf, type ChangedPage, type Days } from './what-if-changes.ts';

/** A period with the clock by which its open verdicts read. */
export interface Period extends Days {
  readonly asOf: EpochMs;
}

/** Counts of a period on one side of a comparison, as a whole and by civil month. */
export class SideSums {
  readonly total: KpiCounts = emptyCounts();
  readonly months = new Map<MonthText, KpiCounts>();
  readonly #period: Period;
  readonly #days = new Map<EpochDay, KpiCounts>();
  readonly #levels: LevelRow[] = [];

  constructor(period: Period) {
    this.#period = period;
  }

  /** `site`: where the levels of a stock order count; `undefined` for every other order. */
  add(verdicts: readonly Verdict[], site: LevelRow['dimensions'] | undefined): void {
    const { from, to, asOf } = this.#period;
    const contributions = contribute(verdicts);
    if (site) this.#levels.push(...levelsOf(contributions, site));
    for (const { day, counter, amount } of contributions) {
      if (day < from || day > to) continue;
      addCounter(this.total, counter, amount);
      addCounter(this.#monthOf(day), counter, amount);
    }
    for (const open of openVerdicts(verdicts)) {
      if (open.day < from || open.day > to) continue;
      addOpen(this.total, open, asOf);
      addOpen(this.#monthOf(open.day), open, asOf);
    }
  }

  /** Adds the stock of each site and day up to `today`, once all orders are in, for figures by unit-days. */
  addStock(today: EpochDay): void {
    const { from, to } = this.#period;
    for (const siteDay of unitDaysOf(this.#levels, { from, to: Math.min(to, today) })) {
      addSiteDay(this.total, siteDay);
      addSiteDay(this.#monthOf(siteDay.day), siteDay);
    }
  }

  #monthOf(day: EpochDay): KpiCounts {
    const known = this.#days.get(day);
    if (known) return known;
    const month = monthOfDay(day);
    const counts = this.months.get(month) ?? emptyCounts();
    this.months.set(month, counts);
    this.#days.set(day, counts);
    return counts;
  }
}

/** What orders are judged by on both sides. */
export interface WhatIfJudging {
  readonly history: ContractHistory;
  readonly draft: Contract;
  readonly registries: Registries;
}

interface Judged extends OrderRef {
  readonly facts: readonly ReportedFact[];
}

/**
 * The same orders under the versions in force and under a draft, without writing. The draft is applied to all of them,
 * whatever the day from which it would hold. Each side counts in the period what falls into it by its own day.
 */
export class WhatIfSum {
  readonly before: SideSums;
  readonly after: SideSums;
  /** Orders judged. */
  orders = 0;
  readonly #judging: WhatIfJudging;
  readonly #period: Period;
  readonly #changed: ChangedPage;

  constructor(judging: WhatIfJudging, period: Period, changed: ChangedPage) {
    this.before = new SideSums(period);
    this.after = new SideSums(period);
    this.#judging = judging;
    this.#period = period;
    this.#changed = changed;
  }

  /** Adds an order; answers how far the draft puts one of its verdicts from the day under which it is listed. */
  add({ kind, orderNo, facts }: Judged, indexDay: EpochDay): number {
    const { history, draft, registries } = this.#judging;
    const state = fold(facts);
    const inForce = contractFor(history, kind, state);
    const before = judge(kind, state, inForce, registries);
    const after = judge(kind, state, draft, registries);
    const site =
      kind === 'stock-level'
        ? countedDimensions(namedDimensions(kind, state, inForce), registries)
        : undefined;
    this.orders++;
    this.before.add(before, site);
    this.after.add(after, site);
    const changes = changesOf(before, after, this.#period, this.#period.asOf);
    if (changes.length > 0) this.#changed.add({ kind, orderNo, changes });
    return after.reduce((reach, { day }) => Math.max(reach, Math.abs(day - indexDay)), 0);
  }
}

/** What a draft makes of a side of a figure: after − before. `value` in six decimals, `null` where a side has none. */
export interface SideDifference {
  readonly numerator: number;
  readonly denominator: number;
  readonly value: number | null;
}

const PPM = 1_000_000;

/** Values have six decimals, so that their difference has too: taken as whole millionths. */
const valueDifference = (before: number | null, after: number | null): number | null =>
  before === null || after === null ? null : (Math.round(after * PPM) - Math.round(before * PPM)) / PPM;

const sideDifference = (before: Side, after: Side): SideDifference => ({
  numerator: after.numerator - before.numerator,
  denominator: after.denominator - before.denominator,
  value: valueDifference(before.value, after.value),
});

export const figureDifference = (before: Figure, after: Figure) => ({
  gross: sideDifference(before.gross, after.gross),
  net: sideDifference(before.net, after.net),
});

/** Whether a period is longer than a year: a year ends on the day before the one on which it began. */
export function isLongerThanYear({ from, to }: Days): boolean {
  const [year = '', ...rest] = formatDay(from).split('-');
  const next = [String(Number(year) + 1).padStart(year.length, '0'), ...rest].join('-');
  return formatDay(to) >= next;
}
