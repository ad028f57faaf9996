import type { ClientId } from '../ids.ts';
import type { OrderKind, Party } from '../ledger/fact.ts';
import type { Grant } from './grant.ts';
import type { Principal, Role } from './principal.ts';

const STAFF = ['admin', 'account-manager', 'operations'] as const satisfies readonly Role[];
const READERS = [...STAFF, 'client-viewer', 'client-approver'] as const satisfies readonly Role[];
const MANAGERS = ['admin', 'account-manager'] as const satisfies readonly Role[];

/** Which roles may do what; which clients they may do it for is decided by `scopeOf`. */
export const ROLES_FOR = {
  'clients:read': READERS,
  'clients:create': ['admin'],
  'clients:write': ['admin', 'account-manager'],
  'contracts:read': READERS,
  /** Contract versions that are not active yet: none of the client's business. */
  'drafts:read': STAFF,
  'terms:write': ['admin', 'account-manager'],
  'terms:activate': ['admin'],
  /** Orders judged by terms that do not hold, to compare. */
  'terms:try': MANAGERS,
  'events:write': ['admin', 'account-manager', 'integration'],
  'kpis:read': READERS,
  'orders:read': READERS,
  'quarantine:read': STAFF,
  'quarantine:retry': STAFF,
  'registries:read': [...STAFF, 'integration'],
  // Both sides name the reason of an excuse.
  'reasons:read': [...READERS, 'integration'],
  'registries:write': ['admin'],
  'access:read': ['admin'],
  'access:write': ['admin'],
  'rejudge:request': ['admin'],
  'excuses:read': READERS,
  'excuses:propose': [...MANAGERS, 'client-approver'],
  'excuses:decide': [...MANAGERS, 'client-approver'],
  'disputes:read': READERS,
  'disputes:raise': [...MANAGERS, 'client-approver'],
  'disputes:settle': MANAGERS,
  'causes:read': STAFF,
  'causes:write': STAFF,
  'billing:read': MANAGERS,
  'billing:write': MANAGERS,
  /** Approved ones; a client sees no others. */
  'credits:read': [...MANAGERS, 'client-viewer', 'client-approver'],
  /** What is calculated or only proposed. */
  'credits:preview': MANAGERS,
  'credits:issue': ['admin'],
  'credits:approve': ['admin'],
  /** Personal data: names, addresses, consent. */
  'contacts:read': MANAGERS,
  'contacts:write': MANAGERS,
  /** What is kept of a person, and forgetting it. */
  'contacts:erase': ['admin'],
  'surveys:read': MANAGERS,
  'surveys:write': MANAGERS,
  /** Scores and what people wrote. */
  'survey-results:read': MANAGERS,
  'cases:read': [...STAFF, 'client-viewer', 'client-approver'],
  'cases:raise': [...STAFF, 'client-viewer', 'client-approver'],
  /** The provider's side: states, owner, cause, claim. */
  'cases:work': STAFF,
  /** Agrees, for the client, that a complaint was none. */
  'cases:agree': ['client-approver'],
  'complaints:read': MANAGERS,
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof ROLES_FOR;

/** The clients an action may touch. An empty list: none. */
export type Scope = { readonly all: true } | { readonly all: false; readonly clientIds: readonly ClientId[] };

/** The caller's roles that allow the action; empty = refused. */
export function rolesAllowing(principal: Principal, action: Action): readonly Role[] {
  const allowed: readonly Role[] = ROLES_FOR[action];
  return principal.roles.filter((role) => allowed.includes(role));
}

/** One of the 3PL's own people or machines, who may see what is not for clients: causes of misses. */
export const isInsider = ({ roles }: Principal): boolean =>
  roles.some((role) => role !== 'client-viewer' && role !== 'client-approver');

/**
 * Whether the caller may open single orders of a kind. What a person answered in a survey was said in confidence: a client
 * sees the counts of satisfaction, and no answer by itself.
 */
export const maySee = (principal: Principal, kind: OrderKind): boolean =>
  kind !== 'survey-answer' || isInsider(principal);

/** The side on which a caller stands between client and provider; a client's person has no role but the client's. */
export const sideOf = (principal: Principal): Party => (isInsider(principal) ? 'provider' : 'client');

/** How a role's clients follow from the grant. */
const REACH = {
  admin: 'every',
  'account-manager': 'listed',
  operations: 'listed',
  // A client's people belong to one client. Several in a grant is a mistake that must not open anything.
  'client-viewer': 'only',
  'client-approver': 'only',
  integration: 'listed-or-every',
} as const satisfies Record<Role, 'every' | 'listed' | 'only' | 'listed-or-every'>;

const NONE: Scope = { all: false, clientIds: [] };

function scopeOfRole(role: Role, grant: Grant | undefined): Scope {
  const reach = REACH[role];
  if (reach === 'every') return { all: true };
  if (!grant) return NONE;
  if (grant.everyClient) return reach === 'listed-or-every' ? { all: true } : NONE;
  return reach === 'only' && grant.clientIds.length !== 1 ? NONE : { all: false, clientIds: grant.clientIds };
}

/** The clients for which the caller may do the action: the union over the roles that allow it. */
export function scopeOf(principal: Principal, action: Action, grant: Grant | undefined): Scope {
  const ids = new Set<ClientId>();
  for (const role of rolesAllowing(principal, action)) {
    const scope = scopeOfRole(role, grant);
    if (scope.all) return scope;
    for (const id of scope.clientIds) ids.add(id);
  }
  return { all: false, clientIds: [...ids].sort() };
}

/** The sites within which the caller may do the action; `undefined`: all. Only operations people are bound to theirs. */
export function sitesOf(
  principal: Principal,
  action: Action,
  grant: Grant | undefined,
): ReadonlySet<string> | undefined {
  const isBound = rolesAllowing(principal, action).every((role) => role === 'operations');
  return isBound && grant && grant.siteIds.length > 0 ? new Set(grant.siteIds) : undefined;
}

export const covers = (scope: Scope, clientId: ClientId): boolean =>
  scope.all || scope.clientIds.includes(clientId);
