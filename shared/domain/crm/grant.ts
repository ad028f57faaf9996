import * as z from 'zod';
import { clientIdSchema, type ClientId } from '../ids.ts';
import { registryIdSchema } from './registry.ts';

/** The clients assigned to a person or machine. `everyClient` counts for machines only (see permissions.ts). */
export interface Grant {
  readonly principalId: string;
  readonly clientIds: readonly ClientId[];
  readonly everyClient: boolean;
  /** Where an operations person works; none: everywhere. Counts for misses and their causes alone. */
  readonly siteIds: readonly string[];
  readonly version: number;
}

export const MAX_GRANTED_CLIENTS = 1000;

const PRINCIPAL_ID = /^[A-Za-z0-9_-]{1,128}$/;

/** A user's `sub` or a machine's `client_id`. */
export const principalIdSchema = z
  .string()
  .regex(PRINCIPAL_ID, 'a principal id is the sub of a user or the client_id of a machine');

export const EVERY_CLIENT = '*';

/** `["acme", "globex"]`, or `["*"]` for a machine that reports for every client. */
export const grantedClientIdsSchema = z
  .union([
    z.tuple([z.literal(EVERY_CLIENT)]).readonly(),
    z.array(clientIdSchema).max(MAX_GRANTED_CLIENTS).readonly(),
  ])
  .meta({ description: 'Client ids, or `["*"]` for a machine that reports for every client.' });

const MAX_GRANTED_SITES = 100;

export const grantedSiteIdsSchema = z.array(registryIdSchema).max(MAX_GRANTED_SITES).readonly().meta({
  description:
    'Ids of the registry of sites. Operations people find misses of these sites alone, and name causes there; empty: of all.',
});

export type GrantedClientIds = z.infer<typeof grantedClientIdsSchema>;

export const packGrantedIds = (grant: Grant): GrantedClientIds =>
  grant.everyClient ? [EVERY_CLIENT] : grant.clientIds;

/** The grant that lists of ids stand for; ids are sorted and each kept once. */
export function grantOf(
  principalId: string,
  ids: GrantedClientIds,
  version: number,
  sites: readonly string[] = [],
): Grant {
  const siteIds = [...new Set(sites)].sort();
  const clientIds: ClientId[] = [];
  for (const id of ids) {
    if (id === EVERY_CLIENT) return { principalId, clientIds: [], everyClient: true, siteIds, version };
    if (!clientIds.includes(id)) clientIds.push(id);
  }
  return { principalId, clientIds: clientIds.sort(), everyClient: false, siteIds, version };
}
