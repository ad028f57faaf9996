import type { EpochMs } from '../../domain/calendar/time.ts';
import { zoneOf } from '../../domain/calendar/zone.ts';
import { unsentMails, type Case } from '../../domain/complaint/case.ts';
import { factsOfEdit, reportedDamage, reportsDamage } from '../../domain/complaint/case-facts.ts';
import { isRefusal, type Edit, type Edited, type Refusal } from '../../domain/complaint/edit-case.ts';
import { contractOn, historyOf } from '../../domain/contract/in-force.ts';
import { isInsider, type Action } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId, OrderNo } from '../../domain/ids.ts';
import { fold } from '../../domain/ledger/fold.ts';
import type { OrderKind } from '../../domain/ledger/fact.ts';
import type { OrderRecord } from '../../domain/ledger/order-record.ts';
import type { AuditLog } from '../../ports/audit.ts';
import type { CaseMailQueue, CaseStore } from '../../ports/cases.ts';
import type { Terms } from '../../ports/clients.ts';
import type { OutboxEntry } from '../../ports/fact-outbox.ts';
import { isUnavailable } from '../../ports/unavailable.ts';
import type { Authorizer } from '../authorize.ts';
import { deliverOutbox, type DeliverOutboxDeps } from '../deliver-outbox.ts';

export interface CaseDeps extends DeliverOutboxDeps {
  readonly authorizer: Authorizer;
  readonly audit: AuditLog;
  readonly cases: CaseStore;
  readonly mails: CaseMailQueue;
  /** Told why mails could not be queued; the hourly walk queues them. */
  readonly onUnsent?: (error: unknown) => void;
}

/** Names a case for a caller. */
export interface CaseCall {
  readonly principal: Principal;
  readonly clientId: ClientId;
  readonly caseId: string;
  readonly now: EpochMs;
}

/** What somebody wrote in a survey is not for others at the client: feedback is the provider's alone. */
export const isVisible = ({ kind }: Case, principal: Principal): boolean =>
  kind !== 'feedback' || isInsider(principal);

/** The case; throws the same `not-found` for what is not there and what the caller may not see. */
export async function caseFor(
  { cases }: Pick<CaseDeps, 'cases'>,
  { principal, caseId }: CaseCall,
  clientId: ClientId,
): Promise<Case> {
  const one = await cases.find(clientId, caseId);
  if (!one || !isVisible(one, principal)) throw problem.notFound();
  return one;
}

/** Terms of a client with the contract in force at `now`. */
export async function termsAt({ recording }: CaseDeps, clientId: ClientId, now: EpochMs) {
  const terms = await recording.clients.terms(clientId);
  if (!terms) throw problem.notFound();
  return { terms, contract: contractOn(historyOf(terms), zoneOf(terms.client.timeZone).dayOf(now)) };
}

/** Orders of one kind by number; those that are not there are left out. */
export async function loadOrders(
  { recording, bucketOf }: CaseDeps,
  { client: { clientId, buckets } }: Terms,
  kind: OrderKind,
  orderNos: readonly OrderNo[],
): Promise<readonly OrderRecord[]> {
  const byBucket = Map.groupBy(orderNos, (orderNo) => bucketOf(orderNo, buckets));
  const pages = await Promise.all(
    [...byBucket].map(([bucket, some]) =>
      recording.ledger.load(
        { clientId, bucket },
        some.map((orderNo) => ({ kind, orderNo })),
      ),
    ),
  );
  return pages.flat();
}

/** The case as it shall be stored, with the facts that follow from what was done to it. */
export async function withFacts(
  deps: CaseDeps,
  terms: Terms,
  before: Case | undefined,
  after: Case,
): Promise<{ readonly one: Case; readonly entry: OutboxEntry | undefined }> {
  const damaged = reportsDamage(after) ? await loadOrders(deps, terms, 'delivery', after.orders) : [];
  const reported = new Map(
    damaged.flatMap(({ orderNo, facts }): [OrderNo, string][] => {
      const known = reportedDamage(fold(facts), after);
      return known === undefined ? [] : [[orderNo, known]];
    }),
  );
  const { timeZone } = terms.client;
  const { one, orders } = factsOfEdit(before, after, { timeZone, reported });
  const { clientId, caseId, edits, history, raisedAt } = one;
  const outboxId = `case.${clientId}.${caseId}.${String(edits)}`;
  const at = history.at(-1)?.at ?? raisedAt;
  return { one, entry: orders.length > 0 ? { outboxId, clientId, at, orders } : undefined };
}

/** Queues the mails that an edit asks for. The edit stands whatever becomes of them. */
async function queueMails({ mails, onUnsent }: CaseDeps, before: Case, after: Case): Promise<void> {
  const waiting = new Set(unsentMails(before));
  const { clientId, caseId } = after;
  const asked = unsentMails(after).filter((mail) => !waiting.has(mail));
  if (asked.length === 0) return;
  try {
    await mails.send(asked.map((mail) => ({ clientId, caseId, mail })));
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    onUnsent?.(error);
  }
}

function refusal(one: Case, refused: Refusal): Error {
  switch (refused.refused) {
    case 'state':
      return problem.caseState(one.state, refused.doing, refused.allowed);
    case 'incomplete':
      return problem.caseIncomplete(refused.errors);
    case 'invalid':
      return problem.invalidRequest(refused.errors);
  }
}

/** One line of the audit log, of ids and the names of steps alone. */
export const auditCase = (
  { audit }: Pick<CaseDeps, 'audit'>,
  { principal, now }: Pick<CaseCall, 'principal' | 'now'>,
  action: Action,
  { clientId, caseId, history }: Case,
): Promise<void> =>
  audit.append({
    at: now,
    principalId: principal.id,
    action,
    outcome: 'done',
    clientId,
    target: `${caseId} ${history.at(-1)?.what ?? ''}`.trim(),
  });

const TRIES = 8;

/**
 * Does something to a case, once: 1. the role and the grant allow it; 2. `edit` decides on the case as it is; 3. case and
 * facts are written in one transaction, on the version read: whoever lost a race decides anew on what the other made of it;
 * 4. the facts go through the one door, so that figures move at once, mails to their queue. `seen`: the edit that the caller
 * saw. What changes nothing writes nothing. Throws `forbidden`, `not-found`, `stale-version`, `case-state`,
 * `case-incomplete`, `invalid-request`, `unavailable`.
 */
export async function editCase(
  deps: CaseDeps,
  call: CaseCall,
  action: Action,
  edit: (one: Case, edit: Edit) => Edited,
  seen?: number,
): Promise<Case> {
  const { principal, now } = call;
  const { clientId } = await deps.authorizer.authorizeClient(principal, action, call.clientId);
  const { terms, contract } = await termsAt(deps, clientId, now);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const before = await caseFor(deps, call, clientId);
    if (seen !== undefined && seen !== before.edits) throw problem.staleVersion();
    const decided = edit(before, { by: principal.id, now, contract });
    if (isRefusal(decided)) throw refusal(before, decided);
    if (decided === before) return before;
    const { one, entry } = await withFacts(deps, terms, before, decided);
    if (!(await deps.cases.save(one, entry))) continue;
    await Promise.all([
      entry && deliverOutbox(deps, entry),
      queueMails(deps, before, one),
      auditCase(deps, call, action, one),
    ]);
    return one;
  }
  throw problem.unavailable();
}
