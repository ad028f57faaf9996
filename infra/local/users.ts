import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { EVERY_CLIENT, grantedClientIdsSchema, grantOf } from '../../shared/domain/crm/grant.ts';
import { createDynamoDocuments } from '../../shared/store/dynamo-documents.ts';
import { createGrantRepository } from '../../shared/store/grant-repository.ts';
import { cognito, dynamo } from './clients.ts';
import type { LocalStack, PersonRole } from './stack.ts';

/** Someone who can sign in to a local installation. */
export interface User {
  readonly role: PersonRole;
  readonly email: string;
  readonly password: string;
  /** The clients this user sees; an admin sees all without any here. */
  readonly clientIds: readonly string[];
}

type Installation = Pick<
  LocalStack,
  'endpoint' | 'region' | 'userPoolId' | 'machineClientId' | 'machineClientSecret' | 'tables'
>;

/** The address of a role's first user, or of its user for one client. */
export const emailOf = (role: PersonRole, clientId?: string): string =>
  `${role}${clientId === undefined ? '' : `.${clientId}`}@tallyman.example`;

// From the installation's own random secret: the same for two that make the same user at once.
const passwordOf = (installation: Installation, email: string): string =>
  `${createHmac('sha256', installation.machineClientSecret).update(`${installation.userPoolId} ${email}`).digest('base64url').slice(0, 20)}-aA1`;

/** Lets a principal see these clients, and no others. */
export async function grant(
  installation: Installation,
  principalId: string,
  clientIds: readonly string[],
): Promise<void> {
  const documents = createDynamoDocuments({ client: dynamo(installation), random: Math.random, sleep });
  const grants = createGrantRepository(documents, installation.tables.crm);
  const ids = grantedClientIdsSchema.parse(clientIds);
  for (;;) {
    const old = await grants.find(principalId);
    const wanted = grantOf(principalId, ids, (old?.version ?? 0) + 1);
    if (old !== undefined && isDeepStrictEqual(wanted, { ...old, version: wanted.version })) return;
    if (await grants.save(wanted)) return;
  }
}

/**
 * Makes a user who can sign in at once; one that is there already is left as it is.
 * @param clientIds the clients this user sees; an admin sees all without a grant
 */
export async function ensureUser(
  installation: Installation,
  role: PersonRole,
  email: string,
  clientIds: readonly string[],
): Promise<User> {
  const client = cognito(installation);
  const at = { UserPoolId: installation.userPoolId, Username: email };
  const password = passwordOf(installation, email);
  try {
    await client.send(
      new AdminCreateUserCommand({
        ...at,
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
  }
  await client.send(new AdminSetUserPasswordCommand({ ...at, Password: password, Permanent: true }));
  await client.send(new AdminAddUserToGroupCommand({ ...at, GroupName: role }));
  const { UserAttributes = [] } = await client.send(new AdminGetUserCommand(at));
  const sub = UserAttributes.find(({ Name }) => Name === 'sub')?.Value;
  if (sub === undefined) throw new Error(`the user pool gave ${email} no sub`);
  if (role !== 'admin') await grant(installation, sub, clientIds);
  return { role, email, password, clientIds };
}

const ACCOUNT_MANAGER_CLIENTS = 3;

/** The clients that the first user of each role sees; an admin sees all without a grant. */
function clientsOf(role: PersonRole, clientIds: readonly string[]): readonly string[] {
  switch (role) {
    case 'admin':
      return [];
    case 'account-manager':
      return clientIds.slice(0, ACCOUNT_MANAGER_CLIENTS);
    case 'client-viewer':
    case 'client-approver':
      return clientIds.slice(0, 1);
    case 'operations':
      return clientIds;
  }
}

/** One user a role, each with the grants of its role. */
export async function createUsers(
  installation: Installation,
  roles: readonly PersonRole[],
  clientIds: readonly string[],
): Promise<User[]> {
  const users = await Promise.all(
    roles.map((role) => ensureUser(installation, role, emailOf(role), clientsOf(role, clientIds))),
  );
  await grant(installation, installation.machineClientId, [EVERY_CLIENT]);
  return users;
}
