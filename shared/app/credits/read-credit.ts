import type { EpochMs } from '../../domain/calendar/time.ts';
import { differenceOf, creditWithoutTerms, type Difference } from '../../domain/credit/difference.ts';
import type { Credit } from '../../domain/credit/credit.ts';
import type { BilledBase } from '../../domain/credit/credit-terms.ts';
import {
  standingCredit,
  stateOf,
  type DifferenceNote,
  type IssuedCredit,
} from '../../domain/credit/issued-credit.ts';
import type { CalculatedMonth, MonthOutcome } from '../../domain/credit/month-credit.ts';
import type { MonthText } from '../../domain/credit/month.ts';
import type { Client } from '../../domain/crm/client.ts';
import { covers, rolesAllowing } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { Authorizer } from '../authorize.ts';
import { calculateMonth } from './calculate-month.ts';
import { authorizedTerms, hasBegun, type CreditDeps } from './credit-deps.ts';

/** What today's figures come to beside what was issued. */
export type Today =
  | { readonly contractVersion: number; readonly credit: Credit; readonly difference: Difference | undefined }
  | { readonly contractVersion: number; readonly missing: readonly BilledBase[] };

/** The credit of a month: calculated only, or issued. */
export type MonthView =
  | { readonly client: Client; readonly state: 'preview'; readonly calculated: CalculatedMonth }
  | {
      readonly client: Client;
      readonly state: 'proposed' | 'approved';
      readonly issued: IssuedCredit;
      readonly notes: readonly DifferenceNote[];
      /** Only for those who may see what is not approved. */
      readonly today?: Today;
    };

/** Whether the caller sees what is only calculated or proposed. */
export async function seesProposals(
  authorizer: Authorizer,
  principal: Principal,
  clientId: ClientId,
): Promise<boolean> {
  if (rolesAllowing(principal, 'credits:preview').length === 0) return false;
  return covers(await authorizer.visibleClients(principal, 'credits:preview'), clientId);
}

/** Today's calculation of an issued month. Amounts in two currencies have no difference: the contract changed it. */
export function todayOf(outcome: MonthOutcome, standing: Credit): Today {
  const { contractVersion } = outcome;
  if (outcome.outcome === 'billing-missing') return { contractVersion, missing: outcome.missing };
  const credit =
    outcome.outcome === 'calculated'
      ? outcome.credit
      : creditWithoutTerms(standing.month, standing.currency, contractVersion);
  const difference = credit.currency === standing.currency ? differenceOf(standing, credit) : undefined;
  return { contractVersion, credit, difference };
}

/** The calculation, or the refusal that says why there is none. */
export function calculatedOr(outcome: MonthOutcome, clientId: ClientId, month: MonthText): CalculatedMonth {
  switch (outcome.outcome) {
    case 'calculated':
      return outcome;
    case 'no-terms':
      throw problem.noCreditTerms(outcome.contractVersion);
    case 'billing-missing':
      throw problem.billingMissing(clientId, month, outcome.currency, outcome.missing);
  }
}

/**
 * The credit of a month. Issued: as it was issued, with its notes and what today's figures would change; else calculated
 * from the figures of now. A client sees approved credits and notes only, as if there were no others.
 * Throws `forbidden`, `not-found`, `invalid-request` for a month to come, `no-credit-terms`, `billing-missing`.
 */
export async function readCredit(
  deps: CreditDeps,
  principal: Principal,
  clientId: ClientId,
  month: MonthText,
  now: EpochMs,
): Promise<MonthView> {
  const terms = await authorizedTerms(deps, principal, 'credits:read', clientId);
  const { client } = terms;
  const all = await seesProposals(deps.authorizer, principal, clientId);
  const issued = await deps.credits.find(clientId, month);
  if (issued) {
    const notes = await deps.credits.notes(clientId, month);
    const state = stateOf(issued);
    if (!all && state === 'proposed') throw problem.notFound();
    if (!all) return { client, state, issued, notes: notes.filter((note) => stateOf(note) === 'approved') };
    const { outcome } = await calculateMonth(deps, terms, month, now);
    return { client, state, issued, notes, today: todayOf(outcome, standingCredit(issued, notes)) };
  }
  if (!all) throw problem.notFound();
  if (!hasBegun(month, terms, now))
    throw problem.invalidField('month', 'has not begun; there are no figures of it');
  const { outcome } = await calculateMonth(deps, terms, month, now);
  return { client, state: 'preview', calculated: calculatedOr(outcome, clientId, month) };
}
