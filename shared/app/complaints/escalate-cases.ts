import { MINUTE_MS, type EpochMs } from '../../domain/calendar/time.ts';
import type { Case } from '../../domain/complaint/case.ts';
import { composeEscalation } from '../../domain/complaint/compose-mail.ts';
import { escalationAt, isOverdue, mailsAskedBy, nextDue } from '../../domain/complaint/due-next.ts';
import type { Client } from '../../domain/crm/client.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { CaseMailQueue, CaseMailRequest, CaseStore } from '../../ports/cases.ts';
import type { ClientDirectory } from '../../ports/clients.ts';
import { sendNotice, type SendNoticeDeps } from './send-notice.ts';

export interface EscalateCasesDeps extends SendNoticeDeps {
  readonly cases: Pick<CaseStore, 'find' | 'save' | 'unfinished'>;
  readonly clients: Pick<ClientDirectory, 'list'>;
  readonly mails: CaseMailQueue;
  /** Told of an owner who could not be written to now; the next hour tries again. */
  readonly onUntold: (one: Case, error: unknown) => void;
}

/** What an hour's walk found and did. */
export interface Escalated {
  /** Cases past their next due date. */
  readonly overdue: number;
  /** Owners written to. */
  readonly told: number;
  /** Mails to people whose message had got lost. */
  readonly queued: number;
}

const CLIENT_PAGE = 100;
/** A message that is not through by then is taken for lost; a second one changes nothing. */
const LOST_AFTER_MS = 10 * MINUTE_MS;

/** Tells the owner of the next due date, once a level. */
async function tellOwner(
  deps: EscalateCasesDeps,
  one: Case,
  { timeZone }: Client,
  now: EpochMs,
): Promise<number> {
  const level = escalationAt(one, now);
  if (level === 0 || level <= one.escalation || one.owner === null) return 0;
  const told = (current: Case): Case =>
    // A case that moved on meanwhile waits for another date, of which nobody was told.
    nextDue(current) === nextDue(one) ? { ...current, escalation: level } : current;
  try {
    const mail = composeEscalation(one, level, timeZone);
    await sendNotice(deps, one, { what: 'escalation', to: one.owner, mail, told });
    return 1;
  } catch (error) {
    deps.onUntold(one, error);
    return 0;
  }
}

async function walkClient(deps: EscalateCasesDeps, client: Client, now: EpochMs): Promise<Escalated> {
  const { clientId } = client;
  let [overdue, told, queued] = [0, 0, 0];
  for await (const cases of deps.cases.unfinished(clientId)) {
    const lost = cases.flatMap((one): readonly CaseMailRequest[] =>
      mailsAskedBy(one, now - LOST_AFTER_MS).map((mail) => ({ clientId, caseId: one.caseId, mail })),
    );
    if (lost.length > 0) await deps.mails.send(lost);
    queued += lost.length;
    for (const one of cases) {
      if (isOverdue(one, now)) overdue++;
      told += await tellOwner(deps, one, client, now);
    }
  }
  return { overdue, told, queued };
}

/**
 * Looks at every case that is not finished, client by client, a page at a time. Owners are told when a due date nears and
 * when it has passed, once each; mails to people that never left are queued again.
 */
export async function escalateCases(deps: EscalateCasesDeps): Promise<Escalated> {
  const now = deps.clock.now();
  let [overdue, told, queued] = [0, 0, 0];
  let after: ClientId | undefined;
  do {
    const page = await deps.clients.list(after, CLIENT_PAGE);
    for (const client of page.clients) {
      const found = await walkClient(deps, client, now);
      overdue += found.overdue;
      told += found.told;
      queued += found.queued;
    }
    after = page.next;
  } while (after !== undefined);
  return { overdue, told, queued };
}
