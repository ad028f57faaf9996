import type { EpochMs } from '../calendar/time.ts';
import type { Contract } from '../contract/contract.ts';
import type { FieldError } from '../errors.ts';
import type { Case, CaseStep } from './case.ts';

/** Who does something to a case and when; `contract`: the one in force, for due dates. */
export interface Edit {
  readonly by: string;
  readonly now: EpochMs;
  readonly contract: Contract;
}

/**
 * Why a case stays as it is. `state`: its state does not allow it; `allowed` names what it does. `incomplete`: something has
 * to be said of the case before. `invalid`: what was asked for does not fit the case.
 */
export type Refusal =
  | { readonly refused: 'state'; readonly doing: string; readonly allowed: readonly string[] }
  | { readonly refused: 'incomplete' | 'invalid'; readonly errors: readonly FieldError[] };

/** A case as it shall be (the same object: nothing to do), or why not. */
export type Edited = Case | Refusal;

export const isRefusal = (edited: Edited): edited is Refusal => 'refused' in edited;

export const invalid = (path: string, detail: string): Refusal => ({
  refused: 'invalid',
  errors: [{ path, detail }],
});

const MOST_STEPS = 100;

/** When the next thing happens to a case: now, and behind all before it, whatever the clocks of their writers said. */
export const nextAt = ({ history }: Case, now: EpochMs): EpochMs =>
  Math.max(now, (history.at(-1)?.at ?? 0) + 1);

/** The case after one edit: counted, and in its history. */
export function edited(
  one: Case,
  changes: Partial<Case>,
  { by, now }: Pick<Edit, 'by' | 'now'>,
  step: Pick<CaseStep, 'what' | 'note'>,
): Case {
  const history = [...one.history, { at: nextAt(one, now), by, ...step }].slice(-MOST_STEPS);
  return { ...one, ...changes, history, edits: one.edits + 1, version: one.version + 1 };
}
