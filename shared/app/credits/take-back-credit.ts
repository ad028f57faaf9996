import type { EpochMs } from '../../domain/calendar/time.ts';
import { stateOf } from '../../domain/credit/issued-credit.ts';
import type { MonthText } from '../../domain/credit/month.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { CreditDeps } from './credit-deps.ts';

/**
 * Takes a credit back that is only proposed, with its notes: no client has seen it, and the month can be issued anew.
 * Throws `forbidden`, `not-found`, `credit-approved`, and `stale-version` when a note was written meanwhile.
 */
export async function takeBackCredit(
  { authorizer, credits, audit }: Pick<CreditDeps, 'authorizer' | 'credits' | 'audit'>,
  principal: Principal,
  clientId: ClientId,
  month: MonthText,
  now: EpochMs,
): Promise<void> {
  await authorizer.authorizeClient(principal, 'credits:issue', clientId);
  const issued = await credits.find(clientId, month);
  if (!issued) throw problem.notFound();
  if (stateOf(issued) === 'approved') throw problem.creditApproved(month);
  if (!(await credits.takeBack(clientId, issued))) {
    const found = await credits.find(clientId, month);
    if (!found) throw problem.notFound();
    throw stateOf(found) === 'approved' ? problem.creditApproved(month) : problem.staleVersion();
  }
  await audit.append({
    at: now,
    principalId: principal.id,
    action: 'credits:take-back',
    outcome: 'done',
    clientId,
    target: month,
  });
}
