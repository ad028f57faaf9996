import type { EpochDay, EpochMs } from '../calendar/time.ts';
import type { Contract } from '../contract/contract.ts';
import { contractFor, contractOn, type ContractHistory } from '../contract/in-force.ts';
import type { Registries } from '../crm/registry.ts';
import type { OrderKind, ReportedFact } from '../ledger/fact.ts';
import { fold } from '../ledger/fold.ts';
import type { KpiId } from './catalogue.ts';
import { contribute, openVerdicts } from './contribution.ts';
import { addCounter, addOpen, emptyCounts, type KpiCounts } from './counts.ts';
import { figureOf, type Figure } from './figures.ts';
import { judge } from './judge.ts';
import type { Verdict } from './verdict.ts';

/** KPIs that are judged against the promised time and its tolerances. */
export const LADDER_KPIS = [
  'on-time-delivery',
  'in-full',
  'otif',
  'perfect-order',
  'urgent-order-completion',
] as const satisfies readonly KpiId[];
export type LadderKpi = (typeof LADDER_KPIS)[number];

export const TOLERANCES = ['none', '15-minutes', '1-hour', 'same-day', '1-day'] as const;
export type Tolerance = (typeof TOLERANCES)[number];

export const PROMISES = ['original', 'revised'] as const;
export type PromiseChoice = (typeof PROMISES)[number];

type DeliveryOptions = Contract['kpis']['on-time-delivery'];
type Allowance = Pick<DeliveryOptions, 'granularity' | 'lateToleranceMinutes'>;

/** Up to an hour both sides are cut to the minute; from the day on, civil days are compared. */
const ALLOWANCES: Readonly<Record<Tolerance, Allowance>> = {
  none: { granularity: 'minute', lateToleranceMinutes: 0 },
  '15-minutes': { granularity: 'minute', lateToleranceMinutes: 15 },
  '1-hour': { granularity: 'minute', lateToleranceMinutes: 60 },
  'same-day': { granularity: 'day', lateToleranceMinutes: 0 },
  '1-day': { granularity: 'day', lateToleranceMinutes: 24 * 60 },
};

/** One way of judging the orders of a ladder. */
export interface LadderRung extends Allowance {
  readonly tolerance: Tolerance;
  readonly promise: PromiseChoice;
  /** Which revisions of a promise count. */
  readonly promiseRule: DeliveryOptions['promise'];
  /** What the contract in force on the last day of the period says. */
  readonly inForce: boolean;
  readonly figure: Figure;
}

export interface Ladder {
  readonly kpi: LadderKpi;
  /** Orders that the KPI counts in the period under the contract in force, in whatever way. */
  readonly orders: number;
  /** Under the terms in force, whether or not a rung is the same. */
  readonly inForce: Figure;
  /** The terms in force on the last day of the period. */
  readonly terms: Allowance & { readonly promise: DeliveryOptions['promise'] };
  readonly rungs: readonly LadderRung[];
}

interface Days {
  readonly from: EpochDay;
  readonly to: EpochDay;
}

/** What orders are judged by. */
interface LadderJudging {
  readonly history: ContractHistory;
  readonly registries: Registries;
}

interface Judged {
  readonly kind: OrderKind;
  readonly facts: readonly ReportedFact[];
}

/** `revised`: the contract's own rule; where that knows no revisions, the usual one. */
function promiseRule({ kpis }: Contract, choice: PromiseChoice): DeliveryOptions['promise'] {
  if (choice === 'original') return 'original';
  const { promise } = kpis['on-time-delivery'];
  return promise === 'original' ? 'revised-if-by-client' : promise;
}

function withTerms(contract: Contract, tolerance: Tolerance, choice: PromiseChoice): Contract {
  const options = { ...ALLOWANCES[tolerance], promise: promiseRule(contract, choice) };
  const { kpis } = contract;
  return {
    ...contract,
    kpis: { ...kpis, 'on-time-delivery': { ...kpis['on-time-delivery'], ...options } },
  };
}

const STEPS = PROMISES.flatMap((promise) => TOLERANCES.map((tolerance) => ({ promise, tolerance })));

/**
 * One KPI over the same orders by several tolerances: which definition holds may move it by tens of points. The orders
 * are those that the KPI counts in the period under the contract in force, also where a rung moves their day out of it.
 */
export class LadderSum {
  readonly #history: ContractHistory;
  readonly #registries: Registries;
  readonly #kpi: LadderKpi;
  readonly #days: Days;
  readonly #asOf: EpochMs;
  readonly #inForce = emptyCounts();
  readonly #steps = STEPS.map(() => emptyCounts());
  /** The contract of every step, for each version that was met. */
  readonly #contracts = new Map<Contract, readonly Contract[]>();
  #orders = 0;

  constructor({ history, registries }: LadderJudging, kpi: LadderKpi, days: Days, asOf: EpochMs) {
    this.#history = history;
    this.#registries = registries;
    this.#kpi = kpi;
    this.#days = days;
    this.#asOf = asOf;
  }

  add({ kind, facts }: Judged): void {
    if (kind !== 'delivery') return;
    const state = fold(facts);
    const contract = contractFor(this.#history, kind, state);
    const found = this.#pick(judge(kind, state, contract, this.#registries));
    if (found.length === 0) return;
    this.#orders++;
    this.#count(this.#inForce, found);
    for (const [at, step] of this.#stepsOf(contract).entries()) {
      const counts = this.#steps[at];
      if (counts) this.#count(counts, this.#ofKpi(judge(kind, state, step, this.#registries)));
    }
  }

  ladder(): Ladder {
    const contract = contractOn(this.#history, this.#days.to);
    const { granularity, lateToleranceMinutes, promise } = contract.kpis['on-time-delivery'];
    const rungs = STEPS.map((step, at): LadderRung => {
      const allowance = ALLOWANCES[step.tolerance];
      const rule = promiseRule(contract, step.promise);
      return {
        ...step,
        ...allowance,
        promiseRule: rule,
        inForce:
          rule === promise &&
          allowance.granularity === granularity &&
          allowance.lateToleranceMinutes === lateToleranceMinutes,
        figure: this.#figure(this.#steps[at] ?? emptyCounts(), contract),
      };
    });
    return {
      kpi: this.#kpi,
      orders: this.#orders,
      inForce: this.#figure(this.#inForce, contract),
      terms: { granularity, lateToleranceMinutes, promise },
      rungs,
    };
  }

  #figure(counts: KpiCounts, contract: Contract): Figure {
    const own = counts.get(this.#kpi);
    if (!own) throw new Error(`${this.#kpi} is not in the catalogue`);
    return figureOf(this.#kpi, own, contract);
  }

  #stepsOf(contract: Contract): readonly Contract[] {
    let steps = this.#contracts.get(contract);
    if (!steps) {
      steps = STEPS.map(({ promise, tolerance }) => withTerms(contract, tolerance, promise));
      this.#contracts.set(contract, steps);
    }
    return steps;
  }

  #ofKpi(verdicts: readonly Verdict[]): readonly Verdict[] {
    return verdicts.filter(({ kpi }) => kpi === this.#kpi);
  }

  #pick(verdicts: readonly Verdict[]): readonly Verdict[] {
    const { from, to } = this.#days;
    return this.#ofKpi(verdicts).filter(({ day }) => day >= from && day <= to);
  }

  #count(into: KpiCounts, verdicts: readonly Verdict[]): void {
    for (const { counter, amount } of contribute(verdicts)) addCounter(into, counter, amount);
    for (const open of openVerdicts(verdicts)) addOpen(into, open, this.#asOf);
  }
}
