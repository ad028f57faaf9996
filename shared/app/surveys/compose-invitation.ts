import type { EpochMs } from '../../domain/calendar/time.ts';
import { html, type Html } from '../../domain/html.ts';
import type { Invitation } from '../../domain/survey/invitation.ts';
import { directionOf, textIn, uiLanguage, type UiLanguage } from '../../domain/survey/languages.ts';
import { MAIL_WORDS, type MailWords } from '../../domain/survey/mail-words.ts';
import type { ProgrammeVersion } from '../../domain/survey/programme.ts';
import type { SendRequest } from '../../ports/survey-queues.ts';
import type { Mail } from '../../ports/mail.ts';

export interface MailParts {
  readonly what: SendRequest['what'];
  readonly invitation: Pick<Invitation, 'language' | 'orderNo'>;
  readonly version: Pick<ProgrammeVersion, 'subject' | 'intro' | 'anonymous'>;
  readonly closesAt: EpochMs;
  /** IANA, in which the end is told. */
  readonly timeZone: string;
  readonly answerUrl: string;
  readonly unsubscribeUrl: string;
}

// Making one takes longer than the rest of a mail; there are few languages and zones.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(language: UiLanguage, timeZone: string): Intl.DateTimeFormat {
  const key = `${language} ${timeZone}`;
  let format = formats.get(key);
  if (!format) {
    const day = { year: 'numeric', month: 'long', day: 'numeric' } as const;
    const time = { hour: '2-digit', minute: '2-digit', timeZone, timeZoneName: 'short' } as const;
    formats.set(key, (format = new Intl.DateTimeFormat(language, { ...day, ...time })));
  }
  return format;
}

/** The product's own sentences between the programme's introduction and the link, and below it. */
function sentences({ what, invitation, version, closesAt, timeZone }: MailParts, words: MailWords) {
  const { orderNo, language } = invitation;
  return {
    above: [
      ...(what === 'reminder' ? [words.reminder] : []),
      ...(orderNo === null ? [] : [words.aboutOrder(orderNo)]),
    ],
    below: [
      words.openUntil(formatFor(uiLanguage(language), timeZone).format(closesAt)),
      ...(version.anonymous ? [words.anonymous] : []),
    ],
  };
}

const paragraphs = (lines: readonly string[]): readonly Html[] =>
  lines.map((line) => html`<p style="margin:0 0 16px">${line}</p>`);

// Styles stand at the elements: many mail programs drop everything else. No pictures, nothing from elsewhere.
const BODY = 'margin:0;padding:24px 16px;background:#ffffff;color:#1a1a1a;font:16px/1.5 sans-serif';
const BUTTON =
  'display:inline-block;padding:12px 24px;border-radius:6px;background:#0b5cad;color:#ffffff;text-decoration:none';
const SMALL = 'margin:32px 0 0;border-top:1px solid #d0d0d0;padding-top:16px;color:#555555;font-size:14px';

function htmlOf(parts: MailParts, subject: string, intro: string): string {
  const { language } = parts.invitation;
  const ui = uiLanguage(language);
  const words = MAIL_WORDS[ui];
  const { above, below } = sentences(parts, words);
  return html`<!doctype html>
    <html lang="${language}" dir="${directionOf(language)}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${subject}</title>
      </head>
      <body style="${BODY}">
        <div style="max-width:600px;margin:0 auto">
          <p style="margin:0 0 16px;white-space:pre-line">${intro}</p>
          <div lang="${ui}" dir="${directionOf(ui)}">
            ${paragraphs(above)}
            <p style="margin:24px 0"><a href="${parts.answerUrl}" style="${BUTTON}">${words.answer}</a></p>
            ${paragraphs(below)}
            <p style="${SMALL}">
              ${words.why}<br /><a href="${parts.unsubscribeUrl}" style="color:#555555"
                >${words.unsubscribe}</a
              >
            </p>
          </div>
        </div>
      </body>
    </html>`.text;
}

function textOf(parts: MailParts, intro: string): string {
  const words = MAIL_WORDS[uiLanguage(parts.invitation.language)];
  const { above, below } = sentences(parts, words);
  const link = `${words.answer}:\n${parts.answerUrl}`;
  const unsubscribe = `${words.unsubscribe}:\n${parts.unsubscribeUrl}`;
  return `${[intro, ...above, link, ...below, words.why, unsubscribe].join('\n\n')}\n`;
}

/** A header takes one line. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Subject and both parts of an invitation, or of its reminder, in the language of the invitation. Every text is escaped. */
export function composeInvitation(parts: MailParts): Pick<Mail, 'subject' | 'text' | 'html'> {
  const { what, invitation, version } = parts;
  const own = oneLine(textIn(version.subject, invitation.language));
  const words = MAIL_WORDS[uiLanguage(invitation.language)];
  const subject = what === 'reminder' ? words.reminderSubject(own) : own;
  const intro = textIn(version.intro, invitation.language);
  return { subject, text: textOf(parts, intro), html: htmlOf(parts, subject, intro) };
}
