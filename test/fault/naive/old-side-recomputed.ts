import type { Fact, OrderKind } from '../../../shared/domain/ledger/fact.ts';
import type { Evaluation } from '../../../shared/domain/ledger/order-record.ts';
import type { OrderLedger } from '../../../shared/ports/order-ledger.ts';

/** Takes off what the order would have added under the judges of the day, not what it did add. */
export const recomputingOldSide = (
  ledger: OrderLedger,
  evaluate: (kind: OrderKind, facts: readonly Fact[]) => Evaluation,
): OrderLedger => ({
  ...ledger,
  commit: (partition, changes) =>
    ledger.commit(
      partition,
      changes.map(({ before, after }) => ({
        before: before && { ...before, evaluation: evaluate(before.kind, before.facts) },
        after,
      })),
    ),
});
