import type { EpochMs } from '../domain/calendar/time.ts';
import type { Billing, DifferenceNote, IssuedCredit } from '../domain/credit/issued-credit.ts';
import type { MonthText } from '../domain/credit/month.ts';
import type { ClientId } from '../domain/ids.ts';

/** Entries of one page, and the month to go on after when there are more. */
export interface MonthPage<T> {
  readonly entries: readonly T[];
  readonly next?: MonthText;
}

export interface MonthQuery {
  readonly limit: number;
  /** `next` of the page before. */
  readonly after: MonthText | undefined;
}

/** Who approves, and when. */
export interface Approval {
  readonly by: string;
  readonly at: EpochMs;
}

/** What was billed to clients, month by month. */
export interface BillingStore {
  billing(client: ClientId, month: MonthText): Promise<Billing | undefined>;
  /** The latest months first. */
  listBilling(client: ClientId, query: MonthQuery): Promise<MonthPage<Billing>>;
  /** Version 1 is put only where there is none, version n only over n − 1; `false` when someone else was first. */
  saveBilling(client: ClientId, billing: Billing): Promise<boolean>;
}

/** Credits and their notes: written once, then only approved, or taken back before that. */
export interface CreditStore {
  find(client: ClientId, month: MonthText): Promise<IssuedCredit | undefined>;
  /** Those that exist, in no order. */
  findMany(client: ClientId, months: readonly MonthText[]): Promise<readonly IssuedCredit[]>;
  /** The latest months first. */
  list(client: ClientId, query: MonthQuery): Promise<MonthPage<IssuedCredit>>;
  /** `false` when the month has a credit. */
  issue(client: ClientId, credit: IssuedCredit): Promise<boolean>;
  /** `false` when it is approved already. */
  approve(client: ClientId, month: MonthText, approval: Approval): Promise<boolean>;
  /** Deletes the credit with its notes; `false` when it is approved, gone, or has other notes than `credit` says. */
  takeBack(client: ClientId, credit: Pick<IssuedCredit, 'month' | 'notes'>): Promise<boolean>;
  /** All notes of a month, by number. */
  notes(client: ClientId, month: MonthText): Promise<readonly DifferenceNote[]>;
  /** The last note of each credit that has one. */
  lastNotes(client: ClientId, credits: readonly IssuedCredit[]): Promise<readonly DifferenceNote[]>;
  /** Puts the note and counts it at its credit, `standingTotal` with it; `false` when its number is taken. */
  addNote(client: ClientId, note: DifferenceNote, standingTotal: number): Promise<boolean>;
  /** `false` when it is approved already. */
  approveNote(client: ClientId, month: MonthText, number: number, approval: Approval): Promise<boolean>;
}
