/** CloudWatch namespace of every metric; the functions get it as POWERTOOLS_METRICS_NAMESPACE. */
export const METRIC_NAMESPACE = 'Tallyman';

/**
 * Dimension value of every metric of a stage (`service`, set by Powertools from POWERTOOLS_SERVICE_NAME). One
 * value for all functions of a stage: alarms watch the sum, whichever function counted.
 */
export const metricService = (stage: string): string => `tallyman-${stage}`;

/** Names shared by the functions that count and the alarms and dashboard that watch. Counts, unless a unit is in the name. */
export const METRIC = {
  /** Events that SQS holds after POST /v1/events. */
  eventsAccepted: 'EventsAccepted',
  /** Events refused in the answer of POST /v1/events, whatever the code. */
  eventsRejected: 'EventsRejected',
  /** Events that could not be queued after retries; the sender is told to try again. */
  eventsNotQueued: 'EventsNotQueued',
  /** Facts newly written to the ledger. */
  eventsRecorded: 'EventsRecorded',
  /** Facts that were there already: repeats, which change nothing. */
  eventsRepeated: 'EventsRepeated',
  /** Events put aside by the worker because of their content. */
  eventsQuarantined: 'EventsQuarantined',
  /** Transactions refused by the order's version and tried again. */
  ledgerConflicts: 'LedgerConflicts',
  /** Orders judged again after a change of contract or judge. */
  ordersRejudged: 'OrdersRejudged',
  /** Tally rows compared with the ledger. */
  talliesChecked: 'TalliesChecked',
  /** Tally rows that differ from the ledger; must be 0. */
  talliesDrifted: 'TalliesDrifted',
  /** Bytes of orders in one bucket, seen while reconciling it; DynamoDB holds at most 10 GB a bucket, index entries included. */
  ledgerBucketBytes: 'LedgerBucketBytes',
  /** Survey invitations of a planned client that wait to be sent; a repeat counts them again. */
  invitationsPlanned: 'InvitationsPlanned',
  /** Survey mails that the provider took, reminders among them. */
  surveyMailsSent: 'SurveyMailsSent',
  /** Mails that came back for good. */
  mailsBounced: 'MailsBounced',
  /** Mails that their reader reported as unwanted. */
  mailsComplained: 'MailsComplained',
  /** Mails about cases that the provider took, to people and to owners. */
  caseMailsSent: 'CaseMailsSent',
  /** Cases past their next due date, as the hourly walk found them; 0 is not counted. */
  casesOverdue: 'CasesOverdue',
} as const;

export type MetricName = (typeof METRIC)[keyof typeof METRIC];
