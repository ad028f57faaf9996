import { DAY_MS, HOUR_MS, type EpochMs } from '../../domain/calendar/time.ts';
import type { Client } from '../../domain/crm/client.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { Programme, ProgrammeId } from '../../domain/survey/programme.ts';
import { latestSlot, previousSlot } from '../../domain/survey/slot.ts';
import { slotOf, waveIdOf, type Wave, type WaveId } from '../../domain/survey/wave.ts';
import type { ClientDirectory } from '../../ports/clients.ts';
import type { ProgrammeReader } from '../../ports/programmes.ts';
import type { PlanQueue } from '../../ports/survey-queues.ts';
import type { WaveStore } from '../../ports/waves.ts';

export interface RequestWaveDeps {
  readonly programmes: Pick<ProgrammeReader, 'find' | 'version'>;
  readonly waves: Pick<WaveStore, 'find' | 'begin' | 'list'>;
  readonly clients: Pick<ClientDirectory, 'list' | 'findMany'>;
  readonly planQueue: PlanQueue;
}

/** `nothing`: no slot is due, or what the slot began is over or too old to be asked for once more. */
export type WaveRequest =
  | { readonly outcome: 'requested'; readonly waveId: WaveId; readonly clients: number }
  | { readonly outcome: 'nothing'; readonly why: 'no-programme' | 'not-active' | 'no-slot' | 'over' };

/** A slot begins its wave no later than this, and for so long its clients are asked for again. */
const YOUNG_MS = 24 * HOUR_MS;
const PAGE_CLIENTS = 100;

/**
 * Begins the wave that the schedule of a programme is due for.
 * 1. the latest slot, unless it lies before the programme became active or is a day old; 2. as `beginWave`.
 * However often a slot is fired it is one wave, and whatever was lost of the first time is made up for by the next.
 */
export async function requestWave(
  deps: RequestWaveDeps,
  programmeId: ProgrammeId,
  now: EpochMs,
): Promise<WaveRequest> {
  const programme = await deps.programmes.find(programmeId);
  if (!programme) return { outcome: 'nothing', why: 'no-programme' };
  if (programme.state !== 'active') return { outcome: 'nothing', why: 'not-active' };
  const slotAt = latestSlot(programme.schedule, now);
  if (slotAt === undefined || slotAt < programme.activeSince || slotAt <= now - YOUNG_MS)
    return { outcome: 'nothing', why: 'no-slot' };
  return beginWave(deps, programme, slotAt);
}

/**
 * The wave of a slot.
 * 1. it is written once, with the version of the questions that now stands, for good; 2. while it is open, every active client
 * in scope is asked to be planned: always, since a death between the two would lose them, and planning twice plans once.
 */
export async function beginWave(
  deps: RequestWaveDeps,
  programme: Programme,
  slotAt: EpochMs,
): Promise<WaveRequest> {
  const { programmeId } = programme;
  const waveId = waveIdOf(slotAt);
  const wave = (await deps.waves.find({ programmeId, waveId })) ?? (await begin(deps, programme, slotAt));
  if (wave.state === 'closed') return { outcome: 'nothing', why: 'over' };
  let clients = 0;
  for await (const clientIds of clientsOf(deps, programme)) {
    await deps.planQueue.send(clientIds.map((clientId) => ({ programmeId, waveId, clientId })));
    clients += clientIds.length;
  }
  return { outcome: 'requested', waveId, clients };
}

async function begin(deps: RequestWaveDeps, programme: Programme, slotAt: EpochMs): Promise<Wave> {
  const { programmeId, currentVersion } = programme;
  const version = await deps.programmes.version(programmeId, currentVersion);
  if (!version) throw new Error(`version ${String(currentVersion)} of ${programmeId} is gone`);
  const wave: Wave = {
    programmeId,
    waveId: waveIdOf(slotAt),
    versionNumber: currentVersion,
    previousSlotAt: await coveredUntil(deps, programme, slotAt),
    closesAt: slotAt + version.openDays * DAY_MS,
    state: 'open',
  };
  if (await deps.waves.begin(wave)) return wave;
  // Two at once: the one that was written holds.
  const other = await deps.waves.find(wave);
  if (!other) throw new Error(`wave ${wave.waveId} of ${programmeId} is neither new nor there`);
  return other;
}

/**
 * Up to when deliveries were asked about: the newest wave took all until its slot, so that neither a slot that was missed nor a
 * wave begun by hand leaves a gap or asks twice. A first wave goes back to the slot before it. What was delivered before the
 * programme became active is nobody's turn.
 */
async function coveredUntil(
  { waves }: RequestWaveDeps,
  { programmeId, schedule, activeSince }: Programme,
  slotAt: EpochMs,
): Promise<EpochMs> {
  const [newest] = (await waves.list(programmeId, undefined, 1)).waves;
  const until = newest ? slotOf(newest.waveId) : previousSlot(schedule, slotAt);
  return Math.min(Math.max(until, activeSince), slotAt);
}

/** The active clients of a programme, page by page. */
async function* clientsOf(
  { clients }: RequestWaveDeps,
  programme: Programme,
): AsyncGenerator<readonly ClientId[]> {
  if (programme.clients !== 'every') {
    for (let start = 0; start < programme.clients.length; start += PAGE_CLIENTS) {
      const found = await clients.findMany(programme.clients.slice(start, start + PAGE_CLIENTS));
      yield activeOf(found);
    }
    return;
  }
  let after: ClientId | undefined;
  do {
    const page = await clients.list(after, PAGE_CLIENTS);
    yield activeOf(page.clients);
    after = page.next;
  } while (after !== undefined);
}

const activeOf = (clients: readonly Client[]): readonly ClientId[] =>
  clients.filter(({ status }) => status === 'active').map(({ clientId }) => clientId);
