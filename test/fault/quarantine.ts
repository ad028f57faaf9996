import type { RecordFactsDeps } from '../../shared/app/record-facts.ts';
import type { ReportedFact } from '../../shared/domain/ledger/fact.ts';
import type { OrderRef } from '../../shared/domain/ledger/order-record.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { crmKeys } from '../../shared/store/keys.ts';

/** Names one content of a fact: what stands aside is looked up by it. */
export const contentKey = ({ kind, orderNo }: OrderRef, fact: ReportedFact): string =>
  `${kind}/${orderNo}/${fact.source}/${fact.id}/${String(fact.occurredAt)}`;

/** A quarantine with deterministic ids: putting the same fact aside twice leaves one item. */
export const createFaultQuarantine = (
  documents: Documents,
  table: string,
): Pick<RecordFactsDeps['quarantine'], 'put'> => ({
  put: async ({ clientId, kind, orderNo, fact, code }) => {
    const id = contentKey({ kind, orderNo }, fact);
    await documents.put(table, { ...crmKeys.quarantined(clientId, id), code });
  },
});
