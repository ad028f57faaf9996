import type { Case, CaseMail } from '../domain/complaint/case.ts';
import type { ClientId } from '../domain/ids.ts';
import type { OutboxEntry } from './fact-outbox.ts';

export interface CasePage {
  readonly cases: readonly Case[];
  /** The last case id of this page when there are more. */
  readonly next?: string;
}

/** What asks for a case: the same for its repeats. */
export interface CaseRequest {
  readonly requestId: string;
  /** Seconds since 1970, until which a repeat is known. */
  readonly ttl: number;
}

export interface CaseStore {
  /** Consistent. */
  find(clientId: ClientId, caseId: string): Promise<Case | undefined>;
  /** Newest first; `open`: those not closed. */
  list(clientId: ClientId, open: boolean, after: string | undefined, limit: number): Promise<CasePage>;
  /** Every case that is not closed. */
  openOf(clientId: ClientId): Promise<readonly Case[]>;
  /** Every case that is not closed, or of which a mail is not out yet, page by page. */
  unfinished(clientId: ClientId): AsyncIterable<readonly Case[]>;
  /**
   * Writes a new case and the facts that follow from it in one transaction; for a repeat of the request nothing. Answers
   * the case that the request raised.
   */
  raise(one: Case, facts: OutboxEntry | undefined, request: CaseRequest): Promise<Case>;
  /**
   * Writes the case and the facts that follow from it in one transaction. `false` when the stored version is not
   * `version − 1` (none, for version 1).
   */
  save(one: Case, facts: OutboxEntry | undefined): Promise<boolean>;
}

export interface CaseMailRequest {
  readonly clientId: ClientId;
  readonly caseId: string;
  readonly mail: CaseMail;
}

export interface CaseMailQueue {
  /** Resolves once the queue holds every message; throws `QueueUnavailable` when it does not. */
  send(requests: readonly CaseMailRequest[]): Promise<void>;
}
