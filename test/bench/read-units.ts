import { evaluate } from '../../shared/domain/kpi/evaluate.ts';
import type { Evaluation } from '../../shared/domain/ledger/order-record.ts';
import { createKpiSources } from '../../shared/store/kpi-sources.ts';
import { bucketOf, tallyPk, tallySk } from '../../shared/store/keys.ts';
import { CRM, LEDGER, TALLIES } from '../../shared/store/tables.ts';
import { addDifference, type TallyDifferences } from '../../shared/store/tally-difference.ts';
import { CLIENT, HISTORY, aClient, day } from '../support/builders.ts';
import { usualOrder } from '../support/generators.ts';
import { createMemoryDocuments, type MemoryDocuments } from '../support/memory-documents/index.ts';
import { atMost, type FigureGroup } from './figure.ts';
import { BENCH_REGISTRIES, BENCH_TABLES, BUCKETS } from './ledger-bench.ts';

const MONTH = { from: day('2026-03-01'), to: day('2026-03-31') };
const DAYS = 28;
/** Evaluations of so many real orders stand for all: the counters of a row only grow. */
const SAMPLE = 10_000;

function samples(): readonly { readonly bucket: number; readonly evaluation: Evaluation }[] {
  return Array.from({ length: SAMPLE }, (_, n) => {
    const { kind, orderNo, facts } = usualOrder(n, { perDay: Math.ceil(SAMPLE / DAYS) });
    return {
      bucket: bucketOf(orderNo, BUCKETS),
      evaluation: evaluate(kind, facts, HISTORY, BENCH_REGISTRIES),
    };
  });
}

/** Tallies of a month in which each sampled order happened `times` times. */
async function fillMonth(documents: MemoryDocuments, times: number): Promise<void> {
  const buckets = Array.from({ length: BUCKETS }, (): TallyDifferences => new Map());
  for (const { bucket, evaluation } of samples()) addDifference(buckets[bucket]!, undefined, evaluation);
  for (const [bucket, differences] of buckets.entries())
    for (const { day: on, dimensions, amounts } of differences.values())
      await documents.put(BENCH_TABLES.tallies, {
        pk: tallyPk(CLIENT),
        sk: tallySk(on, bucket, dimensions),
        ...Object.fromEntries([...amounts].map(([counter, amount]) => [counter, amount * times])),
      });
}

/** Read units of one client's figures for that month: its tallies and the search for open orders in every bucket. */
async function unitsOfMonth(orders: number): Promise<number> {
  const documents = createMemoryDocuments({
    [BENCH_TABLES.ledger]: LEDGER,
    [BENCH_TABLES.tallies]: TALLIES,
    [BENCH_TABLES.crm]: CRM,
  });
  await fillMonth(documents, orders / SAMPLE);
  documents.capacity.reset();
  const sources = createKpiSources(documents, BENCH_TABLES);
  const client = aClient({ buckets: BUCKETS });
  await sources.tallies(client, MONTH);
  await sources.openOrders(client, {
    from: MONTH.from - client.spreadDays,
    to: MONTH.to + client.spreadDays,
  });
  return documents.capacity.read;
}

export const readUnits: FigureGroup = {
  name: 'read-units',
  measure: async () => {
    const few = await unitsOfMonth(SAMPLE);
    // 101 times: amounts that end in zeros would take fewer bytes than real ones.
    const many = await unitsOfMonth(101 * SAMPLE);
    return [
      atMost('read units of one client’s month, 4 buckets, three carriers, 10,000 orders', 10, few),
      atMost('read units of one client’s month, 4 buckets, three carriers, 1,000,000 orders', 10, many),
      atMost('the same: 1,000,000 orders against 10,000', 1.5, many / few, ' ×'),
    ];
  },
};
