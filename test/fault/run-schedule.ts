import { orderSk } from '../../shared/store/keys.ts';
import { runInTurns, seededRandom, type Turn } from '../support/memory-documents/index.ts';
import { checkStore, other, type Problem } from './check-store.ts';
import { makeSchedule, type Activation, type Schedule, type SentOrder } from './schedule.ts';
import { Simulation } from './simulation.ts';
import { settleMsOf, type Variant } from './variants.ts';

/** Sending everything again costs a third of a schedule; one in four does. */
const SEND_AGAIN_EVERY = 4;

type Writer = (turn: Turn) => Promise<void>;

/** Who activates the version and, once every process must know it, judges all orders again. */
const activating =
  (run: Simulation, { after, effectiveFrom }: Activation, settleMs: number, isQuiet: () => boolean): Writer =>
  async (turn) => {
    await run.clock.until(turn, () => isQuiet() || run.delivered >= after);
    const end = await turn();
    await run.activate(effectiveFrom, 'newer');
    end();
    await run.clock.until(turn, () => run.clock.now() >= (run.activatedAt ?? 0) + settleMs);
    await run.rejudge('newer', turn);
  };

/** A pass that was asked for before; once the newer one is marked it does not begin any more. */
const judgingEarlier =
  (run: Simulation, after: number, isQuiet: () => boolean): Writer =>
  async (turn) => {
    await run.clock.until(turn, () => isQuiet() || run.delivered >= after);
    await run.rejudge('older', turn);
  };

function writersOf(schedule: Schedule, run: Simulation, variant: Variant): readonly Writer[] {
  let busy = schedule.deliveries.length;
  const isQuiet = (): boolean => busy === 0;
  const recording = schedule.deliveries.map((messages): Writer => async (turn) => {
    try {
      for (const message of messages) await run.deliver(schedule.messages[message]!, turn);
    } finally {
      busy--;
    }
  });
  const { activation } = schedule;
  if (!activation) return recording;
  const { olderPassAfter } = activation;
  return [
    ...recording,
    activating(run, activation, settleMsOf(variant), isQuiet),
    ...(olderPassAfter === undefined ? [] : [judgingEarlier(run, olderPassAfter, isQuiet)]),
  ];
}

/**
 * Runs one schedule from its seed.
 *
 * @returns what is wrong afterwards; nothing for a sound way of recording.
 */
export async function runSchedule(seed: number, variant: Variant): Promise<readonly Problem[]> {
  const random = seededRandom(seed);
  const schedule = makeSchedule(seed, random);
  const run = new Simulation(schedule, random, variant);
  await run.start();
  const ends = await runInTurns(random, writersOf(schedule, run, variant));
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [other(String(end.reason))] : []));
  if (failed.length > 0) return failed;
  if (schedule.deployAfter !== undefined) {
    const everyOrder = schedule.orders.map(({ kind, orderNo }) => ({ kind, orderNo, facts: [] }));
    await run.deliver(everyOrder, undefined);
  }
  const problems = checkStore(schedule, run);
  return seed % SEND_AGAIN_EVERY === 0 ? [...problems, ...(await sendAgain(schedule, run))] : problems;
}

/** Everything sent once more changes neither orders nor tallies. */
async function sendAgain(schedule: Schedule, run: Simulation): Promise<readonly Problem[]> {
  const before = new Map(run.writes);
  for (const message of schedule.messages) await run.deliver(message, undefined);
  return schedule.orders
    .filter((sent) => run.writes.get(orderSk(sent)) !== before.get(orderSk(sent)) && !usesNumberAgain(sent))
    .map((sent) => other(`a repeat wrote ${orderSk(sent)}`));
}

/** What was refused because the order was closed may be recorded once its closing is voided. */
const usesNumberAgain = ({ facts }: SentOrder): boolean =>
  facts.filter(({ type }) => type === 'order.placed').length > 1;
