/** Repeatable chance: the same seed gives the same draws, on every machine. */
export interface Random {
  /** From 0, to less than 1. */
  readonly next: () => number;
  /** A whole number from `min` to `max`, both included. */
  readonly int: (min: number, max: number) => number;
  readonly chance: (probability: number) => boolean;
  /** One of the choices, each as likely as its weight. */
  readonly weighted: <T>(choices: readonly (readonly [T, number])[]) => T;
  /** A copy in another order. */
  readonly shuffled: <T>(list: readonly T[]) => T[];
}

/** mulberry32, a 32-bit generator in the public domain: small, and good enough for made-up data. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a over the text, so that each name has a stream of its own. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}

/**
 * The stream of draws of one name under a seed. A stream of its own for each client and order keeps the others as
 * they are when one changes.
 */
export function randomOf(seed: number, name: string): Random {
  const next = mulberry32(hash(`${String(seed)} ${name}`));
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    weighted: (choices) => {
      const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
      let left = next() * total;
      for (const [choice, weight] of choices) {
        left -= weight;
        if (left < 0) return choice;
      }
      const last = choices.at(-1);
      if (!last) throw new Error('there is nothing to choose from');
      return last[0];
    },
    shuffled: (list) => {
      const keyed = list.map((item) => ({ item, key: next() }));
      return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
    },
  };
}
