import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/domain/calendar/time.ts';
import { runInTurns, seededRandom, type Turn } from '../support/memory-documents/index.ts';
import { SLOT } from '../support/survey-desk.ts';
import { Io, IO_FAULTS, type IoFault } from './survey-io.ts';
import { SurveyWorld, type Message, type Variant } from './survey-world.ts';

type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

const WORKERS = 3;
const MOST_ROUNDS = 200;
const OPEN_DAYS = 30;
/** Rounds with faults; after them what is left comes to rest. */
const FAULTY_ROUNDS = 8;

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  return list
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** What is on the queues, handed to several workers at once; a message comes one to five times. */
function deliveries(random: Random, messages: readonly Message[]): Message[][] {
  const hands: Message[][] = Array.from({ length: WORKERS }, () => []);
  for (const message of shuffled(random, messages))
    for (let times = pick(random, [1, 1, 2, 3, 5]); times > 0; times--) pick(random, hands).push(message);
  return hands;
}

/** Problems of one seed: waves under kills, lost answers, refusals, repeats and workers that meet. */
async function runSeed(variant: Variant, seed: number): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const world = new SurveyWorld(variant);
  const mostPerDay = random() < 0.3 ? 2 : null;
  await world.setUp({ mostPerDay });
  const rate = pick(random, [0.02, 0.06, 0.12]);
  let isFaulty = true;
  const fault = (): IoFault | undefined =>
    isFaulty && random() < rate ? pick(random, IO_FAULTS) : undefined;

  const worker =
    (hand: readonly Message[], again: Set<Message>) =>
    async (turn: Turn): Promise<void> => {
      for (const message of hand) {
        const io = new Io({ fault, turn, onMail: world.onMail, onMark: world.onMark });
        await world.handle(message, io).catch(() => again.add(message));
        // A process that died takes its other messages with it; they come again.
        if (io.isDead) for (const other of hand) again.add(other);
        if (io.isDead) return;
      }
    };

  const round = async (): Promise<void> => {
    const hands = deliveries(random, world.waiting.splice(0));
    const again = new Set<Message>();
    await runInTurns(
      random,
      hands.map((hand) => worker(hand, again)),
    );
    world.waiting.push(...again);
    // Sometimes before, sometimes after a lease has run out; never while a worker is at it.
    world.time.now += pick(random, [5_000, 20_000, 2 * MINUTE_MS]);
  };

  const rest = async (): Promise<void> => {
    for (let rounds = 0; world.waiting.length > 0; rounds++) {
      if (rounds === FAULTY_ROUNDS) isFaulty = false;
      if (rounds > MOST_ROUNDS) throw new Error(`seed ${String(seed)}: the queues are never empty`);
      await round();
    }
    isFaulty = true;
  };

  const slot: Message = { kind: 'slot' };
  world.waiting.push(slot, slot, slot);
  await rest();
  // Without a most a day nobody has to wait for the rounds of the days after.
  let problems = mostPerDay === null ? await world.problems('invitation') : [];
  if (problems.length > 0) return problems;
  // What a dead worker took of the most a day is not given back, so that it takes some days more.
  for (let day = 0; day < OPEN_DAYS; day++) {
    world.time.now = SLOT + day * DAY_MS + HOUR_MS + 10 * MINUTE_MS;
    world.waiting.push({ kind: 'tend' });
    await rest();
    problems = await world.problems('reminder');
    if (problems.length === 0) break;
  }
  const most = world.mostOnADay();
  return mostPerDay !== null && most > mostPerDay
    ? [...problems, `${String(most)} invitations on a day`]
    : problems;
}

export interface Swept {
  readonly schedules: number;
  readonly wrong: number;
  /** The first few, with the seed by which each can be run again. */
  readonly failures: readonly string[];
}

const SHOWN = 5;

export async function sweepSurveys(variant: Variant, schedules: number, first = 1): Promise<Swept> {
  const failures: string[] = [];
  let wrong = 0;
  for (let seed = first; seed < first + schedules; seed++) {
    const problems = await runSeed(variant, seed);
    if (problems.length === 0) continue;
    wrong++;
    if (failures.length < SHOWN) failures.push(`seed ${String(seed)}: ${problems.join('; ')}`);
  }
  return { schedules, wrong, failures };
}
