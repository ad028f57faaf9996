import { STATUS_CODES } from 'node:http';
import { DomainError, problem, type ErrorCode } from '../domain/errors.ts';
import type { HttpResponse } from './event.ts';

/** The status of every error code. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  'invalid-json': 400,
  'invalid-request': 400,
  'invalid-page-token': 400,
  'all-events-rejected': 400,
  'what-if-period-too-long': 400,
  'too-many-orders': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'client-exists': 409,
  'contract-version-gap': 409,
  'contract-active': 409,
  'contract-overlap': 409,
  'activation-in-the-past': 409,
  'second-person-required': 403,
  'month-not-ended': 409,
  'no-credit-terms': 409,
  'billing-missing': 409,
  rejudging: 409,
  'earlier-credit-missing': 409,
  'credit-issued': 409,
  'already-approved': 409,
  'credit-approved': 409,
  'earlier-approval-missing': 409,
  'no-difference': 409,
  'all-orders-refused': 409,
  'dispute-exists': 409,
  'no-dispute': 409,
  'order-full': 409,
  'contact-exists': 409,
  'programme-exists': 409,
  'programme-ended': 409,
  'programme-paused': 409,
  'case-state': 409,
  'case-incomplete': 409,
  'survey-link': 404,
  'idempotency-key-reused': 409,
  'idempotency-in-progress': 409,
  'stale-version': 412,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'if-match-required': 428,
  internal: 500,
  unavailable: 503,
};

export const PROBLEM_TYPE = 'application/problem+json';
const RETRY_AFTER_SECONDS = '2';

// Errors of ports and of middy's own time limit; adapters name them so (`StoreUnavailable`, `QueueUnavailable`).
const isUnavailable = (error: unknown): boolean =>
  error instanceof Error && (error.name.endsWith('Unavailable') || error.name === 'TimeoutError');

/** Any thrown value as an error with a code; what is not expected becomes `internal`. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  return isUnavailable(error) ? problem.unavailable() : problem.internal();
}

/** Problem details (RFC 9457) with the stable code, the fields and the correlation id; nothing of an unexpected error. */
export function problemResponse(error: DomainError, correlationId: string): HttpResponse {
  const status = STATUS_OF[error.code];
  const body = {
    ...error.extra,
    type: `urn:tallyman:problem:${error.code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: error.code,
    detail: error.message,
    ...(error.errors.length > 0 && { errors: error.errors }),
    correlationId,
  };
  return {
    statusCode: status,
    headers: {
      'content-type': PROBLEM_TYPE,
      ...(status === 503 && { 'retry-after': RETRY_AFTER_SECONDS }),
    },
    body: JSON.stringify(body),
  };
}
