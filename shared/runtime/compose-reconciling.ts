import type { ReconcileDeps } from '../app/reconcile-bucket.ts';
import type { Documents } from '../store/documents.ts';
import { packDimensions, tallySk } from '../store/keys.ts';
import { createTallyStore } from '../store/tally-store.ts';
import { composeRecording, SMALL_TRANSACTIONS, type RecordingTables } from './compose-recording.ts';
import type { Counting } from './metrics.ts';

/** What reconciliation needs, on the real tables: for the worker and for `npm run reconcile`. */
export const composeReconciling = (
  documents: Documents,
  tables: RecordingTables,
  counting: Counting,
): ReconcileDeps => ({
  ...composeRecording(documents, tables, SMALL_TRANSACTIONS, counting),
  tallies: createTallyStore(documents, tables.TALLIES_TABLE),
  rowOf: ({ bucket }, { dimensions }, day) => tallySk(day, bucket, packDimensions(dimensions)),
});
