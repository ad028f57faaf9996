import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../../functions/schedule/request-survey-waves/handler.ts';
import { requestWave } from '../../../../shared/app/surveys/request-wave.ts';
import type { ClientStatus } from '../../../../shared/domain/crm/client.ts';
import type { Programme } from '../../../../shared/domain/survey/programme.ts';
import { QueueUnavailable } from '../../../../shared/messaging/sqs-standard-queue.ts';
import type { PlanRequest } from '../../../../shared/ports/survey-queues.ts';
import { createClientRepository } from '../../../../shared/store/client-repository.ts';
import type { Documents } from '../../../../shared/store/documents.ts';
import { createProgrammeRepository } from '../../../../shared/store/programme-repository.ts';
import { createWaveRepository } from '../../../../shared/store/wave-repository.ts';
import { anApi } from '../../../support/api.ts';
import { aClient, clientId, CONTRACT } from '../../../support/builders.ts';
import { withFaults, type Fault } from '../../../support/memory-documents/index.ts';
import { aProgramme, aProgrammeVersion } from '../../../support/programmes.ts';

const at = (text: string): number => Date.parse(text);
const DAILY: Programme['schedule'] = {
  every: 'day',
  date: null,
  time: '09:00',
  weekday: null,
  day: null,
  timeZone: 'UTC',
};
const SINCE = at('2026-06-01T12:00Z');
const SLOT = at('2026-06-02T09:00Z');
const PROGRAMME = aProgramme({ schedule: DAILY, clients: 'every', activeSince: SINCE });
const ID = PROGRAMME.programmeId;

let api: ReturnType<typeof anApi>;
let sent: PlanRequest[];

/** One process's view of the installation; its queue fails from the message `failFrom` on, which others may have passed. */
function aProcess(documents: Documents = api.documents, failFrom = Infinity) {
  let count = 0;
  return {
    programmes: createProgrammeRepository(documents, 'crm'),
    waves: createWaveRepository(documents, 'crm'),
    clients: createClientRepository(documents, 'crm'),
    planQueue: {
      send: (requests: readonly PlanRequest[]): Promise<void> => {
        for (const request of requests) {
          if (++count >= failFrom) return Promise.reject(new QueueUnavailable('down'));
          sent.push(request);
        }
        return Promise.resolve();
      },
    },
  };
}

const makeClient = (id: string, status: ClientStatus = 'active') =>
  aProcess().clients.create(aClient({ clientId: clientId(id), status }), CONTRACT, 'admin-1');
const write = (over: Partial<Programme> = {}) =>
  aProcess().programmes.save({ ...PROGRAMME, ...over }, aProgrammeVersion({ openDays: 14 }));
const fire = (now: number) => requestWave(aProcess(), ID, now);
const waves = async () => (await aProcess().waves.list(ID, undefined, 100)).waves;
const clientsSent = () => [...new Set(sent.map((request) => request.clientId))].sort();

beforeEach(async () => {
  api = anApi();
  sent = [];
  for (const id of ['a', 'b', 'c']) await makeClient(id);
});

describe('a slot that is fired', () => {
  it('begins one wave with the version that stands, and asks for every client', async () => {
    await write();
    expect(await fire(SLOT + 20_000)).toEqual({
      outcome: 'requested',
      waveId: '2026-06-02T09:00Z',
      clients: 3,
    });
    expect(await waves()).toEqual([
      {
        programmeId: ID,
        waveId: '2026-06-02T09:00Z',
        versionNumber: 1,
        previousSlotAt: SINCE,
        closesAt: at('2026-06-16T09:00Z'),
        state: 'open',
      },
    ]);
    expect(await aProcess().waves.open()).toEqual([{ programmeId: ID, waveId: '2026-06-02T09:00Z' }]);
    expect(sent).toEqual(
      ['a', 'b', 'c'].map((id) => ({ programmeId: ID, waveId: '2026-06-02T09:00Z', clientId: id })),
    );
  });

  it('three times is one wave, whose clients are asked for each time', async () => {
    await write();
    await fire(SLOT - 60_000);
    const [first] = await waves();
    await fire(SLOT + 1);
    await fire(SLOT + 23 * 3_600_000);
    expect(await waves()).toEqual([first]);
    expect(sent).toHaveLength(9);
  });

  it('at the same time by several is one wave', async () => {
    await write();
    const answers = await Promise.all([fire(SLOT), fire(SLOT), fire(SLOT)]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await waves()).toHaveLength(1);
  });

  it('keeps the questions of its wave when the programme is edited', async () => {
    await write();
    await fire(SLOT);
    const second = aProgrammeVersion({ number: 2, openDays: 1 });
    await aProcess().programmes.save({ ...PROGRAMME, version: 2, currentVersion: 2 }, second);
    await fire(SLOT + 60_000);
    expect((await waves()).map(({ versionNumber, closesAt }) => [versionNumber, closesAt])).toEqual([
      [1, at('2026-06-16T09:00Z')],
    ]);
    await fire(SLOT + 24 * 3_600_000);
    expect((await waves())[0]).toMatchObject({ waveId: '2026-06-03T09:00Z', versionNumber: 2 });
  });

  it.each([
    ['is paused', { state: 'paused' }, SLOT, 'not-active'],
    ['has ended', { state: 'ended' }, SLOT, 'not-active'],
    ['became active after it', { activeSince: SLOT + 1 }, SLOT + 5_000, 'no-slot'],
    [
      'has its only moment before it',
      { schedule: { ...DAILY, every: 'once', date: '2026-06-03' } },
      SLOT,
      'no-slot',
    ],
    [
      'had its slot a day ago',
      { schedule: { ...DAILY, every: 'once', date: '2026-06-02' } },
      SLOT + 24 * 3_600_000,
      'no-slot',
    ],
  ] as const)('begins nothing when the programme %s', async (_, over, now, why) => {
    await write(over);
    expect(await fire(now)).toEqual({ outcome: 'nothing', why });
    expect(await waves()).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('begins nothing for a programme that is not there', async () => {
    expect(await fire(SLOT)).toEqual({ outcome: 'nothing', why: 'no-programme' });
  });

  it('asks for nobody once its wave is closed', async () => {
    await write();
    await fire(SLOT);
    const [wave] = await waves();
    if (wave) await aProcess().waves.close(wave);
    expect(await fire(SLOT + 60_000)).toEqual({ outcome: 'nothing', why: 'over' });
    expect(sent).toHaveLength(3);
  });

  it('asks for active clients in scope alone', async () => {
    await makeClient('d', 'inactive');
    await write({ clients: ['a', 'd', 'gone'].map(clientId) });
    expect(await fire(SLOT)).toMatchObject({ clients: 1 });
    expect(clientsSent()).toEqual(['a']);
  });

  it('asks for every one of many clients, a page at a time', async () => {
    for (let i = 0; i < 230; i++) await makeClient(`m${String(i)}`);
    await write();
    expect(await fire(SLOT)).toMatchObject({ clients: 233 });
    expect(clientsSent()).toHaveLength(233);
    sent = [];
    const named = Array.from({ length: 230 }, (_, i) => clientId(`m${String(i)}`));
    await aProcess().programmes.save({ ...PROGRAMME, clients: named, version: 2 });
    expect(await fire(SLOT)).toMatchObject({ clients: 230 });
    expect(clientsSent()).toHaveLength(230);
  });
});

describe('deliveries that a wave asks about', () => {
  const from = async (): Promise<string> => new Date((await waves())[0]?.previousSlotAt ?? 0).toISOString();

  it('begin with the slot before, in the first wave of a programme that was active by then', async () => {
    await write({ activeSince: at('2026-05-01T00:00Z') });
    await fire(SLOT);
    expect(await from()).toBe('2026-06-01T09:00:00.000Z');
  });

  it('begin where the wave before ended, also when slots were missed', async () => {
    await write();
    await fire(SLOT);
    await fire(at('2026-06-05T09:00Z'));
    expect(await from()).toBe('2026-06-02T09:00:00.000Z');
  });

  it('begin with the resumption of a paused programme', async () => {
    await write();
    await fire(SLOT);
    const resumed = at('2026-06-04T15:00Z');
    await aProcess().programmes.save({ ...PROGRAMME, version: 2, activeSince: resumed });
    await fire(at('2026-06-05T09:00Z'));
    expect(await from()).toBe('2026-06-04T15:00:00.000Z');
  });
});

describe('the function', () => {
  it('reads the id that its schedule names, and logs no more than ids and counts', async () => {
    await write();
    const handler = createHandler({ ...aProcess(), log: api.log, clock: { now: () => SLOT } });
    expect(await handler({ programmeId: ID })).toMatchObject({ outcome: 'requested', clients: 3 });
    expect(api.lines).toEqual([
      [
        'info',
        'schedule.completed',
        { programmeId: ID, outcome: 'requested', waveId: '2026-06-02T09:00Z', clients: 3 },
      ],
    ]);
    await expect(handler({})).rejects.toThrow('programmeId');
  });
});

describe('cut off anywhere and fired again', () => {
  const FAULTS: readonly Fault[] = ['kill-before', 'kill-after', 'lost-answer', 'unavailable', 'conflict'];

  async function operationsOf(): Promise<number> {
    const process = withFaults(api.documents, {});
    await requestWave(aProcess(process), ID, SLOT);
    return process.operations;
  }

  it.each(FAULTS)('by %s: one wave, every client', async (fault) => {
    await write();
    const total = await operationsOf();
    expect(total).toBeGreaterThanOrEqual(5);
    for (let n = 1; n <= total; n++) {
      api = anApi();
      for (const id of ['a', 'b', 'c']) await makeClient(id);
      await write();
      sent = [];
      const process = withFaults(api.documents, { faults: new Map([[n, fault]]) });
      await requestWave(aProcess(process), ID, SLOT).catch(() => undefined);
      await fire(SLOT + 60_000);
      expect([await waves(), clientsSent()], `operation ${String(n)}`).toMatchObject([
        [{ waveId: '2026-06-02T09:00Z', previousSlotAt: SINCE }],
        ['a', 'b', 'c'],
      ]);
    }
  });

  it.each([1, 2, 3])('by a queue that fails at message %i: one wave, every client', async (failFrom) => {
    await write();
    await expect(requestWave(aProcess(api.documents, failFrom), ID, SLOT)).rejects.toThrow(QueueUnavailable);
    await fire(SLOT + 60_000);
    expect(await waves()).toHaveLength(1);
    expect(clientsSent()).toEqual(['a', 'b', 'c']);
  });
});
