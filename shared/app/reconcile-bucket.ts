import { historyOf } from '../domain/contract/in-force.ts';
import { JUDGES } from '../domain/kpi/evaluate.ts';
import { compareRows, confirmed, type Drift } from '../domain/ledger/reconciliation.ts';
import type { Evaluation, OrderRecord, OrderRef } from '../domain/ledger/order-record.ts';
import type { LedgerPartition } from '../ports/order-ledger.ts';
import type { TallyRows, TallyStore } from '../ports/tally-store.ts';
import { recordFacts, type RecordFactsDeps } from './record-facts.ts';

export interface ReconcileDeps extends RecordFactsDeps {
  readonly tallies: TallyStore;
  /** The row of a tally that an evaluation adds to on a day, as `TallyStore` names it. */
  readonly rowOf: (partition: LedgerPartition, evaluation: Evaluation, day: number) => string;
}

export interface ReconcileResult {
  readonly orders: number;
  readonly rows: number;
  /** Rows that differ from the ledger. Must be none. */
  readonly drift: readonly Drift[];
  /** Orders whose stored verdicts are not what their facts make under the terms in force. Must be none. */
  readonly misjudged: readonly OrderRef[];
  /** Rows that were written all the while; they are compared next time. */
  readonly moving: number;
  /** Rows and orders put right. */
  readonly repaired: number;
  readonly bytes: number;
}

interface Pass extends Pick<ReconcileResult, 'orders' | 'bytes' | 'rows' | 'drift' | 'moving'> {
  readonly misjudged: readonly OrderRecord[];
}

const PAGE = 500;

/**
 * Folds one bucket of the ledger again and compares every tally row of it. Drift counts only when a second pass
 * sees the same: writers do not wait for this. With `repair`, rows get what they lack and misjudged orders are
 * judged again through the one door; a repeat finds nothing left to do.
 */
export async function reconcileBucket(
  deps: ReconcileDeps,
  partition: LedgerPartition,
  repair: boolean,
): Promise<ReconcileResult> {
  const first = await pass(deps, partition);
  const suspicious = first.drift.length > 0 || first.moving > 0 || first.misjudged.length > 0;
  const last = suspicious ? await pass(deps, partition) : first;
  const drift = suspicious ? confirmed(first.drift, last.drift) : [];
  const misjudged = last.misjudged.filter((order) =>
    first.misjudged.some((seen) => seen.orderNo === order.orderNo && seen.version === order.version),
  );
  if (repair) {
    // Orders first: what they add goes into rows that are then still short by the same amount.
    await judgeAgain(deps, partition, misjudged);
    for (const { row, missing } of drift) await deps.tallies.add(partition, row, missing);
  }
  return {
    orders: last.orders,
    rows: last.rows,
    drift,
    misjudged: misjudged.map(({ kind, orderNo }) => ({ kind, orderNo })),
    moving: last.moving,
    repaired: repair ? drift.length + misjudged.length : 0,
    bytes: last.bytes,
  };
}

async function judgeAgain(
  deps: ReconcileDeps,
  partition: LedgerPartition,
  orders: readonly OrderRecord[],
): Promise<void> {
  const refs = orders.map(({ kind, orderNo }) => ({ kind, orderNo, facts: [] }));
  const { unfinished } = await recordFacts(deps, partition, refs);
  if (unfinished.length > 0)
    throw new Error(`${String(unfinished.length)} orders are being written; repair again`);
}

async function pass(deps: ReconcileDeps, partition: LedgerPartition): Promise<Pass> {
  const [terms, registries] = await Promise.all([
    deps.clients.terms(partition.clientId),
    deps.registries.all(),
  ]);
  if (!terms) throw new Error(`client ${partition.clientId} is gone`);
  const history = historyOf(terms);
  const judges = deps.judges ?? JUDGES;
  // During a re-judging pass some orders still stand under the former terms: that is no error.
  const settled = !terms.client.rejudging.includes(partition.bucket);
  const before = await deps.tallies.rows(partition);
  const sums: TallyRows = new Map();
  const misjudged: OrderRecord[] = [];
  let orders = 0;
  let bytes = 0;
  let after: string | undefined;
  do {
    const page = await deps.ledger.page(partition, after, PAGE);
    for (const order of page.orders) {
      addTo(sums, deps, partition, order.evaluation);
      const fresh = judges.evaluate(order.kind, order.facts, history, registries);
      const isOurs = order.evaluation.judgeVersion <= judges.version;
      if (settled && isOurs && !sameCounts(fresh, order.evaluation)) misjudged.push(order);
    }
    orders += page.orders.length;
    bytes += page.bytes;
    after = page.next;
  } while (after !== undefined);
  const { drift, moving } = compareRows(sums, before, await deps.tallies.rows(partition));
  return { orders, bytes, rows: before.size, drift, moving: moving.length, misjudged };
}

function addTo(
  sums: TallyRows,
  deps: ReconcileDeps,
  partition: LedgerPartition,
  evaluation: Evaluation,
): void {
  for (const { day, counter, amount } of evaluation.contributions) {
    const row = deps.rowOf(partition, evaluation, day);
    const counters = sums.get(row) ?? new Map<string, number>();
    sums.set(row, counters);
    counters.set(counter, (counters.get(counter) ?? 0) + amount);
  }
}

// Dimensions are left out: an id registered since then is no error, it waits for the orders to be judged again.
const sameCounts = (a: Evaluation, b: Evaluation): boolean =>
  JSON.stringify([a.contributions, a.open]) === JSON.stringify([b.contributions, b.open]);
