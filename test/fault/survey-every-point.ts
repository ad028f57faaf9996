import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/domain/calendar/time.ts';
import { SLOT } from '../support/survey-desk.ts';
import { Io, type IoFault, type Point } from './survey-io.ts';
import { SurveyWorld, WAVE, type Message, type Variant } from './survey-world.ts';

export interface PointRun {
  /** Points passed, in their order. */
  readonly points: readonly Point[];
  readonly problems: readonly string[];
  /** Second mails between acceptance and mark. */
  readonly doubles: number;
}

const MOST_MESSAGES = 1000;
/** Longer than the lease of a mailbox. */
const LEASE_OVER_MS = 10 * MINUTE_MS;

/**
 * A wave from its slot, which is fired three times, to its end, every message handled by a process of its own. At the nth point
 * of all one fault happens; what failed comes again when leases have run out.
 */
export async function runWithFault(
  variant: Variant,
  n: number | undefined,
  fault: IoFault | undefined,
): Promise<PointRun> {
  const world = new SurveyWorld(variant);
  await world.setUp();
  const points: Point[] = [];
  const io = (): Io =>
    new Io({
      fault: (point) => (points.push(point) === n ? fault : undefined),
      onMail: world.onMail,
      onMark: world.onMark,
    });
  const drain = async (...messages: readonly Message[]): Promise<void> => {
    world.waiting.push(...messages);
    for (let handled = 0; handled < MOST_MESSAGES; handled++) {
      const message = world.waiting.shift();
      if (!message) return;
      try {
        await world.handle(message, io());
      } catch {
        world.time.now += LEASE_OVER_MS;
        world.waiting.push(message);
      }
    }
    throw new Error('the queues are never empty');
  };

  const slot: Message = { kind: 'slot' };
  await drain(slot, slot, slot);
  const problems = [...(await world.problems('invitation'))];
  world.time.now = SLOT + 8 * DAY_MS + HOUR_MS + 10 * MINUTE_MS;
  await drain({ kind: 'tend' });
  problems.push(...(await world.problems('reminder')));
  world.time.now = SLOT + 31 * DAY_MS;
  await drain({ kind: 'tend' });
  if ((await world.stores.waves.find(WAVE))?.state !== 'closed') problems.push('the wave is not closed');
  if ((await world.stores.waves.open()).length > 0) problems.push('a wave is open');
  return { points, problems, doubles: world.doubles().explained };
}
