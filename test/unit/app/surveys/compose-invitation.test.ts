import { describe, expect, it } from 'vitest';
import { composeInvitation, type MailParts } from '../../../../shared/app/surveys/compose-invitation.ts';
import { UI_LANGUAGES } from '../../../../shared/domain/survey/languages.ts';
import { MAIL_WORDS } from '../../../../shared/domain/survey/mail-words.ts';
import { at, orderNo } from '../../../support/builders.ts';

const LANGUAGES = ['en', 'de', 'zh-CN', 'pt-BR', 'ar'];
const inEach = (text: string) => Object.fromEntries(LANGUAGES.map((tag) => [tag, `${text} (${tag})`]));

const parts = (over: Partial<MailParts> = {}): MailParts => ({
  what: 'invitation',
  invitation: { language: 'en', orderNo: null },
  version: { subject: inEach('How are we doing?'), intro: inEach('Two questions.'), anonymous: false },
  closesAt: at('2026-12-31 09:00'),
  timeZone: 'Europe/Berlin',
  answerUrl: 'https://surveys.example/s/token',
  unsubscribeUrl: 'https://surveys.example/u/token',
  ...over,
});
const about = (language: string, number: string | null = null): Pick<MailParts, 'invitation'> => ({
  invitation: { language, orderNo: number === null ? null : orderNo(number) },
});

describe('an invitation', () => {
  it('says what it is, until when, why it came and how to end it', () => {
    expect(composeInvitation(parts()).text).toBe(`Two questions. (en)

Answer the questions:
https://surveys.example/s/token

You can answer until December 31, 2026 at 09:00 AM GMT+1.

You get this mail because you agreed to be asked by mail how satisfied you are.

No more surveys to this address:
https://surveys.example/u/token
`);
  });

  it.each(UI_LANGUAGES)('has words of its own in %s, in both parts', (language) => {
    const words = MAIL_WORDS[language];
    const mail = composeInvitation(
      parts({ ...about(language, 'SO-1'), version: { ...parts().version, anonymous: true } }),
    );
    expect(mail.subject).toBe(`How are we doing? (${language})`);
    for (const part of [mail.text, mail.html])
      for (const words_ of [
        words.aboutOrder('SO-1'),
        words.answer,
        words.anonymous,
        words.why,
        words.unsubscribe,
      ])
        expect(part).toContain(words_);
  });

  it('has the words of no language twice', () => {
    const texts = UI_LANGUAGES.flatMap((tag) =>
      Object.values(MAIL_WORDS[tag]).map((one: string | ((text: string) => string)) =>
        typeof one === 'string' ? one : one('x'),
      ),
    );
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('names the language and direction of each text', () => {
    expect(composeInvitation(parts(about('de'))).html).toContain('<html lang="de" dir="ltr">');
    const { html } = composeInvitation(parts(about('ar')));
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain('<div lang="en" dir="ltr">');
  });

  it('is told as a reminder, once in the subject and once in its words', () => {
    const mail = composeInvitation(parts({ what: 'reminder', ...about('de') }));
    expect(mail.subject).toBe('Erinnerung: How are we doing? (de)');
    expect(mail.text).toContain(MAIL_WORDS.de.reminder);
    expect(mail.html).toContain(MAIL_WORDS.de.reminder);
    expect(composeInvitation(parts(about('de'))).html).not.toContain(MAIL_WORDS.de.reminder);
  });

  it('says that it is anonymous only where it is', () => {
    expect(composeInvitation(parts()).text).not.toContain(MAIL_WORDS.en.anonymous);
  });

  it('escapes everything that somebody wrote', () => {
    const attack = `"><script>alert('x')</script>&`;
    const version = { subject: { en: attack }, intro: { en: attack }, anonymous: false };
    const { html } = composeInvitation(parts({ version, ...about('en', attack) }));
    expect(html).not.toContain('<script');
    expect(html.match(/&quot;&gt;&lt;script&gt;alert\(&#39;x&#39;\)&lt;\/script&gt;&amp;/g)).toHaveLength(3);
  });

  it('has a subject of one line', () => {
    const version = { ...parts().version, subject: { en: 'How\r\nBcc: all@acme.example' } };
    expect(composeInvitation(parts({ version })).subject).toBe('How Bcc: all@acme.example');
  });

  it('fetches nothing from anywhere', () => {
    const { html } = composeInvitation(parts());
    expect(html).not.toMatch(/<img|<link|src=|url\(/);
  });
});
