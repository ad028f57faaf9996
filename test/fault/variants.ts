import { recordFacts, type RecordFactsDeps } from '../../shared/app/record-facts.ts';
import { SETTLE_SECONDS } from '../../shared/app/request-rejudge.ts';
import type { ContractHistory } from '../../shared/domain/contract/in-force.ts';
import type { Judges } from '../../shared/domain/kpi/evaluate.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { LedgerPartition, OrderLedger, TransactionLimits } from '../../shared/ports/order-ledger.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { createOrderLedger } from '../../shared/store/order-ledger.ts';
import { REGISTRIES } from '../support/builders.ts';
import { createAddingLedger } from './naive/add-per-event.ts';
import { createOrderFirstLedger } from './naive/order-first.ts';
import { recomputingOldSide } from './naive/old-side-recomputed.ts';
import { withoutConditions } from './naive/without-condition.ts';

export const TABLES = { ledger: 'ledger', tallies: 'tallies', crm: 'crm' } as const;

/** What a worker process runs with. */
export interface WorkerSettings {
  readonly documents: Documents;
  readonly limits: TransactionLimits;
  readonly judges: Judges;
  readonly history: ContractHistory;
}

/** One way of recording facts: the product's, or a naive one that the simulator must catch. */
export interface Variant {
  readonly name: string;
  readonly createLedger: (settings: WorkerSettings) => OrderLedger;
  /** Each fact by itself instead of a message at once. */
  readonly isPerEvent?: boolean;
  /** The pass after an activation starts at once. */
  readonly isUnsettled?: boolean;
  /** Orders judged by newer terms are judged by older ones again. */
  readonly isUnguarded?: boolean;
}

/** From an activation to its pass. */
export const settleMsOf = ({ isUnsettled }: Variant): number =>
  isUnsettled === true ? 0 : 1000 * SETTLE_SECONDS;

const productLedger = ({ documents, limits }: WorkerSettings): OrderLedger =>
  createOrderLedger(documents, TABLES, limits);

export const PRODUCT: Variant = { name: 'recordFacts', createLedger: productLedger };

/** The simpler ways of docs/adr/0001 and of re-judging, each of which has to fail. */
export const NAIVE: readonly Variant[] = [
  {
    name: 'ADD per event, no transaction',
    isPerEvent: true,
    createLedger: ({ documents }) => createAddingLedger(documents, TABLES),
  },
  {
    name: 'transaction without the version condition',
    createLedger: (settings) =>
      productLedger({ ...settings, documents: withoutConditions(settings.documents) }),
  },
  {
    name: 'order first, tally second',
    createLedger: ({ documents }) => createOrderFirstLedger(documents, TABLES),
  },
  {
    name: 'old side recomputed by the judges of the day',
    createLedger: (settings) =>
      recomputingOldSide(productLedger(settings), (kind, facts) =>
        settings.judges.evaluate(kind, facts, settings.history, REGISTRIES),
      ),
  },
  {
    name: 'orders judged again as soon as a contract version is active',
    createLedger: productLedger,
    isUnsettled: true,
  },
  {
    name: 'orders of a newer contract version judged by an older one',
    createLedger: productLedger,
    isUnguarded: true,
  },
];

/** Records a message as the variant does; `true` when it may be acknowledged. */
export async function recordMessage(
  variant: Variant,
  deps: RecordFactsDeps,
  partition: LedgerPartition,
  message: readonly OrderFacts[],
): Promise<boolean> {
  const parts = variant.isPerEvent === true ? message.map((one) => [one]) : [message];
  for (const part of parts)
    if ((await recordFacts(deps, partition, part)).unfinished.length > 0) return false;
  return true;
}
