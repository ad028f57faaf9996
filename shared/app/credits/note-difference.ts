import type { EpochMs } from '../../domain/calendar/time.ts';
import { creditWithoutTerms } from '../../domain/credit/difference.ts';
import { standingCredit, type DifferenceNote } from '../../domain/credit/issued-credit.ts';
import type { CalculatedMonth, MonthOutcome } from '../../domain/credit/month-credit.ts';
import type { MonthText } from '../../domain/credit/month.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import { calculateMonth } from './calculate-month.ts';
import { auditStep, authorizedTerms, refuseRejudging, type CreditDeps } from './credit-deps.ts';
import { keptOf } from './issue-credit.ts';
import { calculatedOr, todayOf } from './read-credit.ts';

/** Terms that were put in place of the old ones may have no credits: the month then comes to nothing. */
const calculatedToday = (
  outcome: MonthOutcome,
  clientId: ClientId,
  month: MonthText,
  currency: string,
): CalculatedMonth =>
  outcome.outcome === 'no-terms'
    ? {
        contractVersion: outcome.contractVersion,
        counts: [],
        bases: {},
        credit: creditWithoutTerms(month, currency, outcome.contractVersion),
      }
    : calculatedOr(outcome, clientId, month);

/**
 * Writes the next difference note of an issued month: what today's figures, amounts and terms come to against the credit
 * with the notes before. The credit itself stays. Throws `forbidden`, `not-found`, `rejudging`, `billing-missing`,
 * `no-difference`, and `stale-version` when another note was written meanwhile.
 */
export async function noteDifference(
  deps: CreditDeps,
  principal: Principal,
  clientId: ClientId,
  month: MonthText,
  reason: string | undefined,
  now: EpochMs,
): Promise<DifferenceNote> {
  const terms = await authorizedTerms(deps, principal, 'credits:issue', clientId);
  const issued = await deps.credits.find(clientId, month);
  if (!issued) throw problem.notFound();
  refuseRejudging(terms.client);
  const standing = standingCredit(issued, await deps.credits.notes(clientId, month));
  const { outcome } = await calculateMonth(deps, terms, month, now);
  const calculated = calculatedToday(outcome, clientId, month, standing.currency);
  if (calculated.credit.currency !== standing.currency)
    throw problem.invalidField(
      'month',
      `was issued in ${standing.currency}, and the contract is now in ${calculated.credit.currency}; settle it outside`,
    );
  const today = todayOf(outcome, standing);
  const difference = 'credit' in today ? today.difference : undefined;
  if (!difference) throw problem.noDifference(month);

  const note: DifferenceNote = {
    ...keptOf(calculated, principal, now),
    number: issued.notes + 1,
    difference: difference.amount,
    changes: difference.changes,
    reason: reason ?? null,
  };
  if (!(await deps.credits.addNote(clientId, note, calculated.credit.total))) throw problem.staleVersion();
  const target = `${month}/${String(note.number)}`;
  await auditStep(deps, principal, 'credits:issue', clientId, target, now);
  return note;
}
