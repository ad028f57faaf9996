import { MINUTE_MS } from '../../domain/calendar/time.ts';
import type { Case, CaseNotice } from '../../domain/complaint/case.ts';
import type { ComposedMail } from '../../domain/complaint/compose-mail.ts';
import type { CaseStore } from '../../ports/cases.ts';
import type { Clock } from '../../ports/clock.ts';
import { MailRefused, MailThrottled, type Mailer } from '../../ports/mail.ts';
import type { MailboxIdOf } from '../../ports/mailboxes.ts';
import { Unavailable } from '../../ports/unavailable.ts';

export interface SendNoticeDeps {
  readonly cases: Pick<CaseStore, 'find' | 'save'>;
  readonly mailer: Mailer;
  readonly mailboxIdOf: MailboxIdOf;
  readonly clock: Clock;
}

/** Somebody else is at the case just now, or was when they died: try again later. */
export class CaseBusy extends Unavailable {
  override readonly name = 'CaseBusy';
}

/** Longer than any function that sends mails runs: whoever held it is gone. */
export const LEASE_MS = 1.5 * MINUTE_MS;

const TRIES = 8;

/** A notice about a case, and what the case is once it is out. */
export interface Notice {
  readonly what: CaseNotice;
  readonly to: string;
  readonly mail: ComposedMail;
  readonly told: (one: Case) => Case;
}

const rewritten = (one: Case, changes: Partial<Case>): Case => ({
  ...one,
  ...changes,
  version: one.version + 1,
});

/** Takes the case for this notice alone. Throws `CaseBusy`. */
async function claim({ cases, clock }: SendNoticeDeps, one: Case, what: CaseNotice): Promise<Case> {
  const now = clock.now();
  if (one.sending && one.sending.until > now) throw new CaseBusy(`case ${one.caseId} is being told of`);
  const claimed = rewritten(one, { sending: { what, until: now + LEASE_MS } });
  if (!(await cases.save(claimed, undefined))) throw new CaseBusy(`case ${one.caseId} was written meanwhile`);
  return claimed;
}

/** Writes to the case whatever others do to it meanwhile. */
async function settle(
  { cases }: SendNoticeDeps,
  { clientId, caseId }: Case,
  change: (one: Case) => Case,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const one = await cases.find(clientId, caseId);
    if (!one || (await cases.save(rewritten(change(one), { sending: null }), undefined))) return;
  }
  throw new CaseBusy(`case ${caseId} is written by many at once`);
}

const tagsOf = ({ mailboxIdOf }: SendNoticeDeps, { clientId, caseId }: Case, to: string) => ({
  client: clientId,
  case: caseId,
  mailbox: mailboxIdOf(to),
});

/**
 * Sends one mail about a case. 1. claim the case, conditional on the version read: of several deliveries one goes on;
 * 2. send; 3. mark. Killed before 2: whoever comes after the claim has run out sends it. A second mail goes out only where
 * death, or a lost answer, falls between the provider's acceptance and the mark: it knows no idempotency key. An address that
 * the provider refuses for good is marked alike. Throws `CaseBusy`, `MailThrottled`, `Unavailable`.
 */
export async function sendNotice(deps: SendNoticeDeps, one: Case, notice: Notice): Promise<void> {
  const { what, to, mail, told } = notice;
  const claimed = await claim(deps, one, what);
  try {
    await deps.mailer.send({ to, ...mail, tags: tagsOf(deps, one, to) });
  } catch (error) {
    // It did not go out for sure, so nobody has to wait for the claim to run out.
    if (error instanceof MailThrottled) await settle(deps, claimed, (current) => current);
    if (!(error instanceof MailRefused)) throw error;
  }
  await settle(deps, claimed, told);
}
