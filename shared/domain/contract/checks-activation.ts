import { civilOf, formatDay, parseDay, type EpochDay } from '../calendar/time.ts';
import { problem, type DomainError, type FieldError } from '../errors.ts';
import { businessTerms } from './check-calendar.ts';
import type { Contract } from './contract.ts';
import type { DraftVersion } from './versions.ts';

/** Whether whoever wrote a version last may activate it as well; a stage says which. */
export type SecondPerson = 'required' | 'not-required';

/** What keeps a draft from being activated as it is, told before anyone tries. */
export interface Hindrance extends FieldError {
  readonly code: 'contract-overlap' | 'activation-in-the-past' | 'second-person-required';
}

/** The rules of activation: `newest` is the newest active version, `today` the day in the client's zone. */
export interface ActivationRules {
  readonly newest: Contract;
  readonly today: EpochDay;
  readonly secondPerson: SecondPerson;
}

function overlap({ contract }: DraftVersion, { newest }: ActivationRules): readonly Hindrance[] {
  const { effectiveFrom } = contract;
  const begun = newest.effectiveFrom;
  if (effectiveFrom === null || begun === null || effectiveFrom > begun) return [];
  const detail = `${effectiveFrom} is not after ${begun}, on which version ${String(newest.version)} begins; begin later`;
  return [{ code: 'contract-overlap', path: 'effectiveFrom', detail }];
}

function past({ contract }: DraftVersion, { today }: ActivationRules): readonly Hindrance[] {
  const { effectiveFrom } = contract;
  const day = formatDay(today);
  if (effectiveFrom === null || effectiveFrom >= day) return [];
  const detail = `${effectiveFrom} lies before today, ${day}; begin today or later, or activate it as retroactive with the client's agreement`;
  return [{ code: 'activation-in-the-past', path: 'effectiveFrom', detail }];
}

/** Everything that stands in the way of an activation by the person `by`. */
export function hindrancesOf(draft: DraftVersion, rules: ActivationRules, by: string): readonly Hindrance[] {
  const found = [...overlap(draft, rules), ...past(draft, rules)];
  if (rules.secondPerson === 'required' && by === draft.editedBy)
    found.push({
      code: 'second-person-required',
      path: '',
      detail: 'A second person activates it: not the one who saved it last.',
    });
  return found;
}

/** What hinders no activation, and yet should be known before it. */
export interface Advice extends FieldError {
  readonly code: 'notice-too-short' | 'holidays-run-out';
}

function shortNotice(
  { contract }: DraftVersion,
  { newest, today }: Omit<ActivationRules, 'secondPerson'>,
): readonly Advice[] {
  const begins = contract.effectiveFrom === null ? undefined : parseDay(contract.effectiveFrom);
  const { changeDays } = newest.notice;
  // A beginning in the past needs the client's agreement anyway.
  if (begins === undefined || begins < today || begins >= today + changeDays) return [];
  const detail = `version ${String(newest.version)} asks for ${String(changeDays)} days of notice before a change; begin on ${formatDay(today + changeDays)} or later, or agree on it with the client`;
  return [{ code: 'notice-too-short', path: 'effectiveFrom', detail }];
}

/** Business time reaches into the year after the one of today, or of the beginning. */
function unknownHolidays(
  { contract }: DraftVersion,
  { today }: Pick<ActivationRules, 'today'>,
): readonly Advice[] {
  const { calendar, effectiveFrom } = contract;
  const begins = Math.max(today, effectiveFrom === null ? today : (parseDay(effectiveFrom) ?? today));
  const year = String(civilOf(begins).year + 1);
  const { country } = calendar;
  if (country === null || Object.hasOwn(calendar.years, year)) return [];
  return businessTerms(contract).map((path) => ({
    code: 'holidays-run-out',
    path,
    detail: `the public holidays of ${country} for ${year} are not known yet: deadlines that reach into it are not measured; write another version once they are published`,
  }));
}

export const advicesOf = (
  draft: DraftVersion,
  rules: Omit<ActivationRules, 'secondPerson'>,
): readonly Advice[] => [...shortNotice(draft, rules), ...unknownHolidays(draft, rules)];

/** The refusal for a hindrance. */
export function refusalOf({ code, path, detail }: Hindrance): DomainError {
  switch (code) {
    case 'contract-overlap':
      return problem.contractOverlap({ path, detail });
    case 'activation-in-the-past':
      return problem.activationInThePast({ path, detail });
    case 'second-person-required':
      return problem.secondPersonRequired(detail);
  }
}
