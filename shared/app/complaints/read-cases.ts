import type { Case } from '../../domain/complaint/case.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { CasePage, CaseStore } from '../../ports/cases.ts';
import type { Authorizer } from '../authorize.ts';
import { caseFor, isVisible, type CaseCall } from './edit-case.ts';

export interface ReadCasesDeps {
  readonly authorizer: Authorizer;
  readonly cases: CaseStore;
}

/** One case. Throws `forbidden`, `not-found`. */
export async function readCase(deps: ReadCasesDeps, call: CaseCall): Promise<Case> {
  const { clientId } = await deps.authorizer.authorizeClient(call.principal, 'cases:read', call.clientId);
  return caseFor(deps, call, clientId);
}

export interface CasesQuery {
  /** Those that are not closed. */
  readonly open: boolean;
  readonly after: string | undefined;
  readonly limit: number;
}

/** A page of a client's cases, newest first; it may be short and still go on. Throws `forbidden`, `not-found`. */
export async function listCases(
  { authorizer, cases }: ReadCasesDeps,
  principal: Principal,
  wanted: ClientId,
  { open, after, limit }: CasesQuery,
): Promise<CasePage> {
  const { clientId } = await authorizer.authorizeClient(principal, 'cases:read', wanted);
  const page = await cases.list(clientId, open, after, limit);
  return { ...page, cases: page.cases.filter((one) => isVisible(one, principal)) };
}
