import { Logger } from '@aws-lambda-powertools/logger';
import type { LogCode } from './log-codes.ts';

/** Ids, counts and durations only: no names, mails, phone numbers, tokens or bodies. */
export type LogFields = Readonly<Record<string, string | number | boolean>>;

export interface Log {
  info(code: LogCode, fields?: LogFields): void;
  warn(code: LogCode, fields?: LogFields, error?: unknown): void;
  error(code: LogCode, fields?: LogFields, error?: unknown): void;
}

const withError = (fields: LogFields | undefined, error: unknown): Record<string, unknown> => ({
  ...fields,
  ...(error !== undefined && {
    error: error instanceof Error ? error : new Error(`thrown: ${typeof error}`),
  }),
});

/** JSON lines of Powertools; service, level and namespace come from its environment variables. */
export function createLog(): Log {
  const logger = new Logger();
  return {
    info: (code, fields) => {
      logger.info(code, { ...fields });
    },
    warn: (code, fields, error) => {
      logger.warn(code, withError(fields, error));
    },
    error: (code, fields, error) => {
      logger.error(code, withError(fields, error));
    },
  };
}
