import type { EpochMs } from '../domain/calendar/time.ts';
import type { Contract } from '../domain/contract/contract.ts';
import { contractOn, historyOf } from '../domain/contract/in-force.ts';
import { todayIn } from '../domain/contract/versions-standing.ts';
import type { Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import type { ClientReader } from '../ports/clients.ts';
import type { Authorizer } from './authorize.ts';

/** A client with the contract version in force today, in its zone. Throws `forbidden` and `not-found`. */
export async function getClient(
  { authorizer, clients }: { readonly authorizer: Authorizer; readonly clients: ClientReader },
  principal: Principal,
  clientId: ClientId,
  now: EpochMs,
): Promise<{ readonly client: Client; readonly contract: Contract }> {
  const allowed = await authorizer.authorizeClient(principal, 'clients:read', clientId);
  const terms = await clients.terms(allowed.clientId);
  if (!terms) throw problem.notFound();
  return {
    client: terms.client,
    contract: contractOn(historyOf(terms), todayIn(terms.client.timeZone, now)),
  };
}
