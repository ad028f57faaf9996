import { describe, expect, it } from 'vitest';
import {
  programmeIdSchema,
  type Programme,
  type ProgrammeVersion,
} from '../../../shared/domain/survey/programme.ts';
import { createProgrammeRepository } from '../../../shared/store/programme-repository.ts';
import { anApi } from '../../support/api.ts';
import { withFaults } from '../../support/memory-documents/index.ts';
import { aProgramme, aProgrammeVersion } from '../../support/programmes.ts';

const store = () => createProgrammeRepository(anApi().documents, 'crm');
const ID = aProgramme().programmeId;
const named = (id: string): Programme => aProgramme({ programmeId: programmeIdSchema.parse(id) });
const FIRST: ProgrammeVersion = aProgrammeVersion();

describe('programmes', () => {
  it('come back as they were written, with each version of their questions', async () => {
    const programmes = store();
    expect(await programmes.find(ID)).toBeUndefined();
    expect(await programmes.save(aProgramme(), FIRST)).toBe(true);
    const second = { ...FIRST, number: 2, openDays: 14 };
    const edited = aProgramme({ version: 2, currentVersion: 2, name: 'Autumn' });
    expect(await programmes.save(edited, second)).toBe(true);
    expect(await programmes.find(ID)).toEqual(edited);
    expect(await programmes.version(ID, 1)).toEqual(FIRST);
    expect(await programmes.version(ID, 2)).toEqual(second);
    expect(await programmes.version(ID, 3)).toBeUndefined();
  });

  it('are written only over the version before, with nothing of a refused write left', async () => {
    const programmes = store();
    await programmes.save(aProgramme(), FIRST);
    const refused = { ...FIRST, number: 2 };
    expect(await programmes.save(aProgramme({ name: 'Again' }), FIRST)).toBe(false);
    expect(await programmes.save(aProgramme({ version: 3, name: 'Gap' }), refused)).toBe(false);
    expect(await programmes.find(ID)).toEqual(aProgramme());
    expect(await programmes.version(ID, 2)).toBeUndefined();
    expect((await programmes.list(undefined, 10)).programmes).toEqual([aProgramme()]);
  });

  it('never write a version of the questions over', async () => {
    const programmes = store();
    await programmes.save(aProgramme(), FIRST);
    expect(await programmes.save(aProgramme({ version: 2 }), { ...FIRST, openDays: 1 })).toBe(false);
    expect(await programmes.version(ID, 1)).toEqual(FIRST);
  });

  it('are listed by id, page by page, each as it now stands, with one query a page', async () => {
    const { documents } = anApi();
    const faulty = withFaults(documents, {});
    const programmes = createProgrammeRepository(faulty, 'crm');
    for (const id of ['c', 'a', 'b']) await programmes.save(named(id), FIRST);
    await programmes.save({ ...named('b'), version: 2, state: 'paused' });
    const before = faulty.operations;
    const first = await programmes.list(undefined, 2);
    expect(first).toEqual({
      programmes: [named('a'), { ...named('b'), version: 2, state: 'paused' }],
      next: 'b',
    });
    expect(faulty.operations - before).toBe(1);
    expect((await programmes.list(first.next, 2)).programmes).toEqual([named('c')]);
  });
});
