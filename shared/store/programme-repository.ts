import * as z from 'zod';
import {
  programmeIdSchema,
  programmeSchema,
  programmeVersionSchema,
  type Programme,
  type ProgrammeId,
  type ProgrammeVersion,
} from '../domain/survey/programme.ts';
import type { ProgrammePage, ProgrammeStore } from '../ports/programmes.ts';
import { commit } from './commit.ts';
import type { Action, Documents, Item } from './documents.ts';
import { crmKeys, PROGRAMME_LIST_PK } from './keys.ts';
import { readItem } from './read-item.ts';
import { versionCondition } from './version-condition.ts';

// A programme is plain JSON, but an interface gives no index signature; the copy has the store's type.
const json = (value: Programme | ProgrammeVersion): Item => z.record(z.string(), z.json()).parse(value);

/**
 * Survey programmes in the crm table: a head, and beside it every version of its questions. The list has a copy of each
 * head, written in the same transaction, so that one query gives a page of them. Single reads are consistent; lists may lag
 * by a moment.
 */
export function createProgrammeRepository(documents: Documents, table: string): ProgrammeStore {
  return {
    find: async (programmeId) => {
      const item = await documents.get(table, crmKeys.programme(programmeId), { consistent: true });
      return item && readItem(programmeSchema, item);
    },
    version: async (programmeId, number) => {
      const key = crmKeys.programmeVersion(programmeId, number);
      const item = await documents.get(table, key, { consistent: true });
      return item && readItem(programmeVersionSchema, item);
    },
    list: async (after, limit): Promise<ProgrammePage> => {
      const page = await documents.query({
        table,
        pk: PROGRAMME_LIST_PK,
        limit,
        ...(after !== undefined && { after: { ...crmKeys.programmeListEntry(after) } }),
      });
      const programmes = page.items.map((item) => readItem(programmeSchema, item));
      if (!page.next) return { programmes };
      return { programmes, next: programmeIdSchema.parse(page.next['sk']) };
    },
    save: (programme, added) => commit(documents, actionsOf(table, programme, added)),
  };
}

function actionsOf(
  table: string,
  programme: Programme,
  added: ProgrammeVersion | undefined,
): readonly Action[] {
  const { programmeId } = programme;
  const head = json(programme);
  return [
    {
      type: 'put',
      table,
      item: { ...crmKeys.programme(programmeId), ...head },
      condition: versionCondition(programme.version),
    },
    { type: 'put', table, item: { ...crmKeys.programmeListEntry(programmeId), ...head } },
    ...(added ? [versionAction(table, programmeId, added)] : []),
  ];
}

const versionAction = (table: string, id: ProgrammeId, added: ProgrammeVersion): Action => ({
  type: 'put',
  table,
  item: { ...crmKeys.programmeVersion(id, added.number), ...json(added) },
  // Waves and answers name it for years: never written over.
  condition: { when: 'absent' },
});
