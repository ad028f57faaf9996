import { formatDay, MINUTE_MS, type EpochMs } from '../calendar/time.ts';
import { formatInstant, zoneOf } from '../calendar/zone.ts';
import { moneyText } from '../credit/money.ts';
import { html, type Html } from '../html.ts';
import { uiLanguage, type UiLanguage } from '../survey/languages.ts';
import type { Case, CaseMail } from './case.ts';
import { nextDue } from './due-next.ts';
import { CASE_MAIL_WORDS, type CaseMailWords } from './mail-words.ts';

/** A mail without its recipient. */
export interface ComposedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const paragraph = (text: string): Html => html`<p style="white-space:pre-line">${text}</p>`;

const composed = (language: UiLanguage, subject: string, paragraphs: readonly string[]): ComposedMail => ({
  subject,
  text: `${paragraphs.join('\n\n')}\n`,
  html: html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <title>${subject}</title>
      </head>
      <body>
        ${paragraphs.map(paragraph)}
      </body>
    </html>`.text,
});

/** What was understood, and by when the person hears. */
function acknowledgement(one: Case, timeZone: string, words: CaseMailWords): readonly string[] {
  const { kind, category, orders, answerBy, caseId } = one;
  return [
    words.received[kind],
    words.understood(words.category[category]),
    ...(orders.length > 0 ? [words.orders(orders.join(', '))] : []),
    answerBy === null ? words.answerSoon : words.answerBy(formatDay(zoneOf(timeZone).dayOf(answerBy))),
    words.number(caseId),
  ];
}

function outcome({ kind, outcome: said, claim, correctiveAction, caseId }: Case, words: CaseMailWords) {
  const accepted = claim?.accepted;
  return [
    words.lookedInto[kind],
    said ?? '',
    ...(accepted ? [words.accepted(moneyText(accepted.amount, accepted.currency))] : []),
    ...(correctiveAction === null ? [] : [`${words.improved} ${correctiveAction}`]),
    words.notSettled(caseId),
  ];
}

/** A mail to the person behind a case, in a language near to theirs; days are those of the contract's zone. */
export function composeCaseMail(
  one: Case,
  mail: CaseMail,
  language: string | null,
  timeZone: string,
): ComposedMail {
  const spoken = language === null ? 'en' : uiLanguage(language);
  const words = CASE_MAIL_WORDS[spoken];
  return mail === 'acknowledgement'
    ? composed(spoken, words.acknowledgementSubject(one.caseId), acknowledgement(one, timeZone, words))
    : composed(spoken, words.outcomeSubject(one.caseId), outcome(one, words));
}

function localTime(at: EpochMs, timeZone: string): string {
  const offset = Math.round(zoneOf(timeZone).offsetAt(at) / MINUTE_MS);
  return `${formatInstant(at, offset).slice(0, 16).replace('T', ' ')} (${timeZone})`;
}

/** To the owner, in English as everything the provider's people read: the next due date nears, or has passed. */
export function composeEscalation(one: Case, level: 1 | 2, timeZone: string): ComposedMail {
  const { kind, caseId, clientId, severity, state, orders } = one;
  const due = nextDue(one);
  const wanted = state === 'raised' ? 'acknowledged' : 'answered';
  const time = due === null ? '' : localTime(due, timeZone);
  const subject =
    level === 1 ? `Due soon: ${kind} ${caseId} of ${clientId}` : `Overdue: ${kind} ${caseId} of ${clientId}`;
  return composed('en', subject, [
    level === 1 ? `It has to be ${wanted} by ${time}.` : `It had to be ${wanted} by ${time}.`,
    `Severity ${severity}, now ${state}.${orders.length > 0 ? ` Orders: ${orders.join(', ')}.` : ''}`,
    `GET /v1/clients/${clientId}/cases/${caseId}`,
  ]);
}
