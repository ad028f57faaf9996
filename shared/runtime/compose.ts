import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createAuthorizer, type Authorizer } from '../app/authorize.ts';
import type { AuditLog } from '../ports/audit.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import type { Clock } from '../ports/clock.ts';
import type { GrantStore } from '../ports/grants.ts';
import type { IdempotencyStore } from '../ports/idempotency.ts';
import type { Ids } from '../ports/ids.ts';
import { createAuditRepository } from '../store/audit-repository.ts';
import { createClientRepository } from '../store/client-repository.ts';
import type { Documents } from '../store/documents.ts';
import { createDynamoDocuments } from '../store/dynamo-documents.ts';
import { createGrantRepository } from '../store/grant-repository.ts';
import { createIdempotencyRepository } from '../store/idempotency-repository.ts';
import { dynamoDb } from './clients.ts';
import { systemClock } from './clock.ts';
import { systemIds } from './ids.ts';
import { createLog, type Log } from './logger.ts';

/** The store of this process. */
export const openDocuments = (): Documents =>
  createDynamoDocuments({
    client: DynamoDBDocumentClient.from(dynamoDb()),
    random: Math.random,
    sleep: async (milliseconds) => {
      await sleep(milliseconds);
    },
  });

/** What every API function hands to its handler. */
export interface ApiDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditLog;
  readonly clients: ClientDirectory;
  readonly grants: GrantStore;
  readonly authorizer: Authorizer;
  readonly idempotency: IdempotencyStore;
}

/** The real ones, on the crm table; used by the composition roots of functions/api. */
export function composeApi(documents: Documents, crmTable: string): ApiDeps {
  const log = createLog();
  const audit = createAuditRepository(documents, crmTable, systemIds);
  const clients = createClientRepository(documents, crmTable);
  const grants = createGrantRepository(documents, crmTable);
  return {
    log,
    clock: systemClock,
    ids: systemIds,
    audit,
    clients,
    grants,
    authorizer: createAuthorizer({ grants, clients, audit, clock: systemClock }),
    idempotency: createIdempotencyRepository(documents, crmTable),
  };
}
