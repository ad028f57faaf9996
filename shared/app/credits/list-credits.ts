import { stateOf, type IssuedCredit } from '../../domain/credit/issued-credit.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { MonthPage, MonthQuery } from '../../ports/credits.ts';
import type { CreditDeps } from './credit-deps.ts';
import { seesProposals } from './read-credit.ts';

/**
 * Issued credits of a client, the latest months first. A client sees the approved ones only, so a page may be short and
 * still go on. Throws `forbidden`, `not-found`.
 */
export async function listCredits(
  { authorizer, credits }: Pick<CreditDeps, 'authorizer' | 'credits'>,
  principal: Principal,
  clientId: ClientId,
  query: MonthQuery,
): Promise<MonthPage<IssuedCredit> & { readonly all: boolean }> {
  await authorizer.authorizeClient(principal, 'credits:read', clientId);
  const all = await seesProposals(authorizer, principal, clientId);
  const page = await credits.list(clientId, query);
  const entries = all ? page.entries : page.entries.filter((credit) => stateOf(credit) === 'approved');
  return { ...page, entries, all };
}
