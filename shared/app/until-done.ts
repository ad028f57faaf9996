import { problem } from '../domain/errors.ts';

const ATTEMPTS = 10;

/** Attempts again what met a change of somebody else, each time from what stands then. Throws `unavailable` when it goes on. */
export async function untilDone(attempt: () => Promise<boolean>): Promise<void> {
  for (let made = 1; made <= ATTEMPTS; made++) if (await attempt()) return;
  throw problem.unavailable();
}
