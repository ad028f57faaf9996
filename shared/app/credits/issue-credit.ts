import type { EpochMs } from '../../domain/calendar/time.ts';
import type { IssuedCredit } from '../../domain/credit/issued-credit.ts';
import type { CalculatedMonth } from '../../domain/credit/month-credit.ts';
import type { MonthText } from '../../domain/credit/month.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import { calculateMonth } from './calculate-month.ts';
import { auditStep, authorizedTerms, hasEnded, refuseRejudging, type CreditDeps } from './credit-deps.ts';
import { calculatedOr } from './read-credit.ts';

/** What is kept of a calculation, proposed by `principal`. */
export const keptOf = (
  { contractVersion, bases, counts, credit }: CalculatedMonth,
  principal: Principal,
  now: EpochMs,
) =>
  ({
    month: credit.month,
    contractVersion,
    bases,
    counts: counts.map(({ kpi, numerator, denominator }) => ({ kpi, numerator, denominator })),
    credit,
    issuedBy: principal.id,
    issuedAt: now,
    approvedBy: null,
    approvedAt: null,
  }) as const;

/**
 * Issues the credit of a month: it is proposed from then on, and never changed.
 * 1. the caller may; 2. the month has ended and its figures stand; 3. calculated from them, after the earlier months it
 * depends on; 4. stored, unless another request was faster; 5. taken back where judging again began meanwhile, else on the
 * audit log.
 * Throws `forbidden`, `not-found`, `credit-issued`, `month-not-ended`, `rejudging`, `no-credit-terms`,
 * `billing-missing`, `earlier-credit-missing`.
 */
export async function issueCredit(
  deps: CreditDeps,
  principal: Principal,
  clientId: ClientId,
  month: MonthText,
  now: EpochMs,
): Promise<IssuedCredit> {
  const terms = await authorizedTerms(deps, principal, 'credits:issue', clientId);
  if (await deps.credits.find(clientId, month)) throw problem.creditIssued(month);
  if (!hasEnded(month, terms, now)) throw problem.monthNotEnded(month);
  refuseRejudging(terms.client);
  const { outcome, unissued } = await calculateMonth(deps, terms, month, now);
  const calculated = calculatedOr(outcome, clientId, month);
  if (unissued.length > 0 && !calculated.credit.rampUp) throw problem.earlierCreditMissing(unissued);
  const issued: IssuedCredit = {
    ...keptOf(calculated, principal, now),
    notes: 0,
    standingTotal: calculated.credit.total,
  };
  if (!(await deps.credits.issue(clientId, issued))) throw problem.creditIssued(month);
  // Terms may have changed while the figures were read and written. An approval meanwhile would keep the credit.
  const after = await deps.clients.find(clientId);
  if (after && after.rejudging.length > 0 && (await deps.credits.takeBack(clientId, issued)))
    throw problem.rejudging();
  await auditStep(deps, principal, 'credits:issue', clientId, month, now);
  return issued;
}
