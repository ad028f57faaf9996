import { setTimeout as sleep } from 'node:timers/promises';
import { createDeliveryNotes, type NoteDeliveries } from '../app/note-deliveries.ts';
import type { RecordFactsDeps } from '../app/record-facts.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import type { TransactionLimits } from '../ports/order-ledger.ts';
import { cachedDirectory, cachedProgrammes, cachedRegistries } from '../store/cached-readers.ts';
import { createClientRepository } from '../store/client-repository.ts';
import type { Documents } from '../store/documents.ts';
import { createDueDeliveries } from '../store/due-deliveries.ts';
import { createOrderLedger } from '../store/order-ledger.ts';
import { createProgrammeRepository } from '../store/programme-repository.ts';
import { createQuarantineRepository } from '../store/quarantine-repository.ts';
import { createRegistryReader } from '../store/registry-reader.ts';
import { systemClock } from './clock.ts';
import { METRIC } from './metric-names.ts';
import type { Counting } from './metrics.ts';

export interface RecordingTables {
  readonly LEDGER_TABLE: string;
  readonly TALLIES_TABLE: string;
  readonly CRM_TABLE: string;
}

/** As on the live lane: whoever writes beside it keeps transactions small, so that they collide less. */
export const SMALL_TRANSACTIONS: TransactionLimits = { orders: 25, actions: 50 };

const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1_000;

// Full jitter: writers who met once spread over the whole pause.
const pause = async (attempt: number): Promise<void> => {
  await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** attempt));
};

const deliveryNotes = (documents: Documents, { CRM_TABLE }: RecordingTables): NoteDeliveries =>
  createDeliveryNotes({
    programmes: cachedProgrammes(createProgrammeRepository(documents, CRM_TABLE), systemClock),
    dueDeliveries: createDueDeliveries(documents, CRM_TABLE),
  });

/**
 * The same for a function that someone waits for: no terms are cached, so that an order is never judged by terms older
 * than those it stands under, and conflicts are few. Nobody reports a delivery there, so none is noted.
 */
export const composeInteractive = (
  documents: Documents,
  tables: RecordingTables,
  clients: ClientDirectory,
): RecordFactsDeps => ({
  ledger: createOrderLedger(
    documents,
    { ledger: tables.LEDGER_TABLE, tallies: tables.TALLIES_TABLE },
    SMALL_TRANSACTIONS,
  ),
  clients,
  directory: clients,
  registries: createRegistryReader(documents, tables.CRM_TABLE),
  quarantine: createQuarantineRepository(documents, tables.CRM_TABLE),
  clock: systemClock,
  pause,
});

/** What every function that goes through `recordFacts` hands to it. */
export function composeRecording(
  documents: Documents,
  tables: RecordingTables,
  limits: TransactionLimits,
  counting: Counting,
): RecordFactsDeps {
  const directory = cachedDirectory(createClientRepository(documents, tables.CRM_TABLE), systemClock);
  return {
    ledger: createOrderLedger(
      documents,
      { ledger: tables.LEDGER_TABLE, tallies: tables.TALLIES_TABLE },
      limits,
    ),
    clients: directory,
    directory,
    registries: cachedRegistries(createRegistryReader(documents, tables.CRM_TABLE), systemClock),
    quarantine: createQuarantineRepository(documents, tables.CRM_TABLE),
    noteDeliveries: deliveryNotes(documents, tables),
    clock: systemClock,
    pause,
    onConflict: () => {
      counting.count(METRIC.ledgerConflicts, 1);
    },
  };
}
