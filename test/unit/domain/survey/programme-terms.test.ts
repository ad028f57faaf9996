import { describe, expect, it } from 'vitest';
import { checkProgramme } from '../../../../shared/domain/survey/check-programme.ts';
import type { ProgrammeKind } from '../../../../shared/domain/survey/programme.ts';
import {
  contentOf,
  programmeFieldsSchema,
  termsOf,
} from '../../../../shared/domain/survey/programme-terms.ts';
import { NOW } from '../../../support/builders.ts';
import { aProgrammeVersion, programmeBody } from '../../../support/programmes.ts';

const termsFor = (kind: ProgrammeKind, over: Record<string, unknown> = {}) =>
  termsOf(kind, programmeFieldsSchema.parse({ ...programmeBody, ...over }));
const faults = (kind: ProgrammeKind, over: Record<string, unknown>): string[] =>
  checkProgramme(kind, termsFor(kind, over), { now: NOW }).map(({ path }) => path);
const refused = (over: Record<string, unknown>): string[] =>
  programmeFieldsSchema
    .safeParse({ ...programmeBody, ...over })
    .error?.issues.map(({ path }) => path.join('.')) ?? [];
const schedule = (over: Record<string, unknown>) => ({ schedule: { timeZone: 'UTC', ...over } });

describe('what is left out of a programme', () => {
  it('has the defaults of relationship programmes', () => {
    expect(termsFor('relationship').content).toMatchObject({
      languages: ['en', 'de'],
      audience: 'contacts',
      roles: ['decision-maker', 'operations', 'finance', 'other'],
      samplePerMille: 1000,
      delayHours: 0,
      coolDownDays: 180,
      mostPerDay: null,
      reminderAfterDays: null,
      openDays: 30,
      anonymous: false,
      smallestGroup: 5,
      retentionDays: 730,
    });
  });

  it('has the defaults of transactional programmes', () => {
    const { content } = termsFor('transactional', { audience: 'consignee' });
    expect(content).toMatchObject({ delayHours: 24, coolDownDays: 90, roles: [] });
  });

  it('has the defaults of its schedule', () => {
    expect(termsFor('relationship', schedule({ every: 'week' })).schedule).toEqual({
      every: 'week',
      date: null,
      time: '09:00',
      weekday: 1,
      day: null,
      timeZone: 'UTC',
    });
    expect(termsFor('relationship', schedule({ every: 'quarter' })).schedule.day).toBe(1);
  });

  it('lists each client once, by id', () => {
    expect(termsFor('relationship', { clients: ['b', 'a', 'b'] }).clients).toEqual(['a', 'b']);
  });

  it('is what a version says', () => {
    const version = aProgrammeVersion();
    expect(contentOf(version)).not.toHaveProperty('number');
    expect({ ...contentOf(version), number: 1, createdAt: NOW, createdBy: 'admin-1' }).toEqual(version);
  });
});

describe('what is written wrongly', () => {
  it.each([
    ['name', { name: ' ' }],
    ['clients', { clients: [] }],
    ['clients', { clients: 'all' }],
    ['schedule.time', schedule({ every: 'day', time: '24:00' })],
    ['schedule.day', schedule({ every: 'month', day: 29 })],
    ['schedule.weekday', schedule({ every: 'week', weekday: 0 })],
    ['schedule.timeZone', schedule({ every: 'day', timeZone: 'Europe/Berlln' })],
    ['subject', { subject: { en: 'Two\nlines', de: 'x' } }],
    ['subject.en', { subject: { en: ' ', de: 'x' } }],
    ['intro.english', { intro: { english: 'x' } }],
    ['questions', { questions: [] }],
    ['languages.0', { languages: ['EN'] }],
    ['samplePerMille', { samplePerMille: 0 }],
    ['smallestGroup', { smallestGroup: 1 }],
    ['caseOwner', { caseOwner: 'care' }],
    ['caseOwner', { caseOwner: undefined }],
  ])('%s is refused: %j', (path, over) => {
    expect(refused(over)).toContain(path);
  });
});

const [question] = programmeBody.questions;

describe('what makes no sense', () => {
  it('is nothing in a programme as it should be', () => {
    expect(faults('relationship', {})).toEqual([]);
    expect(faults('transactional', { audience: 'consignee', delayHours: 48 })).toEqual([]);
  });

  it.each([
    [['intro.de'], { intro: { en: 'x' } }],
    [['thanks.fr'], { thanks: { en: 'x', de: 'x', fr: 'x' } }],
    [['subject.de'], { subject: { en: 'x' }, languages: ['en', 'de'] }],
    [['questions.0.text.de'], { questions: [{ ...question, text: { en: 'x' } }] }],
    [
      ['questions.0.options.1.text.de'],
      {
        questions: [
          {
            ...question,
            method: 'choice',
            options: [
              { id: 'a', text: { en: 'x', de: 'x' } },
              { id: 'b', text: { en: 'x' } },
            ],
          },
        ],
      },
    ],
    [['languages'], { languages: ['en', 'de', 'en'] }],
    [['questions.1.id'], { questions: [question, question] }],
    [['questions.0.required'], { anonymous: true, questions: [{ ...question, required: false }] }],
    [['schedule.date'], schedule({ every: 'once' })],
    [['schedule.date'], schedule({ every: 'once', date: '2026-02-30' })],
    [['schedule.date'], schedule({ every: 'once', date: '2001-01-01' })],
    [['schedule.date'], schedule({ every: 'day', date: '2099-01-01' })],
    [['schedule.weekday'], schedule({ every: 'day', weekday: 1 })],
    [['schedule.day'], schedule({ every: 'week', day: 1 })],
    [['audience', 'roles'], { audience: 'consignee', roles: ['finance'] }],
    [['delayHours'], { delayHours: 1 }],
    [['reminderAfterDays'], { reminderAfterDays: 30 }],
    [['retentionDays'], { retentionDays: 29 }],
  ])('%j of a relationship programme: %j', (paths, over) => {
    expect(faults('relationship', over)).toEqual(paths);
  });

  it('is a moment that has passed, unless it stood there before', () => {
    const terms = termsFor('relationship', schedule({ every: 'once', date: '2020-01-01' }));
    const check = (before?: typeof terms.schedule) =>
      checkProgramme('relationship', terms, { now: NOW, before }).map(({ path }) => path);
    expect(check()).toEqual(['schedule.date']);
    expect(check({ ...terms.schedule, time: '10:00' })).toEqual(['schedule.date']);
    expect(check(terms.schedule)).toEqual([]);
  });

  it('is more text than one item of the store takes', () => {
    const long = '顧'.repeat(500);
    const languages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'cs', 'da', 'fi'];
    const text = Object.fromEntries(languages.map((language) => [language, long]));
    const questions = Array.from({ length: 20 }, (_, i) => ({
      id: `q${String(i)}`,
      method: 'text',
      text,
    }));
    const texts = { subject: text, intro: text, thanks: text };
    expect(faults('relationship', { ...texts, questions: questions.slice(0, 10) })).toEqual([]);
    expect(faults('relationship', { ...texts, questions })).toEqual(['questions']);
  });
});
