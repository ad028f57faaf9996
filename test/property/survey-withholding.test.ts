import { describe, expect, it } from 'vitest';
import type { Answer } from '../../shared/domain/survey/answer.ts';
import { CROSSINGS, groupOf, type ResultGrouping } from '../../shared/domain/survey/result-groups.ts';
import { Withholding, withheldGroups } from '../../shared/domain/survey/withhold.ts';
import { clientId, day } from '../support/builders.ts';
import { seededRandom } from '../support/memory-documents/index.ts';
import { anAnswer, waveId } from '../support/survey-results.ts';

const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 1e9));
const title = `seed ${String(SEED)} (PROPERTY_SEED repeats it)`;

type Random = () => number;
const upTo = (random: Random, most: number): number => Math.floor(random() * (most + 1));
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

describe(`groups of a total, ${title}`, () => {
  it('never leave fewer than k between the total and what is shown, unless all of it is withheld', () => {
    const random = seededRandom(SEED);
    for (let round = 0; round < 5_000; round++) {
      const k = 2 + upTo(random, 8);
      const sizes = new Map(
        Array.from({ length: 1 + upTo(random, 7) }, (_, i): [string, number] => [
          `g${String(i)}`,
          upTo(random, 2 * k),
        ]),
      );
      const withheld = withheldGroups(sizes, k);
      const total = sum([...sizes.values()]);
      const missing = sum([...sizes].filter(([key]) => withheld.has(key)).map(([, size]) => size));
      const shown = [...sizes].filter(([key, size]) => size > 0 && !withheld.has(key));
      const facts = JSON.stringify({ k, sizes: [...sizes], withheld: [...withheld] });
      expect(missing === 0 || missing >= k || missing === total, facts).toBe(true);
      expect(missing < k && missing > 0 ? shown : [], facts).toEqual([]);
      for (const [, size] of shown) expect(size, facts).toBeGreaterThanOrEqual(k);
      // No more than it needs: without the last one withheld the others would be told, or it was small itself.
      const spared = [...withheld].filter((key) => sizes.get(key)! >= k);
      expect(spared.length, facts).toBeLessThanOrEqual(1);
    }
  });
});

const WAVES = ['2026-01-01T08:00Z', '2026-02-01T08:00Z', '2026-03-01T08:00Z'].map(waveId);
const CLIENTS = ['acme', 'globex', 'initech', 'umbrella'].map(clientId);
const WAVE_DAY = day('2026-01-01');

const GROUPINGS: readonly ResultGrouping[] = ['client', ...CROSSINGS];

function answersOf(random: Random): readonly Answer[] {
  // Skewed, so that some groups are rare and others are not.
  const skewed = <T>(from: readonly T[]): T => (random() < 0.6 ? from[0]! : pick(random, from));
  return Array.from({ length: upTo(random, 60) }, () =>
    anAnswer(
      {},
      {
        waveId: pick(random, WAVES),
        clientId: skewed(CLIENTS),
        language: skewed(['en', 'de', 'zh-CN', 'pt-BR']),
        outcome: skewed(['on-time', 'late', 'damaged', null]),
      },
    ),
  );
}

/** A figure that somebody can ask for, by what they asked, and the answers it is made of. */
interface Asked {
  readonly from: number;
  readonly to: number;
  readonly client: string | undefined;
  /** `language de`: of the groups that lie across clients. */
  readonly crossing: string | undefined;
  readonly answers: number;
}

function askedOf(answers: readonly Answer[], k: number): readonly Asked[] {
  const asked: Asked[] = [];
  const ask = (from: number, to: number, one: string | undefined): void => {
    const waves = WAVES.slice(from, to + 1);
    const read = answers.filter(
      (answer) => waves.includes(answer.waveId) && (one === undefined || answer.clientId === one),
    );
    const withholding = new Withholding(new Map(WAVES.map((wave) => [wave, k])), one === undefined);
    for (const answer of read) withholding.add(answer);
    const counted = read.filter((answer) => withholding.counts(answer));
    asked.push({ from, to, client: one, crossing: undefined, answers: counted.length });
    // One client's answers are not told apart any further.
    for (const grouping of one === undefined ? GROUPINGS : []) {
      const shown = counted.filter((answer) => withholding.shows(answer, grouping));
      for (const [key, { length }] of Map.groupBy(shown, (answer) => groupOf(grouping, answer, WAVE_DAY)))
        if (grouping === 'client')
          asked.push({ from, to, client: key, crossing: undefined, answers: length });
        else asked.push({ from, to, client: undefined, crossing: `${grouping} ${key}`, answers: length });
    }
  };
  for (let from = 0; from < WAVES.length; from++)
    for (let to = from; to < WAVES.length; to++)
      for (const one of [undefined, ...CLIENTS]) ask(from, to, one);
  return asked;
}

/** Whether one figure is a part of another by what was asked, so that the difference says something. */
const isPart = (part: Asked, whole: Asked): boolean =>
  part.from >= whole.from &&
  part.to <= whole.to &&
  (whole.client === undefined || part.client === whole.client) &&
  (whole.crossing === undefined || part.crossing === whole.crossing);

describe(`answers of anonymous waves, ${title}`, () => {
  it('are told in no figure of fewer than k, and in no difference of two, whatever periods and clients are asked for', () => {
    const random = seededRandom(SEED);
    for (let round = 0; round < 200; round++) {
      const k = 2 + upTo(random, 4);
      const asked = askedOf(answersOf(random), k);
      const isTold = (answers: number): boolean => answers > 0 && answers < k;
      const small = asked.filter(({ answers }) => isTold(answers));
      const told = asked.flatMap((whole) =>
        asked
          .filter((part) => isPart(part, whole) && isTold(whole.answers - part.answers))
          .map((part) => ({ k, whole, part })),
      );
      expect([small, told]).toEqual([[], []]);
    }
  });

  it('are told in no total less all the groups shown of it', () => {
    const random = seededRandom(SEED + 1);
    for (let round = 0; round < 500; round++) {
      const k = 2 + upTo(random, 4);
      const answers = answersOf(random);
      const withholding = new Withholding(new Map(WAVES.map((wave) => [wave, k])), true);
      for (const answer of answers) withholding.add(answer);
      for (const grouping of GROUPINGS)
        for (const wave of WAVES) {
          const counted = answers.filter((answer) => answer.waveId === wave && withholding.counts(answer));
          const hidden = counted.filter((answer) => !withholding.shows(answer, grouping)).length;
          expect(hidden === 0 || hidden >= k, `${grouping} in ${wave}: ${String(hidden)}`).toBe(true);
        }
    }
  });
});
