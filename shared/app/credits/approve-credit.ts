import type { EpochMs } from '../../domain/calendar/time.ts';
import { stateOf, type DifferenceNote, type IssuedCredit } from '../../domain/credit/issued-credit.ts';
import type { MonthText } from '../../domain/credit/month.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import { auditStep, type CreditDeps } from './credit-deps.ts';

type ApproveDeps = Pick<CreditDeps, 'authorizer' | 'credits' | 'audit' | 'secondPerson'>;

function refuseApproval(
  { approvedBy, issuedBy }: IssuedCredit | DifferenceNote,
  principal: Principal,
  { secondPerson }: ApproveDeps,
): void {
  if (approvedBy !== null) throw problem.alreadyApproved();
  if (secondPerson === 'required' && issuedBy === principal.id)
    throw problem.secondPersonRequired('A second person approves it: not the one who issued it.');
}

/** Approves an issued credit. Throws `forbidden`, `not-found`, `already-approved`, `second-person-required`. */
export async function approveCredit(
  deps: ApproveDeps,
  principal: Principal,
  clientId: ClientId,
  month: MonthText,
  now: EpochMs,
): Promise<IssuedCredit> {
  await deps.authorizer.authorizeClient(principal, 'credits:approve', clientId);
  const issued = await deps.credits.find(clientId, month);
  if (!issued) throw problem.notFound();
  refuseApproval(issued, principal, deps);
  const approval = { by: principal.id, at: now };
  if (!(await deps.credits.approve(clientId, month, approval))) throw problem.alreadyApproved();
  await auditStep(deps, principal, 'credits:approve', clientId, month, now);
  return { ...issued, approvedBy: principal.id, approvedAt: now };
}

/**
 * Approves a difference note, after the credit and the notes before it: a client who sees a note sees all that it builds on.
 * Throws as `approveCredit` does, and `earlier-approval-missing`.
 */
export async function approveNote(
  deps: ApproveDeps,
  principal: Principal,
  clientId: ClientId,
  month: MonthText,
  number: number,
  now: EpochMs,
): Promise<DifferenceNote> {
  await deps.authorizer.authorizeClient(principal, 'credits:approve', clientId);
  const issued = await deps.credits.find(clientId, month);
  const notes = await deps.credits.notes(clientId, month);
  const note = notes.find((one) => one.number === number);
  if (!issued || !note) throw problem.notFound();
  refuseApproval(note, principal, deps);
  // What is approved stays so: no condition of the write is needed.
  if (stateOf(issued) === 'proposed') throw problem.earlierApprovalMissing(`the credit of ${month}`);
  const before = notes.find((one) => one.number < number && stateOf(one) === 'proposed');
  if (before) throw problem.earlierApprovalMissing(`note ${String(before.number)} of ${month}`);
  const approval = { by: principal.id, at: now };
  if (!(await deps.credits.approveNote(clientId, month, number, approval))) throw problem.alreadyApproved();
  await auditStep(deps, principal, 'credits:approve', clientId, `${month}/${String(number)}`, now);
  return { ...note, approvedBy: principal.id, approvedAt: now };
}
