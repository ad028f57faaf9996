import { parseDay, type EpochMs } from '../calendar/time.ts';
import type { FieldError } from '../errors.ts';
import { byteLength } from '../ids.ts';
import type { LocalText } from './languages.ts';
import type { ProgrammeKind, Schedule } from './programme.ts';
import type { ProgrammeTerms, VersionContent } from './programme-terms.ts';
import { nextSlot } from './slot.ts';

/** Well below what the store takes in one item. */
const MAX_BYTES = 300_000;

/** What makes no sense in a programme that is well formed, by the path that the caller wrote. */
export function checkProgramme(
  kind: ProgrammeKind,
  { schedule, content }: ProgrammeTerms,
  { now, before }: { readonly now: EpochMs; readonly before?: Schedule | undefined },
): readonly FieldError[] {
  return [
    ...checkSchedule(schedule).map(({ path, detail }) => ({ path: `schedule.${path}`, detail })),
    ...checkMoment(schedule, now, before),
    ...checkTexts(content),
    ...checkQuestions(content),
    ...checkRules(kind, content),
  ];
}

function checkSchedule({ every, date, weekday, day }: Schedule): readonly FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (path: string, detail: string): void => void errors.push({ path, detail });
  if (every === 'once') {
    if (date === null) refuse('date', 'is missing; write the day of the only wave, like 2026-12-01');
    else if (parseDay(date) === undefined) refuse('date', 'not a date that exists; write it like 2026-12-01');
  } else if (date !== null) refuse('date', 'belongs to a schedule of once; leave it out');
  if (weekday !== null && every !== 'week') refuse('weekday', 'belongs to a schedule of week; leave it out');
  if (day !== null && every !== 'month' && every !== 'quarter')
    refuse('day', 'belongs to a schedule of month or quarter; leave it out');
  return errors;
}

const sameMoment = (a: Schedule, b: Schedule | undefined): boolean =>
  a.every === b?.every && a.date === b.date && a.time === b.time && a.timeZone === b.timeZone;

/** The moment of `once` lies ahead, unless it stood there already: a wave begun may still get its texts mended. */
function checkMoment(schedule: Schedule, now: EpochMs, before: Schedule | undefined): readonly FieldError[] {
  const { every, date } = schedule;
  if (every !== 'once' || date === null || parseDay(date) === undefined) return [];
  if (sameMoment(schedule, before) || nextSlot(schedule, now) !== undefined) return [];
  return [{ path: 'schedule.date', detail: 'lies in the past; choose a moment that is still to come' }];
}

function checkTexts({ subject, intro, thanks, questions, languages, ...content }: VersionContent) {
  const errors: FieldError[] = [];
  if (new Set(languages).size < languages.length)
    errors.push({ path: 'languages', detail: 'has a language twice; name each once' });
  const check = (path: string, text: LocalText): void => {
    for (const language of languages)
      if (text[language] === undefined)
        errors.push({
          path: `${path}.${language}`,
          detail: `is missing; every text is written in each of ${languages.join(', ')}`,
        });
    for (const language of Object.keys(text))
      if (!languages.includes(language))
        errors.push({
          path: `${path}.${language}`,
          detail: `is not among the languages ${languages.join(', ')}; add it there or leave it out`,
        });
  };
  check('subject', subject);
  check('intro', intro);
  check('thanks', thanks);
  for (const [i, { text, options }] of questions.entries()) {
    check(`questions.${String(i)}.text`, text);
    for (const [j, option] of options.entries())
      check(`questions.${String(i)}.options.${String(j)}.text`, option.text);
  }
  const bytes = byteLength(JSON.stringify({ subject, intro, thanks, questions, languages, ...content }));
  if (bytes > MAX_BYTES)
    errors.push({
      path: 'questions',
      detail: `have more text than one survey takes (${String(bytes)} bytes of ${String(MAX_BYTES)}); shorten texts or take languages out`,
    });
  return errors;
}

/**
 * In an anonymous programme a question that some leave out would have fewer answers than its group: only texts, which are
 * never counted by value, may be left out.
 */
function checkQuestions({ questions, anonymous }: VersionContent): readonly FieldError[] {
  const seen = new Set<string>();
  return questions.flatMap(({ id, method, required }, i) => {
    const path = `questions.${String(i)}`;
    const errors: FieldError[] = [];
    if (seen.has(id)) errors.push({ path: `${path}.id`, detail: `${id} is the id of another question` });
    seen.add(id);
    if (anonymous && !required && method !== 'text')
      errors.push({
        path: `${path}.required`,
        detail: 'must be true in an anonymous programme: an answer that few gave would tell whose it is',
      });
    return errors;
  });
}

function checkRules(kind: ProgrammeKind, content: VersionContent): readonly FieldError[] {
  const { audience, roles, delayHours, reminderAfterDays, openDays, retentionDays } = content;
  const errors: FieldError[] = [];
  const refuse = (path: string, detail: string): void => void errors.push({ path, detail });
  if (kind === 'relationship' && audience === 'consignee')
    refuse('audience', 'consignee needs orders: only a transactional programme asks them');
  if (audience === 'consignee' && roles.length > 0)
    refuse('roles', 'have no meaning for consignees, who are named by their order; leave them out');
  if (kind === 'relationship' && delayHours > 0)
    refuse('delayHours', 'counts from a delivery: only a transactional programme has one');
  if (reminderAfterDays !== null && reminderAfterDays >= openDays)
    refuse(
      'reminderAfterDays',
      `must be less than openDays (${String(openDays)}), or no link works any more`,
    );
  if (retentionDays < openDays)
    refuse(
      'retentionDays',
      `must be at least openDays (${String(openDays)}), or answers go while the wave is open`,
    );
  return errors;
}
