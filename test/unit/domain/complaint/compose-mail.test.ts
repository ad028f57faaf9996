import { describe, expect, it } from 'vitest';
import { CASE_CATEGORIES, CASE_KINDS, CASE_MAILS } from '../../../../shared/domain/complaint/case.ts';
import { composeCaseMail, composeEscalation } from '../../../../shared/domain/complaint/compose-mail.ts';
import { CASE_MAIL_WORDS } from '../../../../shared/domain/complaint/mail-words.ts';
import { UI_LANGUAGES } from '../../../../shared/domain/survey/languages.ts';
import { at, orderNo, ZONE } from '../../../support/builders.ts';
import { aCase } from '../../../support/cases.ts';

const answerBy = at('2026-06-08 23:59');

describe('the acknowledgement', () => {
  it('says the number, what was understood and by when the person hears', () => {
    const one = aCase({ orders: [orderNo('SO-1'), orderNo('SO-2')], category: 'damage' }, { answerBy });
    expect(composeCaseMail(one, 'acknowledgement', 'en-GB', ZONE)).toMatchObject({
      subject: 'We have it: case CASE-1',
      text: [
        'We have received your complaint and are looking into it.',
        'We understood it to be about: damaged goods.',
        'Orders: SO-1, SO-2',
        'You will hear from us by 2026-06-08 at the latest.',
        'Its number is CASE-1. Please name it when you write to us.\n',
      ].join('\n\n'),
    });
  });

  it('promises no day that is not known, and gives the day of the contract’s zone', () => {
    const text = (over: object, zone = ZONE) =>
      composeCaseMail(aCase({}, over), 'acknowledgement', 'de', zone).text;
    expect(text({ answerBy: null })).toContain('sobald wir mehr wissen');
    expect(text({ answerBy }, 'Asia/Shanghai')).toContain('2026-06-09');
  });
});

describe('the outcome', () => {
  it('says what came of a claim, what is accepted, and what is done against it', () => {
    const claimed = { amount: 48_000, currency: 'EUR' };
    const claim = {
      claimed,
      evidence: [],
      units: null,
      accepted: { ...claimed, amount: 40_000 },
      settlement: null,
    };
    const one = aCase(
      { kind: 'claim' },
      { claim, outcome: 'We are sorry.', correctiveAction: 'two layers at most' },
    );
    const { text } = composeCaseMail(one, 'outcome', 'en', ZONE);
    for (const part of ['your claim', 'We are sorry.', '400.00 EUR', 'two layers at most', 'CASE-1'])
      expect(text).toContain(part);
  });

  it('tells feedback too what came of it, without money or measures', () => {
    const { text } = composeCaseMail(
      aCase({ kind: 'feedback' }, { outcome: 'Thank you.' }),
      'outcome',
      null,
      ZONE,
    );
    expect(text).toBe(
      [
        'We have looked into your feedback. This is what came of it:',
        'Thank you.',
        'If this does not settle it for you, tell us the number CASE-1, and we take it up again.\n',
      ].join('\n\n'),
    );
  });

  it('escapes what people wrote', () => {
    const one = aCase({}, { outcome: '<script>alert(1)</script>\nBye' });
    const { html, text } = composeCaseMail(one, 'outcome', 'en', ZONE);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;\nBye');
    expect(html).not.toContain('<script');
    expect(text).toContain('<script>alert(1)</script>');
  });
});

describe('the words', () => {
  it('are there in every language, none of them those of another', () => {
    const mails = UI_LANGUAGES.map((language) =>
      CASE_KINDS.flatMap((kind) =>
        CASE_MAILS.map((mail) => composeCaseMail(aCase({ kind }, { outcome: '1' }), mail, language, ZONE)),
      ),
    );
    for (const texts of mails) expect(new Set(texts.map(({ text }) => text)).size).toBe(6);
    const all = mails.flat();
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
    for (const category of CASE_CATEGORIES)
      expect(new Set(UI_LANGUAGES.map((language) => CASE_MAIL_WORDS[language].category[category])).size).toBe(
        4,
      );
  });

  it('stand in a page of their language; of one that is not there in English', () => {
    const languageOf = (tag: string) =>
      /<html lang="([\w-]+)">/.exec(composeCaseMail(aCase(), 'outcome', tag, ZONE).html)?.[1];
    expect(['zh-CN', 'pt', 'de-AT', 'fr'].map(languageOf)).toEqual(['zh-CN', 'pt-BR', 'de', 'en']);
  });
});

describe('the mail to the owner', () => {
  it('says what is due, until when, and where to look', () => {
    const one = aCase({ severity: 'high' }, { acknowledgeBy: at('2026-10-25 09:30'), state: 'raised' });
    expect(composeEscalation(one, 1, ZONE)).toMatchObject({
      subject: 'Due soon: complaint CASE-1 of acme',
      text: [
        'It has to be acknowledged by 2026-10-25 09:30 (Europe/Berlin).',
        'Severity high, now raised.',
        'GET /v1/clients/acme/cases/CASE-1\n',
      ].join('\n\n'),
    });
    const late = { ...one, state: 'investigating', answerBy } as const;
    expect(composeEscalation(late, 2, ZONE).text).toContain('It had to be answered by 2026-06-08 23:59');
  });
});
