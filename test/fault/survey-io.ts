import type { Mail, Mailer } from '../../shared/ports/mail.ts';
import { Unavailable } from '../../shared/ports/unavailable.ts';
import { StoreUnavailable, type Action, type Documents, type Update } from '../../shared/store/documents.ts';
import { Killed, type Turn } from '../support/memory-documents/index.ts';

/** Every input and output of a worker of the survey pipeline — store, queues, mails, facts — as one sequence of points. */

export const IO_FAULTS = ['kill-before', 'kill-after', 'lost-answer', 'unavailable'] as const;
export type IoFault = (typeof IO_FAULTS)[number];

/** `mark`: the write that notes a mail on its invitation. */
export type Point = 'read' | 'write' | 'mark' | 'queue' | 'mail' | 'facts';

export interface IoPlan {
  /** What goes wrong at a point that is about to be passed. */
  readonly fault: (point: Point) => IoFault | undefined;
  readonly turn?: Turn | undefined;
  /** Told of every mail that the provider took, and of every mark that the store took. */
  readonly onMail: (io: Io, mail: Mail) => void;
  readonly onMark: (io: Io, sk: string) => void;
}

/** One process: what it does goes through here, and nothing once it is dead. */
export class Io {
  isDead = false;
  readonly #plan: IoPlan;

  constructor(plan: IoPlan) {
    this.#plan = plan;
  }

  async pass<T>(
    point: Point,
    run: () => Promise<T>,
    unavailable: () => Error = () => new StoreUnavailable(point),
  ): Promise<T> {
    const end = await this.#plan.turn?.();
    try {
      if (this.isDead) throw new Killed('already dead');
      const fault = this.#plan.fault(point);
      return fault === undefined ? await run() : await this.#fail(fault, point, run, unavailable);
    } finally {
      end?.();
    }
  }

  async #fail<T>(fault: IoFault, point: Point, run: () => Promise<T>, unavailable: () => Error): Promise<T> {
    this.isDead = fault === 'kill-before' || fault === 'kill-after';
    if (fault === 'kill-after' || fault === 'lost-answer') await run();
    throw this.isDead ? new Killed(point) : unavailable();
  }

  documents(store: Documents): Documents {
    const write = <T>(run: () => Promise<T>): Promise<T> => this.pass('write', run);
    const read = <T>(run: () => Promise<T>): Promise<T> => this.pass('read', run);
    return {
      get: (table, key, options) => read(() => store.get(table, key, options)),
      batchGet: (table, keys, options) => read(() => store.batchGet(table, keys, options)),
      query: (query) => read(() => store.query(query)),
      put: (table, item, condition) => write(() => store.put(table, item, condition)),
      delete: (table, key, condition) => write(() => store.delete(table, key, condition)),
      batchPut: (table, items) => write(() => store.batchPut(table, items)),
      transact: (actions: readonly Action[]) => write(() => store.transact(actions)),
      update: (update) =>
        this.pass(marks(update) ? 'mark' : 'write', async () => {
          const isDone = await store.update(update);
          if (isDone && marks(update)) this.#plan.onMark(this, update.key.sk);
          return isDone;
        }),
    };
  }

  /** One message a point: of a batch any part may be taken. */
  queue<T>(take: (message: T) => void): { readonly send: (messages: readonly T[]) => Promise<void> } {
    return {
      send: async (messages) => {
        for (const message of messages)
          await this.pass('queue', () => {
            take(message);
            return Promise.resolve();
          });
      },
    };
  }

  mailer(take: (mail: Mail) => void): Mailer {
    const accept = (mail: Mail): Promise<void> => {
      take(mail);
      this.#plan.onMail(this, mail);
      return Promise.resolve();
    };
    return {
      send: (mail) =>
        this.pass(
          'mail',
          () => accept(mail),
          () => new Unavailable('no answer'),
        ),
    };
  }
}

const marks = ({ key, set }: Update): boolean => {
  const tokens = set?.['tokens'];
  return key.sk.startsWith('i#') && Array.isArray(tokens) && tokens.length > 0;
};
