import type { EpochMs } from '../../domain/calendar/time.ts';
import type { Billed } from '../../domain/credit/month-credit.ts';
import type { Billing } from '../../domain/credit/issued-credit.ts';
import type { MonthText } from '../../domain/credit/month.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { DomainError, problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { Terms } from '../../ports/clients.ts';
import type { MonthPage, MonthQuery } from '../../ports/credits.ts';
import { sameJson } from '../same-json.ts';
import { contractOfMonth } from './calculate-month.ts';
import { auditStep, authorizedTerms, type CreditDeps } from './credit-deps.ts';

type BillingDeps = Pick<CreditDeps, 'authorizer' | 'clients' | 'billing' | 'audit'>;

/** What was billed for a month, as it is entered. */
export interface NewBilling extends Billed {
  readonly month: MonthText;
}

export interface SavedBilling {
  readonly billing: Billing;
  readonly outcome: 'created' | 'updated' | 'unchanged';
}

/** `versionSeen` is asked only when there is something to overwrite. */
async function save(
  deps: BillingDeps,
  principal: Principal,
  terms: Terms,
  { month, amounts, currency }: NewBilling,
  versionSeen: () => number,
  now: EpochMs,
): Promise<SavedBilling> {
  const { clientId } = terms.client;
  const agreed = contractOfMonth(terms, month).currency;
  if (agreed !== null && agreed !== currency)
    throw problem.invalidField('currency', `the contract of ${month} is in ${agreed}; bill in it`);
  const stored = await deps.billing.billing(clientId, month);
  if (stored && stored.currency === currency && sameJson(stored.amounts, amounts))
    return { billing: stored, outcome: 'unchanged' };
  if (stored && versionSeen() !== stored.version) throw problem.staleVersion();
  const version = (stored?.version ?? 0) + 1;
  const billing = { month, amounts, currency, version, updatedBy: principal.id, updatedAt: now };
  if (!(await deps.billing.saveBilling(clientId, billing))) throw problem.staleVersion();
  await auditStep(deps, principal, 'billing:write', clientId, month, now);
  return { billing, outcome: stored ? 'updated' : 'created' };
}

/**
 * Enters what was billed to a client for a month; the same again changes nothing. An amount entered after the credit was
 * issued shows as a difference. Throws `forbidden`, `not-found`, `invalid-request` for another currency than the
 * contract's, `if-match-required`, `stale-version`.
 */
export async function putBilling(
  deps: BillingDeps,
  principal: Principal,
  clientId: ClientId,
  billing: NewBilling,
  versionSeen: () => number,
  now: EpochMs,
): Promise<SavedBilling> {
  const terms = await authorizedTerms(deps, principal, 'billing:write', clientId);
  return save(deps, principal, terms, billing, versionSeen, now);
}

/** What was billed to a client, the latest months first. Throws `forbidden`, `not-found`. */
export async function listBilling(
  { authorizer, billing }: BillingDeps,
  principal: Principal,
  clientId: ClientId,
  query: MonthQuery,
): Promise<MonthPage<Billing>> {
  await authorizer.authorizeClient(principal, 'billing:read', clientId);
  return billing.listBilling(clientId, query);
}

/** One row of an import; `version`: the one that it replaces, where there is one. */
export interface BillingRow extends NewBilling {
  readonly clientId: ClientId;
  readonly version?: number | undefined;
}

export type RowResult =
  | { readonly outcome: SavedBilling['outcome']; readonly version: number }
  | {
      readonly outcome: 'rejected';
      readonly code: string;
      readonly detail: string;
      /** Of what stands there, where it was not replaced. */
      readonly version?: number;
    };

const rejected = (code: string, detail: string): RowResult => ({ outcome: 'rejected', code, detail });

/** What a row is told; what is no refusal is thrown on. */
async function refusalOf({ billing }: BillingDeps, row: BillingRow, error: unknown): Promise<RowResult> {
  if (!(error instanceof DomainError)) throw error;
  if (error.code !== 'stale-version') return rejected(error.code, error.message);
  const detail = 'other amounts are entered for this month; give their version to replace them';
  const stored = await billing.billing(row.clientId, row.month);
  return { ...rejected('stale-version', detail), ...(stored && { version: stored.version }) };
}

const ROWS_AT_ONCE = 10;

const keyOf = ({ clientId, month }: BillingRow): string => `${clientId}#${month}`;

/**
 * Enters many rows, each by itself: what is wrong with one keeps no other back. Results come in the order of the rows.
 * Throws `forbidden` when the role allows none of it.
 */
export async function importBilling(
  deps: BillingDeps,
  principal: Principal,
  rows: readonly BillingRow[],
  now: EpochMs,
): Promise<readonly RowResult[]> {
  const ids = rows.map(({ clientId }) => clientId);
  const access = await deps.authorizer.authorizeEach(principal, 'billing:write', ids);
  const first = new Map<string, number>();
  rows.forEach((row, i) => {
    if (!first.has(keyOf(row))) first.set(keyOf(row), i);
  });
  const enter = async (row: BillingRow, index: number): Promise<RowResult> => {
    if (access.get(row.clientId)?.access === 'forbidden')
      return rejected('forbidden-client', 'you may not bill for this client');
    if (first.get(keyOf(row)) !== index)
      return rejected(
        'duplicate-row',
        `row ${String(first.get(keyOf(row)))} is about the same client and month`,
      );
    const terms = await deps.clients.terms(row.clientId);
    if (!terms) return rejected('unknown-client', 'there is no such client; create it first');
    // Without a version an existing row is never overwritten: no version is 0.
    return save(deps, principal, terms, row, () => row.version ?? 0, now)
      .then(({ billing, outcome }): RowResult => ({ outcome, version: billing.version }))
      .catch((error: unknown) => refusalOf(deps, row, error));
  };
  const results: RowResult[] = [];
  for (let i = 0; i < rows.length; i += ROWS_AT_ONCE)
    results.push(...(await Promise.all(rows.slice(i, i + ROWS_AT_ONCE).map((row, k) => enter(row, i + k)))));
  return results;
}
