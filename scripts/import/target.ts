import type { ImportOptions } from './options.ts';
import { ImportError } from './table.ts';

/** Where events go, and the bearer tokens for it. */
export interface Target {
  readonly apiUrl: string;
  readonly token: () => Promise<string>;
}

/**
 * The installation to import into: `--api-url` with TALLYMAN_TOKEN, or the running local one, in which an admin
 * signs in (only an admin may create clients).
 */
export async function findTarget(
  { apiUrl }: Pick<ImportOptions, 'apiUrl'>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Target> {
  const given = environment.TALLYMAN_TOKEN;
  if (apiUrl !== undefined) {
    if (given === undefined || given === '')
      throw new ImportError('TALLYMAN_TOKEN is not set: put a bearer token for --api-url into it');
    return { apiUrl, token: () => Promise.resolve(given) };
  }
  // Loaded only here: another installation is used without the parts that run the local one.
  const { runningStack } = await import('../../infra/local/stack.ts');
  const { accessToken } = await import('../../infra/local/tokens.ts');
  const stack = await runningStack();
  const token = (): Promise<string> =>
    given === undefined || given === '' ? accessToken(stack, 'admin') : Promise.resolve(given);
  return { apiUrl: stack.apiUrl.replace(/\/+$/, ''), token };
}
