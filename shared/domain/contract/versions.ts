import * as z from 'zod';
import type { EpochMs } from '../calendar/time.ts';
import type { Calendar } from './calendar-terms.ts';
import { contractSchema, type ContractTerms } from './contract-schema.ts';
import type { Contract } from './contract.ts';

/** Why a version may begin in the past: the client agreed, and said for what. */
export interface Retroactive {
  readonly agreedBy: 'client';
  readonly reason: string;
}

/** One version of a client's contract as it is kept: the terms, and who wrote them last. */
export interface DraftVersion {
  readonly contract: Contract;
  /** Another one after every save: what an edit or an activation must have seen. */
  readonly edit: string;
  readonly editedBy: string;
  readonly editedAt: EpochMs;
}

/** A version that holds or held; it is never changed again. */
export interface ActiveVersion extends DraftVersion {
  readonly activatedBy: string;
  readonly activatedAt: EpochMs;
  readonly retroactive?: Retroactive | undefined;
}

export type ContractVersion = DraftVersion | ActiveVersion;

const MAX_REASON_CHARACTERS = 500;

export const retroactiveSchema = z.strictObject({
  agreedBy: z.literal('client'),
  reason: z.string().trim().min(1).max(MAX_REASON_CHARACTERS),
}) satisfies z.ZodType<Retroactive>;

const draft = { contract: contractSchema, edit: z.string().min(1), editedBy: z.string(), editedAt: z.int() };

export const draftVersionSchema = z.strictObject(draft) satisfies z.ZodType<DraftVersion>;

export const activeVersionSchema = z.strictObject({
  ...draft,
  activatedBy: z.string(),
  activatedAt: z.int(),
  retroactive: retroactiveSchema.optional(),
}) satisfies z.ZodType<ActiveVersion>;

export const isActive = (version: ContractVersion): version is ActiveVersion => 'activatedAt' in version;

/** The version that comes with a client: in force at once and since ever. */
export const firstVersion = (contract: Contract, by: string, now: EpochMs): ActiveVersion => ({
  contract,
  edit: '1',
  editedBy: by,
  editedAt: now,
  activatedBy: by,
  activatedAt: now,
});

/** The terms of a version as account managers write them. */
export function termsOf(contract: Contract): ContractTerms {
  const { version: _, calendar, ...terms } = contract;
  const { years: __, ...written } = calendar;
  return { ...terms, calendar: written };
}

/** The version that such terms make, with the days that were resolved for its calendar. */
export const contractOf = (terms: ContractTerms, version: number, years: Calendar['years']): Contract => ({
  ...terms,
  version,
  calendar: { ...terms.calendar, years },
});
