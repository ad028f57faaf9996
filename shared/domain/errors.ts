/** Every code a caller may meet in a problem answer. Codes never change their meaning; HTTP statuses are in shared/http. */
export const ERROR_CODES = [
  'invalid-json',
  'invalid-request',
  'invalid-page-token',
  'unsupported-media-type',
  'body-too-large',
  'unauthenticated',
  'forbidden',
  'not-found',
  'client-exists',
  'contract-version-gap',
  'contract-active',
  'contract-overlap',
  'activation-in-the-past',
  'second-person-required',
  'what-if-period-too-long',
  'too-many-orders',
  'month-not-ended',
  'no-credit-terms',
  'billing-missing',
  'rejudging',
  'earlier-credit-missing',
  'credit-issued',
  'already-approved',
  'credit-approved',
  'earlier-approval-missing',
  'no-difference',
  'idempotency-key-reused',
  'idempotency-in-progress',
  'if-match-required',
  'stale-version',
  'all-events-rejected',
  'all-orders-refused',
  'dispute-exists',
  'no-dispute',
  'order-full',
  'contact-exists',
  'programme-exists',
  'programme-ended',
  'programme-paused',
  'case-state',
  'case-incomplete',
  'survey-link',
  'unavailable',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One field that was refused: `path` as the caller wrote it (`contract.minVolume`, `3.data.units`), `detail` with the remedy. */
export interface FieldError {
  readonly path: string;
  readonly detail: string;
}

export interface ErrorFields {
  readonly errors?: readonly FieldError[];
  /** Further members of the problem answer. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** An expected refusal. Made only by the constructors of `problem`; `message` is shown to the caller. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, detail: string, fields: ErrorFields = {}) {
    super(detail);
    this.code = code;
    this.errors = fields.errors ?? [];
    this.extra = fields.extra ?? {};
  }
}

/** One constructor for each code. */
export const problem = {
  invalidJson: () => new DomainError('invalid-json', 'The body is not JSON in UTF-8.'),
  invalidRequest: (errors: readonly FieldError[]) =>
    new DomainError('invalid-request', summary(errors), { errors }),
  invalidField: (path: string, detail: string) =>
    new DomainError('invalid-request', `${path}: ${detail}`, { errors: [{ path, detail }] }),
  invalidPageToken: () =>
    new DomainError(
      'invalid-page-token',
      'nextToken belongs to another list or was changed. Ask for the first page again, without nextToken.',
      { errors: [{ path: 'nextToken', detail: 'leave it out, or send it with the query it came from' }] },
    ),
  unsupportedMediaType: (given: string, wanted: string) =>
    new DomainError('unsupported-media-type', `The body must be ${wanted}, not ${given}.`),
  bodyTooLarge: (limitBytes: number) =>
    new DomainError(
      'body-too-large',
      `The body may have at most ${String(limitBytes)} bytes. Send it in parts.`,
    ),
  unauthenticated: (detail: string) => new DomainError('unauthenticated', detail),
  forbidden: (action: string) =>
    new DomainError('forbidden', `Your role does not allow ${action}. Ask an administrator.`),
  /** The same answer for what is not there and what the caller may not see. */
  notFound: () => new DomainError('not-found', 'There is nothing here that you may see.'),
  clientExists: (clientId: string) =>
    new DomainError('client-exists', `A client ${clientId} exists already. Choose another clientId.`, {
      errors: [{ path: 'clientId', detail: 'taken; choose another one' }],
    }),
  /** `next`: the only version that may be written now. */
  contractVersionGap: (next: number) =>
    new DomainError(
      'contract-version-gap',
      `The next contract version is ${String(next)}: versions are written one after the other.`,
      { errors: [{ path: 'version', detail: `must be ${String(next)}` }] },
    ),
  contractActive: (version: number, next: number) =>
    new DomainError(
      'contract-active',
      `Contract version ${String(version)} is active and never changed again. Write version ${String(next)}.`,
      { errors: [{ path: 'version', detail: `is active; write version ${String(next)}` }] },
    ),
  contractOverlap: (error: FieldError) =>
    new DomainError('contract-overlap', `${error.path}: ${error.detail}`, { errors: [error] }),
  activationInThePast: (error: FieldError) =>
    new DomainError('activation-in-the-past', `${error.path}: ${error.detail}`, { errors: [error] }),
  secondPersonRequired: (detail: string) => new DomainError('second-person-required', detail),
  whatIfPeriodTooLong: () =>
    new DomainError('what-if-period-too-long', 'What-if looks at no more than a year at once.', {
      errors: [{ path: 'to', detail: 'at most a year after from; ask for shorter periods' }],
    }),
  tooManyOrders: (most: number) =>
    new DomainError(
      'too-many-orders',
      `More than ${String(most)} orders would have to be judged for this period, too many for one call.`,
      { errors: [{ path: 'to', detail: 'ask for a shorter period, such as month by month' }] },
    ),
  monthNotEnded: (month: string) =>
    new DomainError(
      'month-not-ended',
      `${month} has not ended in the zone of the client. Ask again when it has.`,
    ),
  noCreditTerms: (version: number) =>
    new DomainError(
      'no-credit-terms',
      `Version ${String(version)} of the contract has no credits for this month.`,
    ),
  billingMissing: (clientId: string, month: string, currency: string, missing: readonly string[]) =>
    new DomainError(
      'billing-missing',
      `The contract takes shares of ${missing.join(' and ')} in ${currency}, which is not given for ${month}. PUT it to /v1/clients/${clientId}/billing/${month}.`,
      { errors: missing.map((base) => ({ path: base, detail: `is not given in ${currency}` })) },
    ),
  rejudging: () =>
    new DomainError(
      'rejudging',
      'Orders of the client are being judged again, so that its figures still move. Ask again when rejudging is false.',
    ),
  earlierCreditMissing: (months: readonly string[]) =>
    new DomainError(
      'earlier-credit-missing',
      `The contract looks back on earlier months; issue their credits first: ${months.join(', ')}.`,
      { extra: { months } },
    ),
  creditIssued: (month: string) =>
    new DomainError(
      'credit-issued',
      `The credit of ${month} is issued and never changed. Write a difference note if its figures are others today.`,
    ),
  alreadyApproved: () => new DomainError('already-approved', 'It is approved already.'),
  creditApproved: (month: string) =>
    new DomainError(
      'credit-approved',
      `The credit of ${month} is approved and stands. Write a difference note if its figures are others today.`,
    ),
  earlierApprovalMissing: (what: string) =>
    new DomainError(
      'earlier-approval-missing',
      `Approvals go by number, the credit first: approve ${what} before.`,
    ),
  noDifference: (month: string) =>
    new DomainError(
      'no-difference',
      `Today's figures of ${month} come to what stands; there is nothing to note.`,
    ),
  idempotencyKeyReused: () =>
    new DomainError(
      'idempotency-key-reused',
      'This Idempotency-Key was sent with another request. Use a new key for a new request.',
    ),
  idempotencyInProgress: () =>
    new DomainError(
      'idempotency-in-progress',
      'A request with this Idempotency-Key is still running. Repeat it in a few seconds.',
    ),
  ifMatchRequired: () =>
    new DomainError(
      'if-match-required',
      'Send If-Match with the ETag of your last read, so that no edit is lost.',
    ),
  staleVersion: () =>
    new DomainError(
      'stale-version',
      'Someone changed this since you read it. Read it again and repeat the edit.',
    ),
  allEventsRejected: (extra: Readonly<Record<string, unknown>>) =>
    new DomainError('all-events-rejected', 'No event of this request was accepted; see rejected.', { extra }),
  allOrdersRefused: (extra: Readonly<Record<string, unknown>>) =>
    new DomainError('all-orders-refused', 'Nothing was done; see why for each of the orders.', { extra }),
  disputeExists: () =>
    new DomainError('dispute-exists', 'This fact is disputed already, and that is not settled yet.', {
      errors: [{ path: 'fact', detail: 'is disputed already' }],
    }),
  noDispute: () =>
    new DomainError('no-dispute', 'No open dispute of this fact waits to be settled.', {
      errors: [{ path: 'fact', detail: 'is not disputed, or the dispute is settled' }],
    }),
  orderFull: (limit: number) =>
    new DomainError(
      'order-full',
      `An order holds at most ${String(limit)} facts, and this one takes no more.`,
    ),
  contactExists: (contactId: string) =>
    new DomainError('contact-exists', `A contact ${contactId} exists already. Choose another contactId.`, {
      errors: [{ path: 'contactId', detail: 'taken; choose another one, or change that contact with PUT' }],
    }),
  programmeExists: (programmeId: string) =>
    new DomainError('programme-exists', `A programme ${programmeId} exists already.`, {
      errors: [{ path: 'programmeId', detail: 'taken; choose another one' }],
    }),
  programmeEnded: () =>
    new DomainError(
      'programme-ended',
      'The programme has ended and is kept for its results. Make another one.',
    ),
  programmePaused: () =>
    new DomainError('programme-paused', 'The programme is paused and begins no wave. Resume it first.'),
  /** A step that the state of a case does not allow; `allowed` names those that it does. */
  caseState: (state: string, step: string, allowed: readonly string[]) =>
    new DomainError(
      'case-state',
      `A case that is ${state} cannot be ${step}. ${allowed.length === 0 ? 'Nothing follows.' : `Possible now: ${allowed.join(', ')}.`}`,
      { extra: { state, allowed } },
    ),
  /** What has to be said of a case before a step. */
  caseIncomplete: (errors: readonly FieldError[]) =>
    new DomainError('case-incomplete', summary(errors), { errors }),
  /** The one answer to a link that is unknown, used or expired. */
  surveyLink: () => new DomainError('survey-link', 'This link is not open, or not any more.'),
  unavailable: () =>
    new DomainError(
      'unavailable',
      'The service did not answer in time. Repeat the request; with the same Idempotency-Key or event ids nothing is done twice.',
    ),
  internal: () =>
    new DomainError(
      'internal',
      'This should not have happened. Report it with the correlationId of this answer.',
    ),
} as const;

function summary(errors: readonly FieldError[]): string {
  const first = errors[0];
  if (first === undefined) return 'The request is not valid.';
  const more = errors.length === 1 ? '' : ` (and ${String(errors.length - 1)} more)`;
  return `${first.path === '' ? 'The body' : first.path}: ${first.detail}${more}`;
}
