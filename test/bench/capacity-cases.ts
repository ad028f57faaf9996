import type { Action, Documents, Item, Key, Value } from '../../shared/store/documents.ts';
import { LEDGER } from '../../shared/store/tables.ts';
import { indexEntryBytes, itemBytes } from '../support/capacity.ts';
import { seededRandom } from '../support/memory-documents/index.ts';

export interface CaseTables {
  readonly ledger: string;
  readonly tallies: string;
}

export interface CapacityCase {
  /** Cases of one class are summed up together. */
  readonly kind: string;
  readonly name: string;
  readonly tables: CaseTables;
  /** What is there before, by table; not measured. */
  readonly before: readonly (readonly [table: string, item: Item & Key])[];
  readonly run: (documents: Documents) => Promise<unknown>;
  /**
   * For what ends without an answer that tells units (a failed condition): the same write allowed to be done. Its
   * table arm is what the failed one has to be billed.
   */
  readonly allowed?: (documents: Documents) => Promise<unknown>;
}

const LETTERS = ['a', 'Z', '0', '#', 'ß', '物', '😀'];

export const FRACTIONS = 'put, numbers with a fraction';

/** Generates the same cases for the same seed: `perKind` of each kind, over the sizes where rounding shows. */
export function capacityCases(tables: CaseTables, perKind: number, seed = 1): readonly CapacityCase[] {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const chance = (share: number): boolean => random() < share;
  const text = (length: number): string =>
    Array.from({ length }, () => LETTERS[below(LETTERS.length)]).join('');
  const filler = (): string => 'x'.repeat(below(5_000));
  // Up to exactly a multiple of a unit, or one byte over: a wrong size of anything shows.
  const fill = (bytes: number): string =>
    'y'.repeat(Math.max(0, (Math.ceil(bytes / 1024) + below(5)) * 1024 + below(2) - bytes));

  const number = (): number => {
    const whole = below(10 ** (1 + below(9)));
    return (chance(0.3) ? -1 : 1) * whole * 10 ** below(4);
  };
  const value = (depth = 0): Value => {
    const pick = below(depth > 1 ? 5 : 7);
    if (pick < 2) return text(below(20));
    if (pick < 4) return number();
    if (pick === 4) return chance(0.5) ? null : chance(0.5);
    if (pick === 5) return Array.from({ length: below(4) }, () => value(depth + 1));
    return { a: value(depth + 1), ß: value(depth + 1) };
  };

  const fractions = (): Item =>
    Object.fromEntries(
      Array.from({ length: 3 }, (_, i) => [`m${String(i)}`, number() / 10 ** (1 + below(6))]),
    );

  let serial = 0;
  const freshPk = (): string => `C#case${String(seed)}#${String(serial++)}`;
  const day = (): string => String(20_000 + below(50));
  const loose = (pk: string, sk: string): Record<string, Value> & Key => ({
    pk,
    sk,
    n: number(),
    f: text(below(300)),
    v: value(),
    d: day(),
    ...(chance(0.5) && { o: day(), ov: text(below(30)), g: text(below(9)) }),
    ...(chance(0.3) && { x: day() }),
  });
  const padded = (item: Item & Key): Item & Key => ({ ...item, pad: fill(itemBytes(item) + 'pad'.length) });
  const order = (pk: string, sk = `O#delivery#${text(1 + below(12))}`): Item & Key => {
    const item = loose(pk, sk);
    if (typeof item.ov === 'string' && chance(0.3))
      item.ov += fill(indexEntryBytes(LEDGER.localIndexes.byOpen, item));
    return chance(0.7) ? padded(item) : item;
  };
  const without = (item: Item & Key, ...names: readonly string[]): Item & Key => ({
    ...Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name))),
    pk: item.pk,
    sk: item.sk,
  });
  const tally = (pk: string, sk: string): Item & Key => ({
    pk,
    sk,
    ...Object.fromEntries(Array.from({ length: below(40) }, (_, i) => [`kpi-${String(i)}:met`, number()])),
  });
  const amounts = (): Readonly<Record<string, number>> =>
    Object.fromEntries(
      Array.from({ length: 1 + below(12) }, (_, i) => [`kpi-${String(i)}:met`, below(9) - 4]),
    );

  type Made = Pick<CapacityCase, 'name' | 'run'> & Partial<Pick<CapacityCase, 'before' | 'allowed'>>;
  const inLedger = (...items: readonly (Item & Key)[]) => items.map((item) => [tables.ledger, item] as const);
  const replace = (name: string, change: (item: Item & Key) => Item & Key) => (): Made => {
    const old = { ...order(freshPk()), o: '20010', ov: 'open', g: 'a#b#c' };
    const put = change(old);
    return { name, before: inLedger(old), run: (documents) => documents.put(tables.ledger, put) };
  };
  const puts = (pk: string, count: number): readonly (Item & Key)[] =>
    Array.from({ length: count }, (_, i) => order(pk, `O#delivery#${String(i).padStart(3, '0')}`));
  const transaction = (pk: string, items: readonly (Item & Key)[]): readonly Action[] => [
    ...items.map((item): Action => ({ type: 'put', table: tables.ledger, item })),
    { type: 'update', table: tables.tallies, key: { pk, sk: '2026-01-01#0#-#-#-' }, add: amounts() },
  ];
  const isConsistent = (): { readonly consistent: boolean } => ({ consistent: chance(0.5) });

  const kinds: Readonly<Record<string, () => Made>> = {
    'put, new item': () => {
      const item = order(freshPk());
      return { name: 'new', run: (documents) => documents.put(tables.ledger, item) };
    },
    [FRACTIONS]: () => {
      const pk = freshPk();
      const item = padded({ pk, sk: 'a', ...fractions() });
      return { name: 'new', run: (documents) => documents.put(tables.ledger, item) };
    },
    'put, nothing indexed changes': replace('same index entries', (old) => ({ ...old, f: filler() })),
    'put, enters an index': () => {
      const now = { ...order(freshPk()), o: day(), ov: text(9), g: 'a#b#c' };
      return {
        name: 'enters byOpen',
        before: inLedger(without(now, 'o', 'ov', 'g')),
        run: (documents) => documents.put(tables.ledger, now),
      };
    },
    'put, leaves an index': replace('leaves byOpen', (old) => without(old, 'o', 'ov', 'g')),
    'put, index key changes': replace('another day', (old) => ({ ...old, o: '20011', d: '20099' })),
    'put, projected attribute changes': replace('other verdicts', (old) => ({ ...old, ov: filler() })),
    'update, set and remove': () => {
      const old = order(freshPk());
      const update = { table: tables.ledger, key: { pk: old.pk, sk: old.sk } };
      const set = { f: filler(), ...(chance(0.5) && { o: day() }) };
      return {
        name: 'set and remove',
        before: inLedger(old),
        run: (documents) => documents.update({ ...update, set, remove: ['x', 'ov'] }),
      };
    },
    'update, add': () => {
      const pk = freshPk();
      const old = chance(0.7) ? tally(pk, 't') : undefined;
      const update = { table: tables.tallies, key: { pk, sk: 't' }, add: amounts() };
      return {
        name: old === undefined ? 'add to nothing' : 'add',
        before: old === undefined ? [] : [[tables.tallies, old]],
        run: (documents) => documents.update(update),
      };
    },
    delete: () => {
      const old = order(freshPk());
      const isThere = chance(0.8);
      return {
        name: isThere ? 'an item' : 'nothing',
        before: isThere ? inLedger(old) : [],
        run: (documents) => documents.delete(tables.ledger, { pk: old.pk, sk: old.sk }),
      };
    },
    'put, condition fails': () => {
      const old = order(freshPk());
      const item = order(old.pk, old.sk);
      return {
        name: 'absent',
        before: inLedger(old),
        run: (documents) => documents.put(tables.ledger, item, { when: 'absent' }),
        allowed: (documents) => documents.put(tables.ledger, item),
      };
    },
    transaction: () => {
      const pk = freshPk();
      const old = puts(pk, below(5));
      const actions = transaction(pk, puts(pk, 1 + below(8)));
      return {
        name: `${String(actions.length)} actions`,
        before: inLedger(...old),
        run: (documents) => documents.transact(actions),
      };
    },
    'transaction, cancelled': () => {
      const pk = freshPk();
      const old = puts(pk, 3);
      const actions = transaction(pk, puts(pk, 3 + below(4)));
      const failing = actions.map((action, i) =>
        i === 1 ? { ...action, condition: { when: 'absent' } as const } : action,
      );
      return {
        name: `${String(actions.length)} actions`,
        before: inLedger(...old),
        run: (documents) => documents.transact(failing),
        allowed: (documents) => documents.transact(actions),
      };
    },
    get: () => {
      const old = order(freshPk());
      const options = isConsistent();
      return {
        name: options.consistent ? 'consistent' : 'eventual',
        before: chance(0.8) ? inLedger(old) : [],
        run: (documents) => documents.get(tables.ledger, { pk: old.pk, sk: old.sk }, options),
      };
    },
    'batch get': () => {
      const pk = freshPk();
      const items = puts(pk, 1 + below(12));
      const options = isConsistent();
      const keys = [...items.map(({ sk }) => ({ pk, sk })), ...(chance(0.5) ? [{ pk, sk: 'missing' }] : [])];
      return {
        name: `${String(keys.length)} keys, ${options.consistent ? 'consistent' : 'eventual'}`,
        before: inLedger(...items),
        run: (documents) => documents.batchGet(tables.ledger, keys, options),
      };
    },
    'batch put': () => {
      const pk = freshPk();
      const items = puts(pk, 1 + below(12));
      return {
        name: `${String(items.length)} items`,
        before: inLedger(...puts(pk, below(4))),
        run: (documents) => documents.batchPut(tables.ledger, items),
      };
    },
    'query, table': () => {
      const pk = freshPk();
      const options = isConsistent();
      const limit = 1 + below(20);
      return {
        name: `limit ${String(limit)}, ${options.consistent ? 'consistent' : 'eventual'}`,
        before: inLedger(...puts(pk, below(16))),
        run: (documents) => documents.query({ table: tables.ledger, pk, limit, ...options }),
      };
    },
    'query, index': () => {
      const pk = freshPk();
      const options = isConsistent();
      const index = chance(0.6) ? 'byOpen' : 'byDay';
      return {
        name: `${index}, ${options.consistent ? 'consistent' : 'eventual'}`,
        before: inLedger(...puts(pk, below(20))),
        run: (documents) => documents.query({ table: tables.ledger, pk, index, ...options }),
      };
    },
  };

  return Object.entries(kinds).flatMap(([kind, make]) =>
    Array.from({ length: perKind }, (): CapacityCase => ({ kind, tables, before: [], ...make() })),
  );
}
