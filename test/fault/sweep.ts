import { runSchedule } from './run-schedule.ts';
import type { Variant } from './variants.ts';

export interface Sweep {
  readonly schedules: number;
  /** Schedules after which a tally was wrong, a fact lost or recorded twice. */
  readonly wrong: number;
  /** The first few schedules with any problem, with their seeds. */
  readonly failures: readonly string[];
  readonly failed: number;
}

const SHOWN = 5;

/** Runs the schedules of the seeds `first`, `first + 1`, …; each can be run again by its seed alone. */
export async function sweep(variant: Variant, schedules: number, first = 1): Promise<Sweep> {
  const failures: string[] = [];
  let failed = 0;
  let wrong = 0;
  for (let seed = first; seed < first + schedules; seed++) {
    const problems = await runSchedule(seed, variant);
    if (problems.length === 0) continue;
    failed++;
    if (problems.some(({ kind }) => kind !== 'other')) wrong++;
    if (failures.length < SHOWN)
      failures.push(`seed ${String(seed)}: ${problems.map(({ text }) => text).join('; ')}`);
  }
  return { schedules, wrong, failures, failed };
}
