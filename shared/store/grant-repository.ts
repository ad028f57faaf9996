import * as z from 'zod';
import { grantOf, grantedClientIdsSchema, packGrantedIds } from '../domain/crm/grant.ts';
import type { GrantStore } from '../ports/grants.ts';
import type { Documents } from './documents.ts';
import { crmKeys } from './keys.ts';
import { readItem } from './read-item.ts';
import { versionCondition } from './version-condition.ts';

// A grant of before there were sites has none.
const storedSchema = z.object({
  clientIds: grantedClientIdsSchema,
  siteIds: z.array(z.string()).default([]),
  version: z.int().min(1),
});

/** Grants in the crm table. Reads are consistent: a withdrawn client is gone with the next call. */
export function createGrantRepository(documents: Documents, table: string): GrantStore {
  return {
    find: async (principalId) => {
      const item = await documents.get(table, crmKeys.grant(principalId), { consistent: true });
      if (!item) return undefined;
      const { clientIds, siteIds, version } = readItem(storedSchema, item);
      return grantOf(principalId, clientIds, version, siteIds);
    },
    save: (grant) =>
      documents.put(
        table,
        {
          ...crmKeys.grant(grant.principalId),
          clientIds: packGrantedIds(grant),
          siteIds: grant.siteIds,
          version: grant.version,
        },
        versionCondition(grant.version),
      ),
  };
}
