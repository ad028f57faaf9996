import { sweep } from '../fault/sweep.ts';
import { NAIVE, PRODUCT } from '../fault/variants.ts';
import type { Figure, FigureGroup } from './figure.ts';

const NAIVE_SCHEDULES = 1000;
const REPORT_EVERY = 5000;

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

async function measureProduct(schedules: number): Promise<Figure> {
  const failures: string[] = [];
  let failed = 0;
  for (let done = 0; done < schedules; done += REPORT_EVERY) {
    const part = await sweep(PRODUCT, Math.min(REPORT_EVERY, schedules - done), done + 1);
    failed += part.failed;
    failures.push(...part.failures);
    process.stderr.write(
      `\rfault schedules: ${String(Math.min(done + REPORT_EVERY, schedules))} of ${String(schedules)}`,
    );
  }
  process.stderr.write('\n');
  return {
    figure: `fault schedules of recordFacts: ${schedules.toLocaleString('en')} with a wrong tally, a lost or double fact, an order under an old contract version`,
    reach: '0',
    measured: String(failed),
    isReached: failed === 0,
    notes: failures.slice(0, 5),
  };
}

async function measureNaive(variant: (typeof NAIVE)[number]): Promise<Figure> {
  const { wrong, schedules } = await sweep(variant, NAIVE_SCHEDULES);
  return {
    figure: `naive variant: ${variant.name}`,
    reach: 'fails',
    measured: `wrong in ${percent(wrong / schedules)}`,
    isReached: wrong > 0,
  };
}

/** Schedules that disturb recordFacts at every step; any failure is printed with its seed. */
export const faultSchedules: FigureGroup = {
  name: 'fault-schedules',
  measure: async ({ schedules }) => {
    const figures = [await measureProduct(schedules)];
    for (const variant of NAIVE) figures.push(await measureNaive(variant));
    return figures;
  },
};
