import type { Case } from '../domain/complaint/case.ts';
import type { ClientId } from '../domain/ids.ts';
import type { Answer } from '../domain/survey/answer.ts';
import type { Invitation } from '../domain/survey/invitation.ts';
import type { ProgrammeId } from '../domain/survey/programme.ts';
import type { OutboxEntry } from './fact-outbox.ts';

/** Everything that one answer writes, in one transaction. */
export interface AnswerGiven {
  readonly answer: Answer;
  /** As it shall be: answered. Its stored version must be one less. */
  readonly invitation: Invitation;
  /** Digest of the token that was used; it must still be there, and is gone afterwards with its siblings. */
  readonly token: string;
  /** Opened for a low score or a wish for contact. */
  readonly followUp: Case | undefined;
  /** Facts for the ledger; none in anonymous waves until they close. */
  readonly facts: OutboxEntry | undefined;
  /** Seconds since 1970, of the answer. */
  readonly ttl: number;
}

/** Answers of a programme in a span of months; by client where one is given. */
export interface AnswersQuery {
  readonly programmeId: ProgrammeId;
  /** `2026-11`, both included. */
  readonly fromMonth: string;
  readonly toMonth: string;
  readonly clientId: ClientId | undefined;
}

export interface AnswerStore {
  /** `false`: somebody answered by this invitation before; nothing is written. */
  give(given: AnswerGiven): Promise<boolean>;
  /** Keeps what is not complete yet, in place of what was kept before; never in place of a complete answer. Never in anonymous waves. */
  keepPartial(answer: Answer, ttl: number): Promise<void>;
  find(
    programmeId: ProgrammeId,
    month: string,
    clientId: ClientId,
    answerId: string,
  ): Promise<Answer | undefined>;
  /** Page by page, partial ones among them. */
  read(query: AnswersQuery): AsyncIterable<readonly Answer[]>;
  /** Writes what `withoutPerson` left of an answer, where it still is. */
  depersonalise(answer: Answer): Promise<void>;
}
