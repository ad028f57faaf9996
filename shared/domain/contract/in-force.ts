import { parseDay, type EpochDay } from '../calendar/time.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { OrderKind } from '../ledger/fact.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
import type { Contract } from './contract.ts';

/** Every active version of a client's contract, oldest first, and the zone in which they begin. */
export interface ContractHistory {
  /** Of the client: fixed, so that a version cannot move the day on which it begins itself. */
  readonly timeZone: string;
  readonly contracts: readonly Contract[];
}

/** The history of a client with its active versions, oldest first. */
export const historyOf = ({ client, contracts }: ClientTerms): ContractHistory => ({
  timeZone: client.timeZone,
  contracts,
});

interface ClientTerms {
  readonly client: { readonly timeZone: string };
  readonly contracts: readonly Contract[];
}

const ALWAYS = -Infinity;

// Worked out once a version, as every order asks for it.
const starts = new WeakMap<Contract, EpochDay>();

/** The first day of orders under a version. */
function startOf(contract: Contract): EpochDay {
  let start = starts.get(contract);
  if (start === undefined) {
    const { effectiveFrom } = contract;
    start = effectiveFrom === null ? ALWAYS : (parseDay(effectiveFrom) ?? ALWAYS);
    starts.set(contract, start);
  }
  return start;
}

/** The version in force on a civil day: the newest that has begun; the first one before that. */
export function contractOn({ contracts }: ContractHistory, day: EpochDay): Contract {
  for (let i = contracts.length - 1; i > 0; i--) {
    const contract = contracts[i];
    if (contract && startOf(contract) <= day) return contract;
  }
  const first = contracts[0];
  if (!first) throw new Error('a client has at least one contract version');
  return first;
}

/** The newest active version, in force or still to come. */
export const newestVersion = ({ contracts }: ContractHistory): number => contracts.at(-1)?.version ?? 0;

/**
 * The version under which an order is judged: the one in force on the day it was placed; orders of other kinds, and
 * orders not placed yet, go by the day of their first fact.
 */
export function contractFor(history: ContractHistory, kind: OrderKind, state: OrderState): Contract {
  if (history.contracts.length === 1) return contractOn(history, ALWAYS);
  const placed = kind === 'delivery' ? factsOf(state, 'order.placed')[0] : undefined;
  const first = placed ?? state.facts[0];
  return contractOn(history, first ? zoneOf(history.timeZone).dayOf(first.occurredAt) : ALWAYS);
}
