import { describe, expect, test } from 'vitest';
import { sweep } from './sweep.ts';
import { NAIVE, PRODUCT } from './variants.ts';

const SCHEDULES = 1600;
const NAIVE_SCHEDULES = 300;
const TIMEOUT_MS = 300_000;

describe('recordFacts under kills, lost answers, refusals, races, redelivery, deployments and contract changes', () => {
  test(
    'law 5, one transaction: no tally wrong, no fact lost or double, no order under an old contract version in 1,600 schedules',
    { timeout: TIMEOUT_MS },
    async () => {
      expect((await sweep(PRODUCT, SCHEDULES)).failures).toEqual([]);
    },
  );

  test.each(NAIVE)(
    'the simulator catches a naive variant: $name',
    { timeout: TIMEOUT_MS },
    async (variant) => {
      const { wrong, schedules } = await sweep(variant, NAIVE_SCHEDULES);
      process.stdout.write(
        `${variant.name}: wrong in ${((100 * wrong) / schedules).toFixed(0)} % of ${String(schedules)} schedules\n`,
      );
      expect(wrong).toBeGreaterThan(0);
    },
  );
});
