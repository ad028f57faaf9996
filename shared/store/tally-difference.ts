import type { EpochDay } from '../domain/calendar/time.ts';
import type { Evaluation } from '../domain/ledger/order-record.ts';
import { packDimensions } from './keys.ts';

/** Amounts to add to one tally row, by counter. */
export interface TallyDifference {
  readonly day: EpochDay;
  /** Packed dimensions, part of the row's key. */
  readonly dimensions: string;
  readonly amounts: Map<string, number>;
}

export type TallyDifferences = Map<string, TallyDifference>;

function addSide(into: TallyDifferences, evaluation: Evaluation, sign: 1 | -1): void {
  const dimensions = packDimensions(evaluation.dimensions);
  for (const { day, counter, amount } of evaluation.contributions) {
    const row = `${String(day)}#${dimensions}`;
    let difference = into.get(row);
    if (!difference) into.set(row, (difference = { day, dimensions, amounts: new Map() }));
    const sum = (difference.amounts.get(counter) ?? 0) + sign * amount;
    if (sum === 0) difference.amounts.delete(counter);
    else difference.amounts.set(counter, sum);
  }
}

/** Adds new − old of one order to the differences by tally row; rows and counters that cancel out are left out. */
export function addDifference(
  into: TallyDifferences,
  before: Evaluation | undefined,
  after: Evaluation,
): void {
  if (before) addSide(into, before, -1);
  addSide(into, after, 1);
  for (const [row, { amounts }] of into) if (amounts.size === 0) into.delete(row);
}
