import type { EpochMs } from '../domain/calendar/time.ts';

/** One line of the append-only audit log: ids only, no names, mails or contents. */
export interface AuditEntry {
  readonly at: EpochMs;
  readonly principalId: string;
  readonly action: string;
  readonly outcome: 'refused' | 'done';
  readonly clientId?: string | undefined;
  /** What was touched besides a client: a principal, a registry entry. */
  readonly target?: string | undefined;
}

export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
}
