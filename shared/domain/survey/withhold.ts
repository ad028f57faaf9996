import type { ClientId } from '../ids.ts';
import type { Answer } from './answer.ts';
import { CROSSINGS, crossingOf, isCrossing, type Crossing, type ResultGrouping } from './result-groups.ts';
import type { WaveId } from './wave.ts';

/**
 * The groups that must not be shown: those of fewer than `k` answers, and where these together hold fewer than `k`, the
 * smallest shown one too. What is missing from the total is then nothing, or `k` answers and more; a total under `k` is
 * withheld whole. (k-anonymity with complementary suppression; docs/surveys.md, Anonymous programmes.)
 */
export function withheldGroups(sizes: ReadonlyMap<string, number>, k: number): ReadonlySet<string> {
  // Of two alike the first by key, so that asking again never shows the other.
  const ascending = [...sizes]
    .filter(([, size]) => size > 0)
    .sort(([a, sizeOfA], [b, sizeOfB]) => sizeOfA - sizeOfB || (a < b ? -1 : 1));
  const withheld = new Set<string>();
  let sum = 0;
  for (const [key, size] of ascending) {
    if (size >= k && (sum === 0 || sum >= k)) break;
    withheld.add(key);
    sum += size;
  }
  return withheld;
}

/** Sizes of one client's groups in one wave. */
interface Cell {
  answers: number;
  readonly groups: Readonly<Record<Crossing, Map<string, number>>>;
}

const emptyCell = (): Cell => ({
  answers: 0,
  groups: { language: new Map(), carrier: new Map(), outcome: new Map() },
});

const addTo = (sizes: Map<string, number>, key: string, size: number): void => {
  sizes.set(key, (sizes.get(key) ?? 0) + size);
};

/** What of one anonymous wave may be shown. */
interface Decision {
  /** Clients with `k` answers or more. */
  readonly large: ReadonlySet<ClientId>;
  /** Whether the others together are `k` or more, and so may count where clients are not told apart. */
  readonly smallCount: boolean;
  readonly withheld: Readonly<Record<Crossing, ReadonlySet<string>>>;
}

/**
 * What may be shown of anonymous waves. Read their answers once into `add`, then ask. Everything is decided wave by wave
 * and client by client, so that whatever periods and clients somebody asks for, the difference of two answers is nothing or
 * `k` answers and more:
 *
 * - A client's answers in a wave count where they are `k` or more: the same that reach the ledger. Those of smaller clients
 *   count only in results over every client, and only where they are `k` or more together.
 * - Of these, groups that lie across clients are shown as `withheldGroups` says.
 *
 * It grows with waves, clients and groups, not with answers.
 */
export class Withholding {
  readonly #k: ReadonlyMap<WaveId, number>;
  readonly #everyClient: boolean;
  readonly #cells = new Map<WaveId, Map<ClientId, Cell>>();
  readonly #decisions = new Map<WaveId, Decision>();

  /** `k`: of the anonymous waves; all others show everything. `everyClient`: of the programme, not only some. */
  constructor(k: ReadonlyMap<WaveId, number>, everyClient: boolean) {
    this.#k = k;
    this.#everyClient = everyClient;
  }

  add(answer: Answer): void {
    if (!this.#k.has(answer.waveId)) return;
    const wave = this.#cells.get(answer.waveId) ?? new Map<ClientId, Cell>();
    this.#cells.set(answer.waveId, wave);
    const cell = wave.get(answer.clientId) ?? emptyCell();
    wave.set(answer.clientId, cell);
    cell.answers++;
    for (const crossing of CROSSINGS) addTo(cell.groups[crossing], crossingOf(crossing, answer), 1);
  }

  /** Whether an answer is part of any figure. */
  counts({ waveId, clientId }: Answer): boolean {
    const decision = this.#decided(waveId);
    return !decision || decision.smallCount || decision.large.has(clientId);
  }

  /** Whether an answer that counts is part of its group. */
  shows(answer: Answer, grouping: ResultGrouping): boolean {
    const decision = this.#decided(answer.waveId);
    if (!decision) return true;
    if (grouping === 'client') return decision.large.has(answer.clientId);
    return !isCrossing(grouping) || !decision.withheld[grouping].has(crossingOf(grouping, answer));
  }

  #decided(waveId: WaveId): Decision | undefined {
    const k = this.#k.get(waveId);
    if (k === undefined) return undefined;
    const decision = this.#decisions.get(waveId) ?? this.#decide(this.#cells.get(waveId) ?? new Map(), k);
    this.#decisions.set(waveId, decision);
    return decision;
  }

  #decide(cells: ReadonlyMap<ClientId, Cell>, k: number): Decision {
    const small = [...cells.values()].filter(({ answers }) => answers < k);
    const together = small.reduce((sum, { answers }) => sum + answers, 0);
    const smallCount = this.#everyClient && together >= k;
    const counted = [...cells.values()].filter(({ answers }) => answers >= k || smallCount);
    const withheld = (crossing: Crossing): ReadonlySet<string> => {
      const sizes = new Map<string, number>();
      for (const { groups } of counted) for (const [key, size] of groups[crossing]) addTo(sizes, key, size);
      return withheldGroups(sizes, k);
    };
    return {
      large: new Set([...cells].filter(([, { answers }]) => answers >= k).map(([clientId]) => clientId)),
      smallCount,
      withheld: {
        language: withheld('language'),
        carrier: withheld('carrier'),
        outcome: withheld('outcome'),
      },
    };
  }
}
