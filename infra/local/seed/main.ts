import type { LocalStack } from '../stack.ts';

/** The clients of the demonstration company, in the order of their importance to the sign-ins made for it. */
export const demoClientIds: readonly string[] = [];

/**
 * Fills a fresh local installation with the demonstration company.
 * @param stack where it is
 * @param report tells what is being done, for the progress line
 */
export function seed(stack: LocalStack, report: (text: string) => void): Promise<void> {
  report(`no demonstration data yet for ${stack.apiUrl}`);
  return Promise.resolve();
}
