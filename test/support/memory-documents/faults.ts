import {
  StoreUnavailable,
  type Action,
  type Documents,
  type TransactionResult,
} from '../../../shared/store/documents.ts';

/** The process died at this point: nothing after it may run, and nothing of the caller may catch and go on. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * `kill-before`: dies before it is done. `kill-after`: it is done, then dies. `lost-answer`: it is done, the caller
 * hears `StoreUnavailable`. `unavailable`: not done, `StoreUnavailable`. `throttled`, `conflict`: a transaction is
 * cancelled for its first action; anything else is `unavailable`.
 */
export type Fault = 'kill-before' | 'kill-after' | 'lost-answer' | 'unavailable' | 'throttled' | 'conflict';

export interface FaultPlan {
  /** The fault at the nth operation, counted from 1. Each item of a `batchPut` counts, as any part of it may be done. */
  readonly faults?: ReadonlyMap<number, Fault> | undefined;
  /** Waits for leave to do one operation; the returned function ends it. See `createTurns`. */
  readonly turn?: (() => Promise<() => void>) | undefined;
}

export interface FaultyDocuments extends Documents {
  /** Operations begun so far. */
  readonly operations: number;
  readonly isDead: boolean;
}

/** One process's view of a store, in which operations fail as planned. A killed one does nothing any more. */
export function withFaults(documents: Documents, plan: FaultPlan): FaultyDocuments {
  const state = { operations: 0, isDead: false };

  async function attempt<T>(
    run: () => Promise<T>,
    cancelled?: (fault: 'throttled' | 'conflict') => T,
  ): Promise<T> {
    const end = await plan.turn?.();
    try {
      if (state.isDead) throw new Killed('already dead');
      state.operations += 1;
      const fault = plan.faults?.get(state.operations);
      return fault === undefined ? await run() : await fail(fault, run, cancelled);
    } finally {
      end?.();
    }
  }

  async function fail<T>(
    fault: Fault,
    run: () => Promise<T>,
    cancelled: ((fault: 'throttled' | 'conflict') => T) | undefined,
  ): Promise<T> {
    const at = `${fault} at operation ${String(state.operations)}`;
    switch (fault) {
      case 'kill-before':
        state.isDead = true;
        throw new Killed(at);
      case 'kill-after':
        state.isDead = true;
        await run();
        throw new Killed(at);
      case 'lost-answer':
        await run();
        throw new StoreUnavailable(at);
      case 'throttled':
      case 'conflict':
        if (cancelled !== undefined) return cancelled(fault);
        throw new StoreUnavailable(at);
      case 'unavailable':
        throw new StoreUnavailable(at);
    }
  }

  return {
    get operations() {
      return state.operations;
    },
    get isDead() {
      return state.isDead;
    },
    get: (table, key, options) => attempt(() => documents.get(table, key, options)),
    batchGet: (table, keys, options) => attempt(() => documents.batchGet(table, keys, options)),
    query: (query) => attempt(() => documents.query(query)),
    put: (table, item, condition) => attempt(() => documents.put(table, item, condition)),
    update: (update) => attempt(() => documents.update(update)),
    delete: (table, key, condition) => attempt(() => documents.delete(table, key, condition)),
    async batchPut(table, items) {
      for (const item of items) await attempt(() => documents.batchPut(table, [item]));
    },
    transact: (actions) =>
      attempt(
        () => documents.transact(actions),
        (fault) => cancelledFirst(actions, fault),
      ),
  };
}

const cancelledFirst = (
  actions: readonly Action[],
  failure: 'throttled' | 'conflict',
): TransactionResult => ({
  done: false,
  failures: actions.map((_, i) => (i === 0 ? failure : 'none')),
});
