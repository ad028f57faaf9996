import { beforeEach, describe, expect, it } from 'vitest';
import { reconcileBucket, type ReconcileDeps } from '../../../shared/app/reconcile-bucket.ts';
import { recordFacts } from '../../../shared/app/record-facts.ts';
import { evaluate, JUDGES, type Judges } from '../../../shared/domain/kpi/evaluate.ts';
import { compareRows, confirmed, differenceOf } from '../../../shared/domain/ledger/reconciliation.ts';
import type { Documents } from '../../../shared/store/documents.ts';
import { readOrder } from '../../../shared/store/order-codec.ts';
import { aClient, contractWith, delivered, fact, placed } from '../../support/builders.ts';
import { usualOrder } from '../../support/generators.ts';
import { aLedger, order, type TestLedger } from '../../support/ledger.ts';
import { withFaults } from '../../support/memory-documents/index.ts';
import { register } from '../../support/register.ts';

const ONE_BUCKET = aClient({ buckets: 1 });
const LENIENT = contractWith({ kpis: { 'on-time-delivery': { lateToleranceMinutes: 24 * 60 } } });
const CLEAN = { drift: [], misjudged: [], moving: 0, repaired: 0 };

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await aLedger({ client: ONE_BUCKET });
});

const reconcile = (repair = false, deps: ReconcileDeps = ledger.worker()) =>
  reconcileBucket(deps, ledger.partition(0), repair);

const recordUsual = (count: number) =>
  ledger.record(
    ...Array.from({ length: count }, (_, n) => usualOrder(n, { perDay: 20, withTracking: true })),
  );

const rowOf = (from: string): string =>
  ledger.documents.all('tallies').find(({ sk }) => sk.startsWith(from))!.sk;

const distort = (sk: string, add: Readonly<Record<string, number>>): Promise<boolean> =>
  ledger.documents.update({ table: 'tallies', key: { pk: 'C#acme', sk }, add });

const tallies = () => ledger.documents.all('tallies');

/** The same store, on which something else happens right before the nth operation. */
function meanwhile(nth: number, happens: () => Promise<unknown>): Documents {
  let operations = 0;
  const turn = async (): Promise<() => void> => {
    if (++operations === nth) await happens();
    return () => undefined;
  };
  return withFaults(ledger.documents, { turn });
}

describe('a bucket that is reconciled', () => {
  it('shows no drift after usual traffic, and tells what was compared', async () => {
    await recordUsual(120);
    const result = await reconcile();
    expect(result).toMatchObject({ orders: 120, rows: tallies().length, ...CLEAN });
    expect(result.bytes).toBeGreaterThan(120 * 300);
  });

  it('is compared over all its pages', async () => {
    await recordUsual(1100);
    expect(await reconcile()).toMatchObject({ orders: 1100, ...CLEAN });
  });

  it('is not mixed up with the other buckets of the client', async () => {
    ledger = await aLedger();
    await recordUsual(60);
    const results = await Promise.all(
      [0, 1, 2, 3].map((bucket) => reconcileBucket(ledger.worker(), ledger.partition(bucket), true)),
    );
    expect(results.map(({ drift }) => drift)).toEqual([[], [], [], []]);
    expect(results.reduce((sum, { orders }) => sum + orders, 0)).toBe(60);
    expect(results.reduce((sum, { rows }) => sum + rows, 0)).toBe(tallies().length);
  });

  it('of a client that is gone is an error, not an empty success', async () => {
    const gone = { clientId: aClient().clientId, bucket: 0 };
    const deps = {
      ...ledger.worker(),
      clients: { ...ledger.clients, terms: () => Promise.resolve(undefined) },
    };
    await expect(reconcileBucket(deps, gone, false)).rejects.toThrow('client acme is gone');
  });
});

describe('a drift', () => {
  beforeEach(() => recordUsual(40));

  it('is told with what is missing, and nothing is changed unless repair is asked', async () => {
    const sk = rowOf('2026-03-05');
    await distort(sk, { bm: 2, kx: -1 });
    const before = tallies();
    expect(await reconcile()).toMatchObject({
      drift: [
        {
          row: sk,
          missing: new Map([
            ['bm', -2],
            ['kx', 1],
          ]),
        },
      ],
      repaired: 0,
    });
    expect(tallies()).toEqual(before);
  });

  it('is repaired to what the orders add up to, and is gone afterwards', async () => {
    const before = tallies();
    await distort(rowOf('2026-03-05'), { bm: 2 });
    await distort(rowOf('2026-03-04'), { am: -1, bx: 3 });
    expect(await reconcile(true)).toMatchObject({ repaired: 2 });
    expect(await reconcile()).toMatchObject(CLEAN);
    // A counter that the repair brought back to 0 stays as 0, which counts as nothing.
    const counted = (rows: ReturnType<typeof tallies>) =>
      rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== 0)));
    expect(counted(tallies())).toEqual(counted(before));
  });

  it('in a row that was lost, or that no order adds to, is found and repaired', async () => {
    const lost = rowOf('2026-03-05');
    const invented = '2026-12-24#0#HAM#dhl#standard';
    await ledger.documents.delete('tallies', { pk: 'C#acme', sk: lost });
    await distort(invented, { bm: 7 });
    const { drift } = await reconcile(true);
    expect(drift.map(({ row }) => row).sort()).toEqual([lost, invented].sort());
    expect(await reconcile()).toMatchObject(CLEAN);
  });

  it('is not what a writer does in the middle of the comparison', async () => {
    // Operations of one pass: terms, tallies, a page of orders, tallies.
    for (let nth = 1; nth <= 10; nth++) {
      let n = 1000 + nth;
      const deps = ledger.worker(meanwhile(nth, () => ledger.record(usualOrder(n++, { perDay: 20 }))));
      expect(await reconcile(true, deps)).toMatchObject({ drift: [], misjudged: [], repaired: 0 });
      expect(await reconcile()).toMatchObject(CLEAN);
    }
  });

  it('is not seen in rows that are written all the while; they are compared next time', async () => {
    let n = 2000;
    let operations = 0;
    const busy = withFaults(ledger.documents, {
      turn: async () => {
        if (++operations > 1)
          await ledger.record({
            ...usualOrder(7, { perDay: 20 }),
            orderNo: usualOrder(n++, { perDay: 20 }).orderNo,
          });
        return () => undefined;
      },
    });
    const result = await reconcile(true, ledger.worker(busy));
    expect(result).toMatchObject({ drift: [], repaired: 0 });
    expect(result.moving).toBeGreaterThan(0);
    expect(await reconcile()).toMatchObject(CLEAN);
  });

  it('is only what both passes saw: not what an order that moved on did to the second one', async () => {
    const invented = '2026-12-24#0#HAM#dhl#standard';
    await distort(invented, { bm: 7 });
    const deps = ledger.worker();
    let pages = 0;
    const page: ReconcileDeps['ledger']['page'] = async (...asked) => {
      const whole = await deps.ledger.page(...asked);
      return ++pages === 2 ? { ...whole, orders: whole.orders.slice(1) } : whole;
    };
    const { drift } = await reconcile(true, { ...deps, ledger: { ...deps.ledger, page } });
    expect(drift.map(({ row }) => row)).toEqual([invented]);
    expect(await reconcile()).toMatchObject(CLEAN);
  });

  it('is repaired right although an order is written between its discovery and the repair', async () => {
    const sk = rowOf('2026-03-05');
    await distort(sk, { bm: 5 });
    let operations = 0;
    const counting = withFaults(ledger.documents, {
      turn: () => {
        operations++;
        return Promise.resolve(() => undefined);
      },
    });
    await reconcile(false, ledger.worker(counting));
    const late = { ...usualOrder(7, { perDay: 20 }), orderNo: usualOrder(3000, { perDay: 20 }).orderNo };
    // The next operation after the comparison is the repair itself.
    const store = meanwhile(operations + 1, () => ledger.record(late));
    expect(await reconcile(true, ledger.worker(store))).toMatchObject({ repaired: 1 });
    expect(await reconcile()).toMatchObject(CLEAN);
  });
});

describe('a misjudged order', () => {
  const late = order('SO-1', [placed(), delivered('2026-03-11 10:00')]);

  /** Records the order by judges that did not know the terms, as a faulty version would. */
  const misjudge = async (judges: Judges, facts = late): Promise<void> => {
    await recordFacts({ ...ledger.worker(), judges }, ledger.partition(0), [facts]);
  };
  const WRONG: Judges = {
    version: JUDGES.version,
    evaluate: (kind, facts, history, registries) =>
      evaluate(kind, facts, { ...history, contracts: [LENIENT] }, registries),
  };
  const stored = () => readOrder(ledger.documents.all('ledger').find(({ sk }) => sk === 'O#delivery#SO-1')!);

  it('is found, though the tallies agree with it', async () => {
    await misjudge(WRONG);
    expect(await reconcile()).toMatchObject({
      drift: [],
      misjudged: [{ kind: 'delivery', orderNo: 'SO-1' }],
      repaired: 0,
    });
    expect(stored().version).toBe(1);
  });

  it('is judged again by a repair, and the tallies move with it', async () => {
    await misjudge(WRONG);
    expect(await reconcile(true)).toMatchObject({ repaired: 1 });
    expect(stored().evaluation.contributions.map(({ counter }) => counter)).toContain('bx');
    expect(await reconcile()).toMatchObject(CLEAN);
  });

  it('in a row that drifts as well is repaired together with it', async () => {
    await misjudge(WRONG);
    await distort(rowOf('2026-03-10'), { bx: 9 });
    expect(await reconcile(true)).toMatchObject({ repaired: 2 });
    expect(await reconcile()).toMatchObject(CLEAN);
  });

  it('is not told while someone is writing it: then it is looked at next time', async () => {
    await misjudge(WRONG);
    const pod = order('SO-1', [fact('order.pod-received', '2026-03-12 10:00')]);
    // The second pass begins with its fifth operation: terms, tallies, orders and tallies come first.
    const store = meanwhile(5, () => misjudge(WRONG, pod));
    expect(await reconcile(true, ledger.worker(store))).toMatchObject({ misjudged: [], repaired: 0 });
    expect(await reconcile()).toMatchObject({ misjudged: [{ orderNo: 'SO-1' }] });
  });

  it('is none while its bucket waits to be judged again under new terms', async () => {
    await ledger.record(late);
    await ledger.changeTerms(LENIENT, 'pass-1');
    expect(await reconcile(true)).toMatchObject(CLEAN);
    expect(stored().version).toBe(1);
    await ledger.clients.finishRejudging(ledger.client.clientId, 0, 'pass-1');
    expect(await reconcile()).toMatchObject({ misjudged: [{ orderNo: 'SO-1' }] });
  });

  it('is not one that a newer version judged', async () => {
    const newer: Judges = {
      version: JUDGES.version + 1,
      evaluate: (...input) => ({ ...WRONG.evaluate(...input), judgeVersion: JUDGES.version + 1 }),
    };
    await misjudge(newer);
    expect(await reconcile(true)).toMatchObject(CLEAN);
  });

  it('is measured by the judges the repair would use', async () => {
    const newer: Judges = {
      version: JUDGES.version + 1,
      evaluate: (...input) => ({ ...WRONG.evaluate(...input), judgeVersion: JUDGES.version + 1 }),
    };
    await ledger.record(late);
    const deps = { ...ledger.worker(), judges: newer };
    expect(await reconcile(true, deps)).toMatchObject({ misjudged: [{ orderNo: 'SO-1' }], repaired: 1 });
    expect(await reconcile(false, deps)).toMatchObject(CLEAN);
  });

  it('is not one whose site was registered only afterwards: it waits to be judged again', async () => {
    await ledger.record(order('SO-1', [placed({ siteId: 'NEW' }), delivered('2026-03-09 10:00')]));
    await register(ledger.registries, 'site', 'NEW');
    expect(await reconcile()).toMatchObject(CLEAN);
  });

  it('and a drift come out right after a process died at any operation of the repair', async () => {
    for (const fault of ['kill-before', 'kill-after', 'lost-answer'] as const) {
      for (let operation = 1; ; operation++) {
        ledger = await aLedger({ client: ONE_BUCKET });
        await recordUsual(5);
        await misjudge(WRONG);
        await distort(rowOf('2026-03-10'), { bx: 9, bm: -1 });
        await distort(rowOf('2026-03-05'), { am: 4 });
        const faulty = withFaults(ledger.documents, { faults: new Map([[operation, fault]]) });
        await reconcile(true, ledger.worker(faulty)).catch(() => undefined);
        await reconcile(true);
        expect(await reconcile(), `${fault} at ${String(operation)}`).toMatchObject(CLEAN);
        if (faulty.operations < operation) {
          expect(operation).toBeGreaterThan(10);
          break;
        }
      }
    }
  });
});

describe('rows compared', () => {
  const row = (counts: Readonly<Record<string, number>>) => new Map(Object.entries(counts));

  it('are equal when one lacks what the other has as 0', () => {
    expect(differenceOf(row({ bm: 1 }), row({ bm: 1, bx: 0 })).size).toBe(0);
    expect(differenceOf(undefined, row({ bx: 0 })).size).toBe(0);
  });

  it('say nothing when the row changed between the two reads', () => {
    const compared = compareRows(
      new Map([['a', row({ bm: 1 })]]),
      new Map([['a', row({ bm: 1 })]]),
      new Map([['a', row({ bm: 2 })]]),
    );
    expect(compared).toEqual({ drift: [], moving: ['a'] });
  });

  it('confirm only a drift that was the same both times', () => {
    const drift = (missing: Readonly<Record<string, number>>) => [{ row: 'a', missing: row(missing) }];
    expect(confirmed(drift({ bm: 1 }), drift({ bm: 1 }))).toHaveLength(1);
    expect(confirmed(drift({ bm: 1 }), drift({ bm: 2 }))).toEqual([]);
    expect(confirmed([], drift({ bm: 1 }))).toEqual([]);
  });
});
