import { inject } from 'vitest';
import type {} from './global-setup.ts';
import type { LocalStack } from '../../../infra/local/stack.ts';
import { accessToken, type TokenRole } from '../../../infra/local/tokens.ts';

/** The deployed app of this run, for tests of the layers integration, flow and browser. Shared: use client ids of your own. */
export const localStack = (): LocalStack => inject('localStack');

/** An authorization header for a role, or for a person who sees one client only. */
export async function authorization(role: TokenRole, clientId?: string): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await accessToken(localStack(), role, clientId)}` };
}
