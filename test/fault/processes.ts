import type { ClientDirectory } from '../../shared/ports/clients.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { cachedDirectory } from '../../shared/store/cached-readers.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { Killed, type Turn } from '../support/memory-documents/index.ts';
import type { Random } from './schedule.ts';
import { TABLES } from './variants.ts';

const OPERATION_MS = 1_000;
/** One operation in so many hangs. */
const HANGS_EVERY = 40;
const LONGEST_HANG_MS = 150_000;
/** Time that passes while somebody who waits is asked whether it is time yet. */
const WAITED_MS = 1_000;

/** The time of a schedule: it moves with every operation of the store, and while everyone waits. */
export class SimulatedClock implements Clock {
  readonly #random: Random;
  #now: number;

  constructor(start: number, random: Random) {
    this.#now = start;
    this.#random = random;
  }

  now(): number {
    return this.#now;
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  operation(): void {
    this.pass(Math.floor(this.#random() * OPERATION_MS));
  }

  /** Until when an operation hangs before it begins; mostly it does not. */
  hang(): number {
    const hangs = this.#random() * HANGS_EVERY < 1;
    return hangs ? this.#now + Math.floor(this.#random() * LONGEST_HANG_MS) : this.#now;
  }

  /** Waits, turn by turn, until something is so. */
  async until(turn: Turn, isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      const end = await turn();
      this.pass(WAITED_MS);
      end();
    }
  }
}

const relay = (to: () => Promise<Documents>): Documents => ({
  get: async (table, key, options) => (await to()).get(table, key, options),
  batchGet: async (table, keys, options) => (await to()).batchGet(table, keys, options),
  query: async (query) => (await to()).query(query),
  put: async (table, item, condition) => (await to()).put(table, item, condition),
  update: async (update) => (await to()).update(update),
  delete: async (table, key, condition) => (await to()).delete(table, key, condition),
  batchPut: async (table, items) => (await to()).batchPut(table, items),
  transact: async (actions) => (await to()).transact(actions),
});

/** A store whose operations take time, and which a process past its limit reaches no more. */
export const timed = (documents: Documents, clock: SimulatedClock, endsAt: number): Documents =>
  relay(() => {
    clock.operation();
    return clock.now() > endsAt
      ? Promise.reject(new Killed('past the limit of its function'))
      : Promise.resolve(documents);
  });

/** A store whose operations hang now and then, while others go on. */
export const hanging = (documents: Documents, clock: SimulatedClock, turn: Turn): Documents =>
  relay(async () => {
    const until = clock.hang();
    await clock.until(turn, () => clock.now() >= until);
    return documents;
  });

/** A worker process that stays between calls, and with it the terms it has read, for as long as the product keeps them. */
export interface Process {
  readonly directory: ClientDirectory;
  /** The store as the call at work sees it. */
  use(documents: Documents): void;
}

/** Processes that wait for a call; one that died is not given back. */
export class Processes {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #waiting: Process[] = [];

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  take(): Process {
    const at = Math.floor(this.#random() * (this.#waiting.length + 0.4));
    return this.#waiting.splice(at, 1)[0] ?? this.#start();
  }

  giveBack(process: Process): void {
    this.#waiting.push(process);
  }

  #start(): Process {
    let current: Documents | undefined;
    const documents = relay(() =>
      current ? Promise.resolve(current) : Promise.reject(new Error('no call is at work')),
    );
    const directory = cachedDirectory(createClientRepository(documents, TABLES.crm), this.#clock);
    return {
      directory,
      use: (next) => {
        current = next;
      },
    };
  }
}
