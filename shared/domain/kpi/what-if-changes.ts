import type { EpochDay, EpochMs } from '../calendar/time.ts';
import { orderKey, type OrderRef } from '../ledger/order-record.ts';
import type { KpiId } from './catalogue.ts';
import { seenVerdict, type Seen } from './counts.ts';
import type { Quantity, Rule, Verdict } from './verdict.ts';

/** Days of a period, both ends included. */
export interface Days {
  readonly from: EpochDay;
  readonly to: EpochDay;
}

/** A verdict on one side of a comparison. */
export interface ComparedVerdict extends Omit<Seen, 'kpi'> {
  readonly day: EpochDay;
  readonly rule: Rule;
  readonly deadline: EpochMs | undefined;
  readonly quantity: Quantity | undefined;
  /** Its day lies in the period. */
  readonly counts: boolean;
}

/** A KPI of an order that comes out otherwise; `undefined`: the KPI does not concern the order on that side. */
export interface VerdictChange {
  readonly kpi: KpiId;
  readonly before: ComparedVerdict | undefined;
  readonly after: ComparedVerdict | undefined;
}

export interface ChangedOrder extends OrderRef {
  readonly changes: readonly VerdictChange[];
}

function compared(
  verdict: Verdict | undefined,
  { from, to }: Days,
  asOf: EpochMs,
): ComparedVerdict | undefined {
  if (!verdict) return undefined;
  const { day, rule, deadline, quantity } = verdict;
  const { outcome, excused, exclusion } = seenVerdict(verdict, asOf);
  return {
    outcome,
    excused,
    exclusion,
    day,
    rule,
    deadline,
    quantity,
    counts: day >= from && day <= to,
  };
}

type Counted = Pick<Verdict, 'excused' | 'exclusion' | 'day' | 'quantity'> & { readonly outcome: string };

const isSame = (a: Counted, b: Counted): boolean =>
  a.outcome === b.outcome &&
  a.excused === b.excused &&
  a.exclusion === b.exclusion &&
  a.day === b.day &&
  a.quantity?.met === b.quantity?.met &&
  a.quantity?.missed === b.quantity?.missed;

/** The usual case, told without looking at the clock. */
const isUnchanged = (a: Verdict | undefined, b: Verdict | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.deadline === b.deadline &&
  a.pendingUntil === b.pendingUntil &&
  isSame(a, b);

function byKpi(verdicts: readonly Verdict[]): ReadonlyMap<KpiId, readonly Verdict[]> {
  const found = new Map<KpiId, Verdict[]>();
  for (const verdict of verdicts) {
    const list = found.get(verdict.kpi);
    if (list) list.push(verdict);
    else found.set(verdict.kpi, [verdict]);
  }
  return found;
}

const countsOtherwise = ({ before, after }: VerdictChange): boolean =>
  (before?.counts === true || after?.counts === true) && !(before && after && isSame(before, after));

/** What counts otherwise in the period: outcome, excuse, exclusion, day or amount. Another rule or deadline alone does not. */
export function changesOf(
  before: readonly Verdict[],
  after: readonly Verdict[],
  days: Days,
  asOf: EpochMs,
): readonly VerdictChange[] {
  const was = byKpi(before);
  const is = byKpi(after);
  const changes: VerdictChange[] = [];
  for (const kpi of new Set([...was.keys(), ...is.keys()])) {
    const from = was.get(kpi) ?? [];
    const to = is.get(kpi) ?? [];
    // Mostly one a KPI; damage on two days is two.
    for (let i = 0; i < Math.max(from.length, to.length); i++) {
      if (isUnchanged(from[i], to[i])) continue;
      const change = { kpi, before: compared(from[i], days, asOf), after: compared(to[i], days, asOf) };
      if (countsOtherwise(change)) changes.push(change);
    }
  }
  return changes;
}

/** A page of changed orders, sorted by their names: so many behind one of them, or from the first on. */
export class ChangedPage {
  /** All that were added. */
  count = 0;
  readonly #after: string | undefined;
  readonly #limit: number;
  #kept: { readonly key: string; readonly order: ChangedOrder }[] = [];

  constructor(after: string | undefined, limit: number) {
    this.#after = after;
    this.#limit = limit;
  }

  add(order: ChangedOrder): void {
    this.count++;
    const key = orderKey(order);
    if (this.#after !== undefined && key <= this.#after) return;
    this.#kept.push({ key, order });
    // No more than a page is kept, however many there are.
    if (this.#kept.length > 2 * this.#limit + 100) this.#prune();
  }

  /** `next`: what the page behind this one goes on after; `undefined` at the end. */
  page(): { readonly orders: readonly ChangedOrder[]; readonly next: string | undefined } {
    this.#prune();
    const page = this.#kept.slice(0, this.#limit);
    const next = this.#kept.length > page.length ? page.at(-1)?.key : undefined;
    return { orders: page.map(({ order }) => order), next };
  }

  #prune(): void {
    this.#kept.sort((a, b) => (a.key < b.key ? -1 : 1));
    this.#kept.splice(this.#limit + 1);
  }
}
