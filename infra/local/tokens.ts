import { AdminInitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import { SetupError } from '../../scripts/lib/console.mjs';
import { cognito } from './clients.ts';
import { PERSON_ROLES, type LocalStack, type PersonRole } from './stack.ts';
import { emailOf, ensureUser, type User } from './users.ts';

/** All who can have a token: people by role, and the machine client. */
export const TOKEN_ROLES = [...PERSON_ROLES, 'integration'] as const;
export type TokenRole = (typeof TOKEN_ROLES)[number];

const EVENTS_SCOPE = 'tallyman/events.write';

/**
 * A bearer access token of a local installation, valid for an hour.
 * @param clientId for a person who is to see this client only; the person is made when missing
 */
export async function accessToken(stack: LocalStack, role: TokenRole, clientId?: string): Promise<string> {
  if (role === 'integration') return machineToken(stack);
  return personToken(stack, await userFor(stack, role, clientId));
}

async function userFor(stack: LocalStack, role: PersonRole, clientId: string | undefined): Promise<User> {
  if (clientId !== undefined && role !== 'admin')
    return ensureUser(stack, role, emailOf(role, clientId), [clientId]);
  const user = stack.users.find((candidate) => candidate.role === role);
  if (user === undefined)
    throw new SetupError(`the local installation has no user with role ${role}; start it again`);
  return user;
}

async function personToken(stack: LocalStack, { email, password }: User): Promise<string> {
  const { AuthenticationResult } = await cognito(stack).send(
    new AdminInitiateAuthCommand({
      UserPoolId: stack.userPoolId,
      ClientId: stack.webClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  );
  const token = AuthenticationResult?.AccessToken;
  if (token === undefined) throw new Error(`the user pool gave no access token to ${email}`);
  return token;
}

const tokenSchema = z.object({ access_token: z.string() });

async function machineToken(stack: LocalStack): Promise<string> {
  const response = await fetch(stack.tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${stack.machineClientId}:${stack.machineClientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: EVENTS_SCOPE }),
  });
  if (!response.ok)
    throw new Error(`the token endpoint answered ${String(response.status)}: ${await response.text()}`);
  return tokenSchema.parse(await response.json()).access_token;
}
