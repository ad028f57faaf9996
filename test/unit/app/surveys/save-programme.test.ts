import { describe, expect, it } from 'vitest';
import { changeProgramme } from '../../../../shared/app/surveys/change-programme.ts';
import { createProgramme } from '../../../../shared/app/surveys/create-programme.ts';
import type { SaveProgrammeDeps } from '../../../../shared/app/surveys/save-programme.ts';
import { setProgrammeState } from '../../../../shared/app/surveys/set-programme-state.ts';
import type { Principal } from '../../../../shared/domain/crm/principal.ts';
import { programmeIdSchema, type Programme } from '../../../../shared/domain/survey/programme.ts';
import { programmeFieldsSchema } from '../../../../shared/domain/survey/programme-terms.ts';
import { SchedulerUnavailable } from '../../../../shared/messaging/wave-schedules.ts';
import { createAuditRepository } from '../../../../shared/store/audit-repository.ts';
import type { Documents } from '../../../../shared/store/documents.ts';
import { createProgrammeRepository } from '../../../../shared/store/programme-repository.ts';
import { anApi } from '../../../support/api.ts';
import { aClient, CONTRACT, NOW } from '../../../support/builders.ts';
import { withFaults, type Fault } from '../../../support/memory-documents/index.ts';
import { programmeBody } from '../../../support/programmes.ts';

const ID = programmeIdSchema.parse('p');
const ADMIN: Principal = { id: 'admin-1', kind: 'person', roles: ['admin'] };
const fields = programmeFieldsSchema.parse(programmeBody);
const daily = programmeFieldsSchema.parse({
  ...programmeBody,
  openDays: 7,
  schedule: { every: 'day', timeZone: 'UTC' },
});

/** An installation whose scheduler keeps what was applied last; `apply` comes before that. */
async function aWorld(apply: (programme: Programme) => Promise<void> = () => Promise.resolve()) {
  const api = anApi();
  await api.clients.create(aClient(), CONTRACT, 'admin-1');
  const schedule: { of?: Programme } = {};
  const depsOn = (documents: Documents): SaveProgrammeDeps => ({
    authorizer: api.authorizer,
    audit: createAuditRepository(documents, 'crm', api.ids),
    programmes: createProgrammeRepository(documents, 'crm'),
    schedules: {
      apply: async (programme) => {
        await apply(programme);
        schedule.of = programme;
      },
    },
  });
  const deps = depsOn(api.documents);
  return { documents: api.documents, deps, depsOn, schedule, stored: () => deps.programmes.find(ID) };
}
type World = Awaited<ReturnType<typeof aWorld>>;

const create = (deps: SaveProgrammeDeps) =>
  createProgramme(deps, ADMIN, { programmeId: ID, kind: 'relationship', fields }, NOW);
const change = (deps: SaveProgrammeDeps) =>
  changeProgramme(deps, ADMIN, { programmeId: ID, seen: 1, fields: daily }, NOW + 1);
const pause = (deps: SaveProgrammeDeps) =>
  setProgrammeState(deps, ADMIN, { programmeId: ID, state: 'paused' }, NOW + 2);

describe('the schedule', () => {
  it('is that of the last edit, in whatever order the scheduler hears of two', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = { version: 0 };
    const world = await aWorld(({ version }) => (version === slow.version ? held : Promise.resolve()));
    await create(world.deps);
    slow.version = 2;
    const first = change(world.deps);
    while ((await world.stored())?.version !== 2) await Promise.resolve();
    await pause(world.deps);
    expect(world.schedule.of?.version).toBe(3);
    slow.version = 0;
    release();
    await first;
    expect(world.schedule.of).toMatchObject({ version: 3, state: 'paused', schedule: { every: 'day' } });
  });
});

describe('cut off anywhere and repeated', () => {
  const FAULTS: readonly Fault[] = ['kill-before', 'kill-after', 'lost-answer', 'unavailable', 'throttled'];

  const REQUESTS = {
    create: { before: [], run: create, after: { version: 1, state: 'active', currentVersion: 1 } },
    change: { before: [create], run: change, after: { version: 2, state: 'active', currentVersion: 2 } },
    pause: { before: [create], run: pause, after: { version: 2, state: 'paused', currentVersion: 1 } },
  } as const;

  async function prepared({
    before,
  }: {
    readonly before: readonly ((deps: SaveProgrammeDeps) => unknown)[];
  }) {
    const world = await aWorld();
    for (const run of before) await run(world.deps);
    return world;
  }

  async function expectDone(world: World, after: object): Promise<void> {
    expect(await world.stored()).toMatchObject(after);
    expect(world.schedule.of).toEqual(await world.stored());
    const versions = world.documents.all('crm').filter(({ sk }) => sk.startsWith('version#'));
    expect(versions).toHaveLength((await world.stored())?.currentVersion ?? 0);
  }

  it.each(
    Object.entries(REQUESTS).flatMap(([name, request]) =>
      FAULTS.map((fault) => [name, fault, request] as const),
    ),
  )('%s, %s: written once, with its schedule', async (_name, fault, request) => {
    const whole = await prepared(request);
    const counted = withFaults(whole.documents, {});
    await request.run(whole.depsOn(counted));
    expect(counted.operations).toBeGreaterThanOrEqual(4);
    for (let n = 1; n <= counted.operations; n++) {
      const world = await prepared(request);
      const cut = withFaults(world.documents, { faults: new Map([[n, fault]]) });
      await request.run(world.depsOn(cut)).catch(() => undefined);
      await request.run(world.deps);
      await expectDone(world, request.after);
    }
  });

  it.each(Object.entries(REQUESTS))('%s, by a scheduler that is down', async (_name, request) => {
    const scheduler = { isDown: false };
    const world = await aWorld(() =>
      scheduler.isDown ? Promise.reject(new SchedulerUnavailable('down')) : Promise.resolve(),
    );
    for (const run of request.before) await run(world.deps);
    scheduler.isDown = true;
    await expect(request.run(world.deps)).rejects.toThrow(SchedulerUnavailable);
    scheduler.isDown = false;
    await request.run(world.deps);
    await expectDone(world, request.after);
  });
});
