import { describe, expect, test } from 'vitest';
import { runWithFault } from './survey-every-point.ts';
import { IO_FAULTS, type IoFault, type Point } from './survey-io.ts';
import { sweepSurveys } from './survey-sweep.ts';
import { NAIVE, PRODUCT } from './survey-world.ts';

const SCHEDULES = 200;
const NAIVE_SCHEDULES = 60;
const TIMEOUT_MS = 300_000;

/**
 * Where a second mail cannot be helped, as SES takes no idempotency key: the mail is accepted, and nobody who is alive knows.
 * A mark whose answer is lost, or that is refused, is looked up and made up for by the worker itself.
 */
const SECOND_MAIL: Readonly<Partial<Record<Point, readonly IoFault[]>>> = {
  mail: ['kill-after', 'lost-answer'],
  mark: ['kill-before'],
};

describe('a wave of invitations and reminders, its slot fired three times', () => {
  test(
    'killed or without an answer at every single point: nobody is lost, and nobody mailed twice but between acceptance and mark',
    { timeout: TIMEOUT_MS },
    async () => {
      const { points, problems, doubles } = await runWithFault(PRODUCT, undefined, undefined);
      expect({ problems, doubles }).toEqual({ problems: [], doubles: 0 });
      expect(new Set(points)).toEqual(new Set(['read', 'write', 'queue', 'mail', 'mark']));
      const failures: string[] = [];
      let second = 0;
      for (const [i, point] of points.entries())
        for (const fault of IO_FAULTS) {
          const run = await runWithFault(PRODUCT, i + 1, fault);
          const expected = SECOND_MAIL[point]?.includes(fault) === true ? 1 : 0;
          second += run.doubles;
          const where = `${fault} at point ${String(i + 1)} (${point})`;
          if (run.problems.length > 0) failures.push(`${where}: ${run.problems.join('; ')}`);
          if (run.doubles !== expected) failures.push(`${where}: ${String(run.doubles)} second mails`);
        }
      process.stdout.write(
        `${String(points.length)} points, ${String(points.length * IO_FAULTS.length)} runs: ${String(second)} second mails, all between acceptance and mark\n`,
      );
      expect(failures.slice(0, 10)).toEqual([]);
    },
  );

  test(
    'under kills, lost answers, repeats and workers that meet: nobody is lost, nobody mailed twice but between acceptance and mark',
    { timeout: TIMEOUT_MS },
    async () => {
      expect((await sweepSurveys(PRODUCT, SCHEDULES)).failures).toEqual([]);
    },
  );

  test.each(NAIVE)(
    'the simulator catches a naive variant: $name',
    { timeout: TIMEOUT_MS },
    async (variant) => {
      const { wrong, schedules } = await sweepSurveys(variant, NAIVE_SCHEDULES);
      process.stdout.write(
        `${variant.name}: wrong in ${((100 * wrong) / schedules).toFixed(0)} % of ${String(schedules)} schedules\n`,
      );
      expect(wrong).toBeGreaterThan(0);
    },
  );
});
