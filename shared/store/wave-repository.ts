import * as z from 'zod';
import { clientIdSchema } from '../domain/ids.ts';
import { SKIP_REASONS } from '../domain/survey/invitation.ts';
import { programmeIdSchema } from '../domain/survey/programme.ts';
import { waveIdSchema, waveSchema, type WaveRef } from '../domain/survey/wave.ts';
import type { Skipped, WaveStore } from '../ports/waves.ts';
import { commit } from './commit.ts';
import type { Documents, Item } from './documents.ts';
import { itemOf } from './item-of.ts';
import { crmKeys, OPEN_WAVES_PK } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem, textOf } from './read-item.ts';

const skippedSchema = z.object({
  clientId: clientIdSchema,
  reasons: z.partialRecord(z.enum(SKIP_REASONS), z.int()),
}) satisfies z.ZodType<Skipped>;

const consistent = { consistent: true };

function readOpenWave(item: Item): WaveRef {
  const [programmeId, waveId] = textOf(item, 'sk').split('#');
  return { programmeId: programmeIdSchema.parse(programmeId), waveId: waveIdSchema.parse(waveId) };
}

async function gather<T>(
  pages: AsyncIterable<readonly Item[]>,
  read: (item: Item) => T,
): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const items of pages) found.push(...items.map(read));
  return found;
}

type Counts = Pick<WaveStore, 'saveSkipped' | 'skipped'>;

const createCounts = (documents: Documents, table: string): Counts => ({
  saveSkipped: async (ref, { clientId, reasons }) => {
    await documents.put(table, { ...crmKeys.skipped(ref, clientId), ...itemOf({ clientId, reasons }) });
  },
  skipped: async (ref, clientId) => {
    const read = (item: Item): Skipped => readItem(skippedSchema, item);
    if (clientId !== undefined) {
      const item = await documents.get(table, crmKeys.skipped(ref, clientId));
      return item ? [read(item)] : [];
    }
    const sort = { beginsWith: crmKeys.skippedPrefix };
    return gather(pagesOf(documents, { table, pk: crmKeys.wavePk(ref), sort }), read);
  },
});

/**
 * Waves in the crm table: beside the head of their programme, and by name in one partition while they are open. Single
 * reads, and those of what is open, are consistent.
 */
export const createWaveRepository = (documents: Documents, table: string): WaveStore => ({
  ...createCounts(documents, table),
  find: async (ref) => {
    const item = await documents.get(table, crmKeys.wave(ref), consistent);
    return item && readItem(waveSchema, item);
  },
  begin: (wave) =>
    commit(documents, [
      {
        type: 'put',
        table,
        item: { ...crmKeys.wave(wave), ...itemOf(wave) },
        condition: { when: 'absent' },
      },
      { type: 'put', table, item: { ...crmKeys.openWave(wave) } },
    ]),
  close: async (ref) => {
    await commit(documents, [
      {
        type: 'update',
        table,
        key: crmKeys.wave(ref),
        set: { state: 'closed' },
        condition: { when: 'present' },
      },
      { type: 'delete', table, key: crmKeys.openWave(ref) },
    ]);
  },
  open: (programmeId) => {
    const sort = programmeId && { beginsWith: crmKeys.openWavePrefix(programmeId) };
    const query = { table, pk: OPEN_WAVES_PK, ...consistent, ...(sort && { sort }) };
    return gather(pagesOf(documents, query), readOpenWave);
  },
  list: async (programmeId, after, limit) => {
    const { pk } = crmKeys.programme(programmeId);
    const { items, next } = await documents.query({
      table,
      pk,
      sort: { beginsWith: crmKeys.wavePrefix },
      limit,
      descending: true,
      // A wave goes on from the one before it, which may have begun a moment ago.
      consistent: true,
      ...(after !== undefined && { after: { pk, sk: `${crmKeys.wavePrefix}${after}` } }),
    });
    const waves = items.map((item) => readItem(waveSchema, item));
    const last = waves.at(-1);
    return next && last ? { waves, next: last.waveId } : { waves };
  },
});
