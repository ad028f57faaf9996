import { formatDay, type EpochDay, type EpochMs } from '../calendar/time.ts';
import type { Contract } from '../contract/contract.ts';
import { contractFor, type ContractHistory } from '../contract/in-force.ts';
import { monthOfDay, type MonthText } from '../credit/month.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import { fold } from '../ledger/fold.ts';
import type { OrderRef } from '../ledger/order-record.ts';
import { contribute, openVerdicts } from './contribution.ts';
import { addCounter, addOpen, addSiteDay, emptyCounts, type KpiCounts } from './counts.ts';
import type { Figure, Side } from './figures.ts';
import { judge } from './judge.ts';
import type { SiteDay } from './unit-days.ts';
import type { Verdict } from './verdict.ts';
import { changesOf, type ChangedPage, type Days } from './what-if-changes.ts';

/** Counts of a period on one side of a comparison, as a whole and by civil month. */
export class SideSums {
  readonly total: KpiCounts = emptyCounts();
  readonly months = new Map<MonthText, KpiCounts>();
  readonly #days = new Map<EpochDay, KpiCounts>();

  add(verdicts: readonly Verdict[], { from, to }: Days, asOf: EpochMs): void {
    for (const { day, counter, amount } of contribute(verdicts)) {
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

  addStock(siteDay: SiteDay): void {
    addSiteDay(this.total, siteDay);
    addSiteDay(this.#monthOf(siteDay.day), siteDay);
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

interface Judged extends OrderRef {
  readonly facts: readonly ReportedFact[];
}

/**
 * The same orders under the versions in force and under a draft, without writing. The draft is applied to all of them,
 * whatever the day from which it would hold. Each side counts in the period what falls into it by its own day.
 */
export class WhatIfSum {
  readonly before = new SideSums();
  readonly after = new SideSums();
  /** Orders judged. */
  orders = 0;
  readonly #history: ContractHistory;
  readonly #draft: Contract;
  readonly #days: Days;
  readonly #asOf: EpochMs;
  readonly #changed: ChangedPage;

  constructor(history: ContractHistory, draft: Contract, days: Days, asOf: EpochMs, changed: ChangedPage) {
    this.#history = history;
    this.#draft = draft;
    this.#days = days;
    this.#asOf = asOf;
    this.#changed = changed;
  }

  /** Adds an order; answers how far the draft puts one of its verdicts from the day under which it is listed. */
  add({ kind, orderNo, facts }: Judged, indexDay: EpochDay): number {
    const state = fold(facts);
    const before = judge(kind, state, contractFor(this.#history, kind, state));
    const after = judge(kind, state, this.#draft);
    this.orders++;
    this.before.add(before, this.#days, this.#asOf);
    this.after.add(after, this.#days, this.#asOf);
    const changes = changesOf(before, after, this.#days, this.#asOf);
    if (changes.length > 0) this.#changed.add({ kind, orderNo, changes });
    return after.reduce((reach, { day }) => Math.max(reach, Math.abs(day - indexDay)), 0);
  }

  /** Adds the stock of a site on a day: a reading, not a judgement, so the same on both sides. */
  addStock(siteDay: SiteDay): void {
    this.before.addStock(siteDay);
    this.after.addStock(siteDay);
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
