import type { EpochMs } from '../../domain/calendar/time.ts';
import type { Contract } from '../../domain/contract/contract.ts';
import { contractFor, type ContractHistory } from '../../domain/contract/in-force.ts';
import type { Registries } from '../../domain/crm/registry.ts';
import type { KpiId } from '../../domain/kpi/catalogue.ts';
import { seenVerdict, type SeenOutcome } from '../../domain/kpi/counts.ts';
import { judge } from '../../domain/kpi/judge.ts';
import type { Verdict } from '../../domain/kpi/verdict.ts';
import type { Fact } from '../../domain/ledger/fact.ts';
import { fold, type OrderState } from '../../domain/ledger/fold.ts';
import type { OrderRecord } from '../../domain/ledger/order-record.ts';

/** An order with its verdicts under the terms in force, and what they rest on. */
export interface JudgedOrder {
  readonly order: OrderRecord;
  readonly state: OrderState<Fact>;
  readonly contract: Contract;
  readonly verdicts: readonly Verdict[];
}

export function judgeOrder(
  order: OrderRecord,
  history: ContractHistory,
  registries: Registries,
): JudgedOrder {
  const state = fold(order.facts);
  const contract = contractFor(history, order.kind, state);
  return { order, state, contract, verdicts: judge(order.kind, state, contract, registries) };
}

const MISSES: ReadonlySet<SeenOutcome> = new Set(['missed', 'overdue']);

/** The verdicts of a KPI that count as a miss at `asOf`, excused or not. */
export const missesOf = ({ verdicts }: JudgedOrder, kpi: KpiId, asOf: EpochMs): readonly Verdict[] =>
  verdicts.filter((found) => found.kpi === kpi && MISSES.has(seenVerdict(found, asOf).outcome));

/** How a KPI of an order counts: `net` without what is excused. */
export interface CountedSides {
  readonly day: number;
  readonly gross: SeenOutcome;
  readonly net: SeenOutcome | 'excused';
  readonly disputed: boolean;
}

/** How the order counts for a KPI at `asOf`; the miss where it counts more than once. */
export function sidesOf(judged: JudgedOrder, kpi: KpiId, asOf: EpochMs): CountedSides | undefined {
  const found = missesOf(judged, kpi, asOf)[0] ?? judged.verdicts.find((verdict) => verdict.kpi === kpi);
  if (!found) return undefined;
  const { outcome, excused } = seenVerdict(found, asOf);
  const net = excused && MISSES.has(outcome) ? 'excused' : outcome;
  return { day: found.day, gross: outcome, net, disputed: found.disputed };
}
