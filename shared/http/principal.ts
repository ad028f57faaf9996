import { problem } from '../domain/errors.ts';
import { isRole, type Principal } from '../domain/crm/principal.ts';
import type { HttpEvent } from './event.ts';

/** The scope of machines that may post events; `tallyman` is the resource server of the user pool. */
export const EVENTS_SCOPE = 'tallyman/events.write';

/** The caller of an open route. */
export const ANONYMOUS: Principal = { id: 'anonymous', kind: 'person', roles: [] };

// The authorizer joins a list claim to the text `[admin account-manager]`.
function words(claim: unknown): readonly string[] {
  if (Array.isArray(claim)) return claim.filter((word) => typeof word === 'string');
  if (typeof claim !== 'string') return [];
  return claim.split(/[\s,[\]"]+/).filter((word) => word !== '');
}

const text = (claim: unknown): string | undefined =>
  typeof claim === 'string' && claim !== '' ? claim : undefined;

/**
 * Who calls, from the claims that the JWT authorizer checked. It lets id tokens pass as well, so the use of the
 * token is checked here. People have groups; a machine has a client id, no user name, and its roles from its scopes.
 * Throws `unauthenticated`.
 */
export function principalOf(event: HttpEvent): Principal {
  const claims = event.requestContext.authorizer?.jwt?.claims;
  if (!claims) throw problem.unauthenticated('Sign in: send Authorization: Bearer <access token>.');
  if (claims['token_use'] !== 'access')
    throw problem.unauthenticated('This is not an access token. Send the access token, not the id token.');

  const groups = words(claims['cognito:groups']);
  const machineId = text(claims['client_id']);
  if (text(claims['username']) === undefined && groups.length === 0 && machineId !== undefined) {
    const mayPost = words(claims['scope']).includes(EVENTS_SCOPE);
    return { id: machineId, kind: 'machine', roles: mayPost ? ['integration'] : [] };
  }
  const id = text(claims['sub']);
  if (id === undefined) throw problem.unauthenticated('The access token names no user. Sign in again.');
  // A group of that name must not make a person a machine.
  return { id, kind: 'person', roles: groups.filter(isRole).filter((role) => role !== 'integration') };
}
