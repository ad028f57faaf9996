import { describe, expect, test } from 'vitest';
import { recordFacts, type RecordFactsDeps } from '../../../shared/app/record-facts.ts';
import type { OrderFacts } from '../../../shared/domain/ledger/decide.ts';
import type { RefusedFact } from '../../../shared/domain/ledger/event-quarantined.ts';
import type { ReportedFact } from '../../../shared/domain/ledger/fact.ts';
import type { CommitOutcome, OrderLedger } from '../../../shared/ports/order-ledger.ts';
import { StoreUnavailable } from '../../../shared/store/documents.ts';
import { createOrderLedger } from '../../../shared/store/order-ledger.ts';
import { LEDGER, TALLIES } from '../../../shared/store/tables.ts';
import {
  CLIENT,
  CONTRACT,
  NOW,
  ORDER,
  REGISTRIES,
  aClient,
  day,
  delivered,
  fact,
  orderNo,
  placed,
} from '../../support/builders.ts';
import { createMemoryDocuments } from '../../support/memory-documents/index.ts';

const PARTITION = { clientId: CLIENT, bucket: 0 };
const of = (...facts: ReportedFact[]): OrderFacts => ({ kind: 'delivery', orderNo: ORDER, facts });

/** recordFacts over the in-process store; what it told others is kept. */
function bench(over: { ledger?: (real: OrderLedger) => OrderLedger; deps?: Partial<RecordFactsDeps> } = {}) {
  const documents = createMemoryDocuments({ ledger: LEDGER, tallies: TALLIES });
  const tables = { ledger: 'ledger', tallies: 'tallies' };
  const real = createOrderLedger(documents, tables, { orders: 25, actions: 50 });
  const quarantined: RefusedFact[] = [];
  const widened: number[] = [];
  const pauses: number[] = [];
  const terms = { client: aClient(), contracts: [CONTRACT] };
  let conflicts = 0;
  let now = NOW;
  const deps: RecordFactsDeps = {
    ledger: over.ledger?.(real) ?? real,
    clients: {
      terms: () => Promise.resolve(terms),
      find: () => Promise.resolve(terms.client),
      findMany: () => Promise.resolve([terms.client]),
    },
    directory: { widenSpread: (_id, days) => Promise.resolve(void widened.push(days)) },
    registries: { all: () => Promise.resolve(REGISTRIES) },
    quarantine: { put: (refused) => Promise.resolve(void quarantined.push(refused)) },
    clock: { now: () => (now += 1000) },
    pause: (attempt) => Promise.resolve(void pauses.push(attempt)),
    onConflict: () => conflicts++,
    ...over.deps,
  };
  return {
    record: (...orders: OrderFacts[]) => recordFacts(deps, PARTITION, orders),
    stored: async () => (await real.load(PARTITION, [of()]))[0],
    quarantined,
    widened,
    pauses,
    conflicts: () => conflicts,
  };
}

/** A ledger whose first commits end so. */
const ending =
  (...outcomes: (CommitOutcome | 'unavailable')[]) =>
  (real: OrderLedger): OrderLedger => ({
    ...real,
    commit: (partition, changes) => {
      const outcome = outcomes.shift();
      if (outcome === 'unavailable') return Promise.reject(new StoreUnavailable('no answer'));
      return outcome ? Promise.resolve(changes.map(() => outcome)) : real.commit(partition, changes);
    },
  });

describe('recordFacts', () => {
  test('records new facts and says how many', async () => {
    const { record, stored } = bench();
    const result = await record(of(placed(), delivered('2026-03-09 10:00')));
    expect(result).toEqual({ recorded: 2, repeated: 0, quarantined: 0, unfinished: [] });
    expect((await stored())?.facts).toHaveLength(2);
  });

  test('facts of one order in several parts of a message are recorded together', async () => {
    const { record, stored } = bench();
    await record(of(placed()), of(delivered('2026-03-09 10:00')));
    expect((await stored())?.version).toBe(1);
  });

  test('a repeat is a success and changes nothing', async () => {
    const { record, stored } = bench();
    const order = of(placed());
    await record(order);
    expect(await record(order)).toMatchObject({ recorded: 0, repeated: 1, unfinished: [] });
    expect((await stored())?.version).toBe(1);
  });

  test('what cannot be recorded stands aside with its reason, the rest is recorded', async () => {
    const { record, quarantined } = bench();
    const future = fact('order.delivered', NOW + 3_600_000);
    expect(await record(of(placed(), future))).toMatchObject({ recorded: 1, quarantined: 1 });
    expect(quarantined).toMatchObject([
      { clientId: CLIENT, orderNo: ORDER, fact: future, code: 'occurs-in-future' },
    ]);
  });

  test('whoever lost a race decides anew', async () => {
    const { record, stored, conflicts } = bench({ ledger: ending('again') });
    expect(await record(of(placed()))).toMatchObject({ recorded: 1, unfinished: [] });
    expect([(await stored())?.version, conflicts()]).toEqual([1, 1]);
  });

  test('tries again when the store gives no answer', async () => {
    const { record } = bench({ ledger: ending('unavailable') });
    expect(await record(of(placed()))).toMatchObject({ recorded: 1, unfinished: [] });
  });

  test('stamps the facts of each try anew', async () => {
    const { record, stored } = bench({ ledger: ending('again') });
    await record(of(placed()));
    expect((await stored())?.facts[0]?.recordedAt).toBe(NOW + 2000);
  });

  test('gives up after ten tries and names the orders that are not written', async () => {
    const { record, pauses } = bench({
      ledger: ending(...Array.from({ length: 10 }, () => 'again' as const)),
    });
    const order = of(placed());
    expect(await record(order)).toMatchObject({ recorded: 0, unfinished: [order] });
    expect(pauses).toHaveLength(9);
  });

  test('only the new facts of an order that is too large stand aside', async () => {
    const [first, second] = [placed(), delivered('2026-03-09 10:00')];
    const { record, quarantined, stored } = bench({
      ledger: (real) => ({
        ...real,
        commit: (partition, changes) =>
          changes[0]?.before ? Promise.resolve(['refused']) : real.commit(partition, changes),
      }),
    });
    await record(of(first));
    expect(await record(of(first, second))).toMatchObject({ recorded: 0, repeated: 1, quarantined: 1 });
    expect(quarantined.map((one) => [one.fact, one.code])).toEqual([[second, 'item-too-large']]);
    expect((await stored())?.version).toBe(1);
  });

  test('widens the spread of the client before it writes an order that reaches further', async () => {
    const { record, widened } = bench();
    await record(of(placed({ promise: { date: day('2026-07-30') } })));
    expect(widened).toEqual([day('2026-07-30') - day('2026-03-06')]);
  });

  test('leaves the spread alone when it is wide enough', async () => {
    const { record, widened } = bench();
    await record(of(placed()));
    expect(widened).toEqual([]);
  });

  test('notes deliveries before it writes them', async () => {
    const order: string[] = [];
    const { record } = bench({
      ledger: (real) => ({
        ...real,
        commit: (partition, changes) => {
          order.push('committed');
          return real.commit(partition, changes);
        },
      }),
      deps: {
        noteDeliveries: (client, changes, now) => {
          const [recordedAt] = changes.flatMap(({ after }) => after.facts.map((one) => one.recordedAt));
          order.push(`${client} noted ${String(changes.length)} at ${String(now - (recordedAt ?? 0))}`);
          return Promise.resolve();
        },
      },
    });
    await record(of(placed(), delivered('2026-03-09 10:00')));
    expect(order).toEqual(['acme noted 1 at 0', 'committed']);
  });

  test('writes nothing that could not be noted, and tries again', async () => {
    let down = 2;
    const { record, stored, pauses } = bench({
      deps: {
        noteDeliveries: () =>
          down-- > 0 ? Promise.reject(new StoreUnavailable('no answer')) : Promise.resolve(),
      },
    });
    expect(await record(of(placed()))).toMatchObject({ recorded: 1, unfinished: [] });
    expect([(await stored())?.version, pauses]).toEqual([1, [1, 2]]);
  });

  test('leaves the facts in the queue when they can never be noted', async () => {
    const noteDeliveries = () => Promise.reject(new StoreUnavailable('no answer'));
    const { record, stored } = bench({ deps: { noteDeliveries } });
    const order = of(placed());
    expect(await record(order)).toMatchObject({ recorded: 0, unfinished: [order] });
    expect(await stored()).toBeUndefined();
  });

  test('facts of a client that is gone are not lost: the message fails', async () => {
    const { record } = bench({
      deps: {
        clients: {
          terms: () => Promise.resolve(undefined),
          find: () => Promise.resolve(undefined),
          findMany: () => Promise.resolve([]),
        },
      },
    });
    await expect(record(of(placed()))).rejects.toThrow('is gone');
  });

  test('any other error is not taken for a lost answer', async () => {
    const broken = (real: OrderLedger): OrderLedger => ({
      ...real,
      commit: () => Promise.reject(new TypeError('broken')),
    });
    await expect(bench({ ledger: broken }).record(of(placed()))).rejects.toThrow('broken');
  });

  test('several orders of one message are recorded each for itself', async () => {
    const { record } = bench();
    const other = { kind: 'delivery', orderNo: orderNo('SO-1002'), facts: [placed()] } as const;
    expect(await record(of(placed()), other)).toMatchObject({ recorded: 2 });
  });
});
