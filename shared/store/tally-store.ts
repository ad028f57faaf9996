import type { TallyRows, TallyStore } from '../ports/tally-store.ts';
import { StoreUnavailable, type Documents, type Item } from './documents.ts';
import { parseTallySk, tallyPk } from './keys.ts';
import { tallyCounters } from './kpi-sources.ts';
import { textOf } from './read-item.ts';

/** Tally rows by sort key, for comparing them with the ledger and putting them right. */
export function createTallyStore(documents: Documents, table: string): TallyStore {
  return {
    async rows({ clientId, bucket }) {
      const rows: TallyRows = new Map();
      let after: Item | undefined;
      do {
        const query = { table, pk: tallyPk(clientId), consistent: true };
        const page = await documents.query({ ...query, ...(after && { after }) });
        for (const item of page.items) {
          const sk = textOf(item, 'sk');
          if (parseTallySk(sk).bucket === bucket) rows.set(sk, tallyCounters(item));
        }
        after = page.next;
      } while (after);
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
