/** Every code a log line may carry; alarms, metric filters and the runbook name lines by it. */
export const LOG_CODES = [
  'http.completed',
  'http.failed',
  'http.unavailable',
  'queue.completed',
  'queue.message-failed',
  'queue.send-failed',
  'ledger.quarantined',
  'outbox.left',
  'rejudge.completed',
  'reconcile.completed',
  'reconcile.drift',
  'schedule.completed',
  'survey.planned',
  'survey.sent',
  'survey.left',
  'case.mail-sent',
  'case.owner-untold',
] as const;

export type LogCode = (typeof LOG_CODES)[number];
