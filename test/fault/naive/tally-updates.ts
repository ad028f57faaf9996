import type { OrderChange } from '../../../shared/domain/ledger/decide.ts';
import type { LedgerPartition } from '../../../shared/ports/order-ledger.ts';
import type { Update } from '../../../shared/store/documents.ts';
import { tallyPk, tallySk } from '../../../shared/store/keys.ts';
import { addDifference, type TallyDifferences } from '../../../shared/store/tally-difference.ts';

/** The difference of one order as updates of tally rows. */
export function tallyUpdates(
  { clientId, bucket }: LedgerPartition,
  { before, after }: OrderChange,
  table: string,
): readonly Update[] {
  const differences: TallyDifferences = new Map();
  addDifference(differences, before?.evaluation, after.evaluation);
  return [...differences.values()].map(({ day, dimensions, amounts }) => ({
    table,
    key: { pk: tallyPk(clientId), sk: tallySk(day, bucket, dimensions) },
    add: Object.fromEntries(amounts),
  }));
}
