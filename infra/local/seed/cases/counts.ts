import { countData, tellCount, type CountStory } from '../stock.ts';
import type { Share } from './case.ts';

/** How a round of counting can end. */
export interface CountCase extends Share {
  readonly tell: (story: CountStory) => void;
}

/** No difference at all, or one at a single position. */
function usual(story: CountStory): void {
  const { random } = story;
  tellCount(
    story,
    countData(story, random.chance(0.4) ? [random.int(1, 4) * (random.chance(0.3) ? 1 : -1)] : []),
  );
}

export const USUAL_COUNT: CountCase = { name: 'usual', perMille: 0, tell: usual };

const counted =
  (differences: readonly number[], without: readonly (keyof ReturnType<typeof countData>)[] = []) =>
  (story: CountStory): void => {
    const data = countData(story, differences);
    tellCount(
      story,
      Object.fromEntries(Object.entries(data).filter(([name]) => !without.some((n) => n === name))),
    );
  };

/** The first count found differences; a second look at the shelf found most of them again, or none. */
const recounted =
  (first: readonly number[], final: readonly number[]) =>
  (story: CountStory): void => {
    const data = countData(story, first);
    tellCount(story, data);
    const again = countData(story, final);
    const { bookUnits, bookValue } = data;
    tellCount(story, { ...again, bookUnits, bookValue, recount: true }, 6);
  };

export const COUNT_CASES: readonly CountCase[] = [
  { name: 'gains and losses of one size', perMille: 60, tell: counted([9, -9, 4, -4]) },
  { name: 'mostly losses', perMille: 60, tell: counted([-14, -6, 2]) },
  { name: 'difference gone at the recount', perMille: 60, tell: recounted([-24], []) },
  { name: 'difference confirmed by the recount', perMille: 60, tell: recounted([-8, 3], [-8]) },
  {
    name: 'without values',
    perMille: 30,
    tell: counted([-3], ['bookValue', 'netVarianceValue', 'absVarianceValue']),
  },
  {
    name: 'positions only',
    perMille: 30,
    tell: counted(
      [1, -1],
      ['bookUnits', 'absVarianceUnits', 'bookValue', 'netVarianceValue', 'absVarianceValue'],
    ),
  },
];
