/** Amounts by counter, of one tally row. */
export type Amounts = ReadonlyMap<string, number>;
export type Rows = ReadonlyMap<string, Amounts>;

/** One row that is not what the orders add up to. */
export interface Drift {
  readonly row: string;
  /** What has to be added to each counter to put the row right. */
  readonly missing: Amounts;
}

/** Counters in which two rows differ: `wanted` − `found`; empty when they agree. A counter at 0 equals one that is not there. */
export function differenceOf(wanted: Amounts | undefined, found: Amounts | undefined): Amounts {
  const difference = new Map<string, number>();
  for (const counter of new Set([...(wanted?.keys() ?? []), ...(found?.keys() ?? [])])) {
    const amount = (wanted?.get(counter) ?? 0) - (found?.get(counter) ?? 0);
    if (amount !== 0) difference.set(counter, amount);
  }
  return difference;
}

/**
 * Compares tally rows with the sums of the orders read between two reads of the rows. A row that changed between
 * them was being written: it says nothing this time (`moving`).
 */
export function compareRows(
  sums: Rows,
  before: Rows,
  after: Rows,
): { drift: readonly Drift[]; moving: readonly string[] } {
  const drift: Drift[] = [];
  const moving: string[] = [];
  for (const row of new Set([...sums.keys(), ...before.keys(), ...after.keys()])) {
    const found = after.get(row);
    if (differenceOf(found, before.get(row)).size > 0) {
      moving.push(row);
      continue;
    }
    const missing = differenceOf(sums.get(row), found);
    if (missing.size > 0) drift.push({ row, missing });
  }
  return { drift, moving };
}

/** Drift seen in both passes with the same difference: what was seen once may have been a write in between. */
export const confirmed = (first: readonly Drift[], second: readonly Drift[]): readonly Drift[] =>
  second.filter(({ row, missing }) =>
    first.some((seen) => seen.row === row && differenceOf(seen.missing, missing).size === 0),
  );
