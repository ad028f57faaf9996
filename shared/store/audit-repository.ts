import type { AuditLog } from '../ports/audit.ts';
import type { Ids } from '../ports/ids.ts';
import type { Documents } from './documents.ts';
import { crmKeys } from './keys.ts';

const MONTH_CHARACTERS = 7;

/** The audit log in the crm table, one partition a month. There is no way to change or remove an entry here. */
export function createAuditRepository(documents: Documents, table: string, ids: Ids): AuditLog {
  return {
    append: async ({ at, principalId, action, outcome, clientId, target }) => {
      const instant = new Date(at).toISOString();
      await documents.put(
        table,
        {
          ...crmKeys.audit(instant.slice(0, MONTH_CHARACTERS), instant, ids.ulid()),
          principalId,
          action,
          outcome,
          ...(clientId !== undefined && { clientId }),
          ...(target !== undefined && { target }),
        },
        { when: 'absent' },
      );
    },
  };
}
