import type { Contract } from '../domain/contract/contract.ts';
import type { Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import type { ClientReader } from '../ports/clients.ts';
import type { Authorizer } from './authorize.ts';

/** A client with its latest contract version. Throws `forbidden` and `not-found`. */
export async function getClient(
  { authorizer, clients }: { readonly authorizer: Authorizer; readonly clients: ClientReader },
  principal: Principal,
  clientId: ClientId,
): Promise<{ readonly client: Client; readonly contract: Contract }> {
  const allowed = await authorizer.authorizeClient(principal, 'clients:read', clientId);
  const terms = await clients.terms(allowed.clientId);
  const contract = terms?.contracts.at(-1);
  if (!terms || !contract) throw problem.notFound();
  return { client: terms.client, contract };
}
