import { StoreUnavailable, WriteRefused, type ActionFailure } from './documents.ts';

const BUSY = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionConflictException',
  'TransactionInProgressException',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'AbortError',
]);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

// Node reports what happens below HTTP with codes such as ECONNRESET and ENOTFOUND.
const isNetworkError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]/.test(error.code);

const isUnavailable = (error: unknown): boolean =>
  BUSY.has(nameOf(error)) || (statusOf(error) ?? 0) >= 500 || isNetworkError(error);

export const isConditionFailure = (error: unknown): boolean =>
  nameOf(error) === 'ConditionalCheckFailedException';

/** The item is part of a transaction right now. */
export const isConflict = (error: unknown): boolean => nameOf(error) === 'TransactionConflictException';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What a failed read throws: `StoreUnavailable` when trying again may help, else the error itself (a wrong table, missing rights). */
export const readError = (error: unknown): unknown =>
  isUnavailable(error) ? new StoreUnavailable(messageOf(error), { cause: error }) : error;

/**
 * As `readError`, and `WriteRefused` for what DynamoDB will never store. A full partition is not among it: nothing is
 * wrong with the item, and it must wait in its queue until there is room.
 */
export function writeError(error: unknown): unknown {
  switch (nameOf(error)) {
    case 'ValidationException':
      return new WriteRefused(messageOf(error), { cause: error });
    case 'ItemCollectionSizeLimitExceededException':
      return new StoreUnavailable(messageOf(error), { cause: error });
    default:
      return readError(error);
  }
}

const FAILURES: Readonly<Record<string, ActionFailure>> = {
  None: 'none',
  ConditionalCheckFailed: 'condition',
  TransactionConflict: 'conflict',
  ThrottlingError: 'throttled',
  ProvisionedThroughputExceeded: 'throttled',
  ValidationError: 'refused',
  ItemCollectionSizeLimitExceeded: 'full',
};

/** The failure of each action of a cancelled transaction; `undefined` when a reason is none that a caller can act on. */
export function actionFailures(
  reasons: readonly { readonly Code?: string | undefined }[],
): readonly ActionFailure[] | undefined {
  const failures = reasons.map(({ Code }) => FAILURES[Code ?? 'None']);
  const known = failures.filter((failure) => failure !== undefined);
  return known.length === failures.length && known.some((failure) => failure !== 'none') ? known : undefined;
}
