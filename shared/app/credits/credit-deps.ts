import type { EpochMs } from '../../domain/calendar/time.ts';
import { zoneOf } from '../../domain/calendar/zone.ts';
import type { SecondPerson } from '../../domain/contract/checks-activation.ts';
import { daysOfMonth, type MonthText } from '../../domain/credit/month.ts';
import type { Client } from '../../domain/crm/client.ts';
import type { Action } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { AuditLog } from '../../ports/audit.ts';
import type { Terms } from '../../ports/clients.ts';
import type { Authorizer } from '../authorize.ts';
import { contractOfMonth, type CalculateMonthDeps } from './calculate-month.ts';

export interface CreditDeps extends CalculateMonthDeps {
  readonly authorizer: Authorizer;
  readonly audit: AuditLog;
  readonly secondPerson: SecondPerson;
}

/** The client's terms, once the caller is known to be allowed the action for it. Throws `forbidden`, `not-found`. */
export async function authorizedTerms(
  { authorizer, clients }: Pick<CreditDeps, 'authorizer' | 'clients'>,
  principal: Principal,
  action: Action,
  clientId: ClientId,
): Promise<Terms> {
  const client = await authorizer.authorizeClient(principal, action, clientId);
  const terms = await clients.terms(client.clientId);
  if (!terms) throw problem.notFound();
  return terms;
}

/** Figures count days in the zone of the contract, so its month ends there; the client's zone may be another. */
const today = (terms: Terms, month: MonthText, now: EpochMs): number =>
  zoneOf(contractOfMonth(terms, month).timeZone).dayOf(now);

export const hasBegun = (month: MonthText, terms: Terms, now: EpochMs): boolean =>
  daysOfMonth(month).from <= today(terms, month, now);

export const hasEnded = (month: MonthText, terms: Terms, now: EpochMs): boolean =>
  daysOfMonth(month).to < today(terms, month, now);

/** Figures that still move make no credit. Throws `rejudging`. */
export function refuseRejudging({ rejudging }: Client): void {
  if (rejudging.length > 0) throw problem.rejudging();
}

/** Writes a step that was done on the audit log. */
export const auditStep = (
  { audit }: Pick<CreditDeps, 'audit'>,
  principal: Principal,
  action: Action,
  clientId: ClientId,
  target: string,
  now: EpochMs,
): Promise<void> =>
  audit.append({ at: now, principalId: principal.id, action, outcome: 'done', clientId, target });
