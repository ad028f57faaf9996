import { MINUTE_MS, type EpochMs } from '../../domain/calendar/time.ts';
import type { Invitation } from '../../domain/survey/invitation.ts';
import type { ProgrammeVersion } from '../../domain/survey/programme.ts';
import { isReminderDue } from '../../domain/survey/send-rules.ts';
import { isTimeOfDayOver, isToClose } from '../../domain/survey/tending.ts';
import type { Wave, WaveRef } from '../../domain/survey/wave.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FactOutbox } from '../../ports/fact-outbox.ts';
import type { ProgrammeReader } from '../../ports/programmes.ts';
import type { SendQueue, SendRequest } from '../../ports/survey-queues.ts';
import type { WaveStore } from '../../ports/waves.ts';
import { clientOf, closeWave, invitationPages, type CloseWaveDeps } from './close-wave.ts';
import { queueFacts } from './queue-facts.ts';
import { sendRequests } from './send-requests.ts';

type Subject = WaveRef | { readonly outboxId: string };

export interface TendSurveysDeps extends CloseWaveDeps {
  readonly clock: Clock;
  readonly waves: Pick<WaveStore, 'find' | 'open' | 'close'>;
  readonly programmes: Pick<ProgrammeReader, 'find' | 'version'>;
  readonly sendQueue: SendQueue;
  readonly outbox: FactOutbox;
  /** Told of everything that is left for the next run, for the log. */
  readonly onFailure?: (subject: Subject, error: unknown) => void;
}

/** What one run did. */
export interface Tended {
  /** Invitations asked for once more: those over the most a day, and those whose message was lost. */
  leftovers: number;
  reminders: number;
  lapsed: number;
  closed: number;
  released: number;
  /** Entries of the outbox whose facts are on their way. */
  swept: number;
  /** Waves and entries that the next run has to look at again. */
  failed: number;
}

/** Until then an entry is in the hands of whoever wrote it. */
const OUTBOX_AGE_MS = 5 * MINUTE_MS;

/** One of them must not hinder the others. */
async function attempt(
  { onFailure }: TendSurveysDeps,
  tended: Tended,
  subject: Subject,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    tended.failed += 1;
    onFailure?.(subject, error);
  }
}

async function sweepOutbox(deps: TendSurveysDeps, tended: Tended, now: EpochMs): Promise<void> {
  for await (const entries of deps.outbox.pending()) {
    for (const { outboxId, clientId, at, orders } of entries) {
      if (at > now - OUTBOX_AGE_MS) continue;
      await attempt(deps, tended, { outboxId }, async () => {
        await queueFacts(deps, await clientOf(deps, clientId), orders);
        await deps.outbox.done(outboxId);
        tended.swept += 1;
      });
    }
  }
}

/** Asks for the sending of some invitations of a page, which may be of several clients. */
async function requestSending(
  { sendQueue }: TendSurveysDeps,
  what: SendRequest['what'],
  some: readonly Invitation[],
): Promise<number> {
  const requests = [...Map.groupBy(some, ({ clientId }) => clientId).values()].flatMap((ofClient) => {
    const [first] = ofClient;
    return first
      ? sendRequests(
          what,
          first,
          ofClient.map(({ mailboxId }) => mailboxId),
        )
      : [];
  });
  if (requests.length > 0) await sendQueue.send(requests);
  return some.length;
}

async function requestDue(
  deps: TendSurveysDeps,
  wave: Wave,
  version: ProgrammeVersion,
  tended: Tended,
  now: EpochMs,
): Promise<void> {
  for await (const page of invitationPages(deps, wave)) {
    const planned = page.filter(({ state }) => state === 'planned');
    const due = page.filter((one) => isReminderDue(one, version, now));
    tended.leftovers += await requestSending(deps, 'invitation', planned);
    tended.reminders += await requestSending(deps, 'reminder', due);
  }
}

async function tendWave(deps: TendSurveysDeps, ref: WaveRef, tended: Tended, now: EpochMs): Promise<void> {
  const [wave, programme] = await Promise.all([deps.waves.find(ref), deps.programmes.find(ref.programmeId)]);
  if (!wave || !programme) throw new Error(`no wave ${ref.waveId} of ${ref.programmeId}`);
  const isOver = isToClose(wave, now);
  const isItsHour = programme.state === 'active' && isTimeOfDayOver(programme.schedule, now);
  if (!isOver && !(isItsHour && now < wave.closesAt)) return;
  const version = await deps.programmes.version(wave.programmeId, wave.versionNumber);
  if (!version) throw new Error(`no version ${String(wave.versionNumber)} of ${wave.programmeId}`);
  if (!isOver) {
    await requestDue(deps, wave, version, tended, now);
    return;
  }
  const { lapsed, released } = await closeWave(deps, wave, version);
  tended.lapsed += lapsed;
  tended.released += released;
  tended.closed += 1;
}

const SIDE_BY_SIDE = 4;

/**
 * The hourly round. 1. Facts whose writer died before they were recorded go to the ledger's queue; 2. once a day, after the
 * programme's own time of the day, what an open wave has still planned is asked for once more, and reminders that are due;
 * 3. waves that are over are closed, and anonymous answers counted. What fails is left for the next round, and hinders
 * nothing else; every part may be repeated.
 */
export async function tendSurveys(deps: TendSurveysDeps): Promise<Tended> {
  const now = deps.clock.now();
  const tended: Tended = {
    leftovers: 0,
    reminders: 0,
    lapsed: 0,
    closed: 0,
    released: 0,
    swept: 0,
    failed: 0,
  };
  await sweepOutbox(deps, tended, now);
  const waiting = (await deps.waves.open()).values();
  const work = async (): Promise<void> => {
    for (const ref of waiting) {
      await attempt(deps, tended, ref, () => tendWave(deps, ref, tended, now));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return tended;
}
