import { existsSync } from 'node:fs';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import { defaultContract } from '../../shared/domain/contract/default-contract.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { TransactionLimits } from '../../shared/ports/order-ledger.ts';
import { CLIENT, CONTRACT } from '../support/builders.ts';
import { OLIST_DIRECTORY, olistOrders, usualOrder } from '../support/generators.ts';
import { atMost, toldOnly, type Figure, type FigureGroup } from './figure.ts';
import {
  BENCH_TABLES,
  BULK,
  LIVE,
  createLedgerBench,
  eventsIn,
  hourly,
  asTheyHappen,
  type LedgerBench,
} from './ledger-bench.ts';

interface Workload {
  readonly figure: string;
  readonly limit: number;
  readonly orders: readonly OrderFacts[];
  readonly limits: TransactionLimits;
  readonly files: (orders: readonly OrderFacts[]) => readonly (readonly OrderFacts[])[];
}

const usual = (count: number, perDay: number, withTracking = false): readonly OrderFacts[] =>
  Array.from({ length: count }, (_, n) => usualOrder(n, { perDay, withTracking }));

const oneByOne = (orders: readonly OrderFacts[]): readonly (readonly OrderFacts[])[] =>
  asTheyHappen(orders).map((one) => [one]);
/** A day's orders with all their events in one file. */
const daily =
  (perDay: number) =>
  (orders: readonly OrderFacts[]): readonly (readonly OrderFacts[])[] =>
    Array.from({ length: Math.ceil(orders.length / perDay) }, (_, day) =>
      orders.slice(day * perDay, (day + 1) * perDay),
    );

const PER_DAY = 600;
const DAYS = 8;

// With nine KPIs hourly files cost 3.48 and 4.39, Olist 2.95. Outbound accuracy counts on the day of dispatch and perfect
// orders change when the POD comes, so an order adds to one more tally row.
const WORKLOADS: readonly Workload[] = [
  {
    figure: 'write units per event: usual orders of 5 facts, one event at a time',
    limit: 5,
    orders: usual(PER_DAY * 4, PER_DAY),
    limits: LIVE,
    files: oneByOne,
  },
  {
    figure: 'write units per event: hourly files, 600 orders a day and client',
    limit: 3.6,
    orders: usual(PER_DAY * DAYS, PER_DAY),
    limits: LIVE,
    files: hourly,
  },
  {
    figure: 'write units per event: hourly files, 10 orders a day and client',
    limit: 4.6,
    orders: usual(10 * 60, 10),
    limits: LIVE,
    files: hourly,
  },
  {
    figure: 'write units per event: all events of an order together, 25 orders a transaction',
    limit: 1.1,
    orders: usual(PER_DAY * DAYS, PER_DAY),
    limits: LIVE,
    files: daily(PER_DAY),
  },
  {
    figure: 'write units per event: all events of an order together, bulk queue (45 orders, 100 actions)',
    limit: 0.9,
    orders: usual(PER_DAY * DAYS, PER_DAY),
    limits: BULK,
    files: daily(PER_DAY),
  },
];

/** Where the units went, per event. */
function breakdown({ documents }: LedgerBench, events: number): readonly string[] {
  const { byTable } = documents.capacity;
  const ledger = byTable[BENCH_TABLES.ledger];
  const per = (units: number): string => (units / events).toFixed(2);
  const indexes = Object.entries(ledger?.indexes ?? {}).map(([name, { write }]) => [name, write] as const);
  const inIndexes = indexes.reduce((sum, [, write]) => sum + write, 0);
  return [
    [
      `orders ${per((ledger?.write ?? 0) - inIndexes)}`,
      ...indexes.map(([name, write]) => `${name} ${per(write)}`),
      `tallies ${per(byTable[BENCH_TABLES.tallies]?.write ?? 0)}`,
    ].join(', '),
  ];
}

async function measureWorkload({ figure, limit, orders, limits, files }: Workload): Promise<Figure> {
  const bench = createLedgerBench(limits, CONTRACT);
  for (const file of files(orders)) await bench.record(CLIENT, file);
  const events = eventsIn(orders);
  return atMost(figure, limit, bench.documents.capacity.write / events, '', breakdown(bench, events));
}

/** What a tracking number adds: its lookup item, and a longer order. */
async function measureLookups(): Promise<Figure> {
  const units: number[] = [];
  for (const withTracking of [false, true]) {
    const bench = createLedgerBench(LIVE, CONTRACT);
    const orders = usual(PER_DAY, PER_DAY, withTracking);
    for (const one of asTheyHappen(orders)) await bench.record(CLIENT, [one]);
    units.push(bench.documents.capacity.write / orders.length);
  }
  const [without = 0, withLookups = 0] = units;
  return toldOnly(
    'write units per reference or tracking number (its lookup item), apart from the above',
    (withLookups - without).toFixed(2),
  );
}

/** A year and more of real orders, client by client, all events of an order together. */
async function measureOlist(): Promise<Figure> {
  if (!existsSync(OLIST_DIRECTORY))
    return {
      figure: 'write units per event: Olist as it is',
      reach: '≤ 3.6',
      measured: 'no data',
      isReached: false,
      notes: [`${OLIST_DIRECTORY} is missing; put the files of olist-1000 there`],
    };
  const contract: Contract = defaultContract('America/Sao_Paulo');
  const orders = olistOrders();
  const bench = createLedgerBench(LIVE, contract);
  const clients = Map.groupBy(orders, ({ clientId }) => clientId);
  for (const [clientId, some] of clients) await bench.record(clientId, some, Date.UTC(2019, 0, 1));
  const events = eventsIn(orders);
  return atMost(
    `write units per event: Olist as it is (${orders.length.toLocaleString('en')} orders of ${String(clients.size)} clients)`,
    3.6,
    bench.documents.capacity.write / events,
    '',
    breakdown(bench, events),
  );
}

export const writeUnits: FigureGroup = {
  name: 'write-units',
  measure: async () => {
    const figures: Figure[] = [];
    for (const workload of WORKLOADS) figures.push(await measureWorkload(workload));
    return [...figures, await measureLookups(), await measureOlist()];
  },
};
