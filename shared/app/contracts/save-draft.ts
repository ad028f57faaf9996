import type { EpochMs } from '../../domain/calendar/time.ts';
import { checkContract } from '../../domain/contract/checks.ts';
import type { ContractTerms } from '../../domain/contract/contract-schema.ts';
import type { Contract } from '../../domain/contract/contract.ts';
import { todayIn } from '../../domain/contract/versions-standing.ts';
import { contractOf, type DraftVersion } from '../../domain/contract/versions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { AuditLog } from '../../ports/audit.ts';
import type { ClientVersions } from '../../ports/contracts.ts';
import type { Holidays } from '../../ports/holidays.ts';
import type { Ids } from '../../ports/ids.ts';
import { sameJson } from '../same-json.ts';
import { newestOf, seenByStaff, type ContractsDeps, type SeenVersion } from './versions-seen.ts';

export interface DraftDeps extends ContractsDeps {
  readonly audit: AuditLog;
  readonly ids: Ids;
  readonly holidays: Holidays;
}

/**
 * The version that terms make for a client: holidays resolved, everything checked at once.
 * Throws `invalid-request` with each fault and its path in the terms.
 */
export function contractFromTerms(
  holidays: Holidays,
  { timeZone, before }: { readonly timeZone: string; readonly before: Contract },
  terms: ContractTerms,
  version: number,
  now: EpochMs,
): Contract {
  const { calendar, effectiveFrom } = terms;
  const misplaced = holidays.check(calendar.country, calendar.region);
  const { years } =
    misplaced.length > 0 ? { years: {} } : holidays.resolve(calendar, effectiveFrom, todayIn(timeZone, now));
  const contract = contractOf(terms, version, years);
  const errors = [...misplaced, ...checkContract(contract, before)];
  if (errors.length > 0) throw problem.invalidRequest(errors);
  return contract;
}

/** Refuses every number but the one after the newest active version. */
function checkNumber(version: number, newest: number): void {
  if (version <= newest) throw problem.contractActive(version, newest + 1);
  if (version > newest + 1) throw problem.contractVersionGap(newest + 1);
}

/** The edit that is replaced: the one the caller has seen, or none where there is nothing yet. */
function replacedEdit(draft: DraftVersion | undefined, seen: string | undefined): string | undefined {
  if (!draft) {
    if (seen !== undefined) throw problem.staleVersion();
    return undefined;
  }
  if (seen === undefined) throw problem.ifMatchRequired();
  if (seen !== draft.edit) throw problem.staleVersion();
  return draft.edit;
}

async function loadForEdit(
  { authorizer, contracts }: DraftDeps,
  principal: Principal,
  clientId: ClientId,
): Promise<ClientVersions> {
  const { clientId: allowed } = await authorizer.authorizeClient(principal, 'terms:write', clientId);
  const versions = await contracts.versions(allowed);
  if (!versions) throw problem.notFound();
  return versions;
}

/**
 * Writes the draft of the next version; `seen` is the edit of the caller's last read, needed once there is a draft with
 * other terms. 1. the role and the grant allow it; 2. the number is the next one; 3. holidays are resolved and the terms
 * checked; 4. the draft is written. The same terms again change nothing. Throws `forbidden`, `not-found`,
 * `contract-active`, `contract-version-gap`, `if-match-required`, `stale-version`, `invalid-request`.
 */
export async function saveDraft(
  deps: DraftDeps,
  principal: Principal,
  clientId: ClientId,
  version: number,
  terms: ContractTerms,
  seen: string | undefined,
  now: EpochMs,
): Promise<SeenVersion> {
  const versions = await loadForEdit(deps, principal, clientId);
  const { client, draft } = versions;
  const before = newestOf(versions).contract;
  checkNumber(version, before.version);
  const contract = contractFromTerms(
    deps.holidays,
    { timeZone: client.timeZone, before },
    terms,
    version,
    now,
  );
  const shown = (one: DraftVersion): SeenVersion =>
    seenByStaff(versions, one, deps.secondPerson, principal, now);
  if (draft && sameJson(draft.contract, contract)) return shown(draft);

  const replaced = replacedEdit(draft, seen);
  const next = { contract, edit: deps.ids.ulid(), editedBy: principal.id, editedAt: now };
  if (!(await deps.contracts.saveDraft(client, next, replaced))) throw problem.staleVersion();
  await deps.audit.append({
    at: now,
    principalId: principal.id,
    action: 'terms:write',
    outcome: 'done',
    clientId,
    target: `contract/${String(version)}`,
  });
  return shown(next);
}

/** Throws a draft away, as the caller has seen it. Throws `forbidden`, `not-found`, `contract-active`, `stale-version`. */
export async function discardDraft(
  deps: DraftDeps,
  principal: Principal,
  clientId: ClientId,
  version: number,
  seen: string,
  now: EpochMs,
): Promise<void> {
  const versions = await loadForEdit(deps, principal, clientId);
  const newest = newestOf(versions).contract.version;
  if (version <= newest) throw problem.contractActive(version, newest + 1);
  const { draft } = versions;
  if (draft?.contract.version !== version) throw problem.notFound();
  if (draft.edit !== seen) throw problem.staleVersion();
  if (!(await deps.contracts.deleteDraft(clientId, draft))) throw problem.staleVersion();
  await deps.audit.append({
    at: now,
    principalId: principal.id,
    action: 'terms:discard',
    outcome: 'done',
    clientId,
    target: `contract/${String(version)}`,
  });
}
