import type { TallyRows, TallyStore } from '../ports/tally-store.ts';
import { StoreUnavailable, type Documents } from './documents.ts';
import { parseTallySk, tallyPk } from './keys.ts';
import { tallyCounters } from './kpi-sources.ts';
import { pagesOf } from './pages.ts';
import { textOf } from './read-item.ts';

/** Tally rows by sort key, for comparing them with the ledger and putting them right. */
export function createTallyStore(documents: Documents, table: string): TallyStore {
  return {
    async rows({ clientId, bucket }) {
      const rows: TallyRows = new Map();
      for await (const items of pagesOf(documents, { table, pk: tallyPk(clientId), consistent: true })) {
        for (const item of items) {
          const sk = textOf(item, 'sk');
          if (parseTallySk(sk).bucket === bucket) rows.set(sk, tallyCounters(item));
        }
      }
      return rows;
    },

    async add({ clientId }, row, amounts) {
      const key = { pk: tallyPk(clientId), sk: row };
      // A transaction, though of one action: a retry within the client cannot add a second time.
      const result = await documents.transact([
        { type: 'update', table, key, add: Object.fromEntries(amounts) },
      ]);
      if (!result.done) throw new StoreUnavailable(`tally ${row} is being written; repair it again`);
    },
  };
}
