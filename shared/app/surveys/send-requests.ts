import type { MailboxId } from '../../domain/survey/invitation.ts';
import { MOST_MAILBOXES, type PlanRequest, type SendRequest } from '../../ports/survey-queues.ts';

/** Requests to send to some mailboxes of one client, as many in each as a message takes. */
export function sendRequests(
  what: SendRequest['what'],
  { programmeId, waveId, clientId }: PlanRequest,
  mailboxIds: readonly MailboxId[],
): readonly SendRequest[] {
  const requests: SendRequest[] = [];
  for (let start = 0; start < mailboxIds.length; start += MOST_MAILBOXES) {
    const some = mailboxIds.slice(start, start + MOST_MAILBOXES);
    requests.push({ programmeId, waveId, clientId, what, mailboxIds: some });
  }
  return requests;
}
