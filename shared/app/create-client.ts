import { checkContract } from '../domain/contract/checks.ts';
import type { Contract } from '../domain/contract/contract.ts';
import type { ContractOptions } from '../domain/contract/contract-schema.ts';
import { defaultContract, withOptions } from '../domain/contract/default-contract.ts';
import { clientIdFromName, DEFAULT_BUCKETS, FIRST_SPREAD_DAYS, type Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import type { AuditLog } from '../ports/audit.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import type { Authorizer } from './authorize.ts';

export interface NewClient {
  readonly clientId?: ClientId | undefined;
  readonly name: string;
  readonly timeZone: string;
  readonly buckets?: number | undefined;
  readonly contract?: ContractOptions | undefined;
}

export interface CreateClientDeps {
  readonly authorizer: Authorizer;
  readonly clients: ClientDirectory;
  readonly audit: AuditLog;
}

/**
 * Creates a client with contract version 1: the defaults of docs/kpis.md with the given options over them.
 * 1. the role may create; 2. an id, given or made of the name; 3. the options are checked; 4. client, contract and list
 * entry in one transaction. Throws `forbidden`, `client-exists`, and `invalid-request` with what is wrong with the
 * options, or when no id can be made of the name.
 */
export async function createClient(
  deps: CreateClientDeps,
  principal: Principal,
  command: NewClient,
  now: number,
): Promise<{ readonly client: Client; readonly contract: Contract }> {
  await deps.authorizer.authorize(principal, 'clients:create');
  const clientId = command.clientId ?? clientIdFromName(command.name);
  if (clientId === undefined)
    throw problem.invalidField('clientId', 'no id can be made of this name; choose one of a-z, 0-9 and -');
  const contract = withOptions(defaultContract(command.timeZone), command.contract ?? {});
  const errors = checkContract(contract);
  if (errors.length > 0)
    throw problem.invalidRequest(errors.map(({ path, detail }) => ({ path: `contract.${path}`, detail })));
  const client: Client = {
    clientId,
    name: command.name,
    timeZone: command.timeZone,
    buckets: command.buckets ?? DEFAULT_BUCKETS,
    spreadDays: FIRST_SPREAD_DAYS,
    status: 'active',
    rejudging: [],
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  if (!(await deps.clients.create(client, contract, principal.id))) throw problem.clientExists(clientId);
  await deps.audit.append({
    at: now,
    principalId: principal.id,
    action: 'clients:create',
    outcome: 'done',
    clientId,
  });
  return { client, contract };
}
