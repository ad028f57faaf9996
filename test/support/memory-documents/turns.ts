/**
 * Runs several writers so that their operations interleave in an order that the random source alone decides: nobody
 * moves before every live writer waits for a turn, and one operation runs at a time.
 */
export type Turn = () => Promise<() => void>;

interface Waiting {
  readonly writer: number;
  readonly go: () => void;
}

/**
 * @param random a seeded source in [0, 1); the same seed gives the same interleaving.
 * @returns how each writer ended, in their order. A writer passes its `turn` to `withFaults`; to sleep, it awaits
 * a turn and ends it at once. It must not wait for another writer in any other way.
 */
export async function runInTurns<T>(
  random: () => number,
  writers: readonly ((turn: Turn) => Promise<T>)[],
): Promise<readonly PromiseSettledResult<T>[]> {
  const waiting: Waiting[] = [];
  const live = new Set(writers.keys());
  let isBusy = false;

  function next(): void {
    if (isBusy || waiting.length === 0) return;
    const writersWaiting = new Set(waiting.map(({ writer }) => writer));
    if (writersWaiting.size < live.size) return;
    const [chosen] = waiting.splice(Math.floor(random() * waiting.length), 1);
    isBusy = true;
    chosen?.go();
  }

  const end = (): void => {
    isBusy = false;
    next();
  };

  const turnOf =
    (writer: number): Turn =>
    () =>
      new Promise((resolve) => {
        waiting.push({
          writer,
          go: () => {
            resolve(end);
          },
        });
        next();
      });

  const leave = (writer: number): void => {
    live.delete(writer);
    next();
  };

  return Promise.allSettled(
    writers.map((run, writer) =>
      run(turnOf(writer)).finally(() => {
        leave(writer);
      }),
    ),
  );
}

/** A seeded random source in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
