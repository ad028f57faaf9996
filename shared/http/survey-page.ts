import { html, type Html } from '../domain/html.ts';
import type { AnswerValue } from '../domain/survey/answer.ts';
import { textIn, uiLanguage } from '../domain/survey/languages.ts';
import type { ProgrammeVersion } from '../domain/survey/programme.ts';
import { fieldOf, type Form } from '../domain/survey/read-answers.ts';
import { publicPage, type SentPage } from './public-page.ts';
import {
  CONTACT_ID,
  contactOf,
  placedQuestions,
  questionOf,
  writingOf,
  type Placed,
  type SurveyShown,
  type Writing,
} from './survey-form.ts';

/** Kept values as the form they came from. */
export const formOf = (values: Readonly<Record<string, AnswerValue>>): Form =>
  Object.fromEntries(Object.entries(values).map(([id, value]) => [fieldOf({ id }), [String(value)]]));

/** What is wrong, with a link to each place; it has the focus when the page opens. */
function summaryOf(placed: readonly Placed[], writing: Writing): Html {
  const { words, contactFault, kept } = writing;
  const faults = placed.flatMap(({ question, id, fault }) =>
    fault === undefined
      ? []
      : [html`<li><a href="#${id}">${writing.text(question.text)}</a> – ${fault}</li>`],
  );
  const contact = contactFault && words.contactFaults[contactFault];
  if (contact !== undefined)
    faults.push(html`<li><a href="#${CONTACT_ID}">${words.contact.legend}</a> – ${contact}</li>`);
  if (faults.length === 0) return html``;
  return html`<div class="card wrong summary" role="group" aria-labelledby="summary" tabindex="-1" autofocus>
    <h2 id="summary">${words.wrong}</h2>
    <ul>
      ${faults}
    </ul>
    ${kept ? html`<p class="soft">${words.kept}</p>` : html``}
  </div>`;
}

/** The page of a survey: to be filled in, or shown again with what is wrong. It is sent to its own address. */
export function surveyPage(shown: SurveyShown): SentPage {
  const writing = writingOf(shown);
  const { version, language, orderNo, words } = writing;
  const placed = placedQuestions(writing);
  const summary = summaryOf(placed, writing);
  const subject = textIn(version.subject, language);
  return publicPage({
    language: uiLanguage(language),
    title: summary.text === '' ? subject : `${words.error}: ${subject}`,
    languages: { offered: version.languages, current: language },
    main: html`${summary}
      <h1>${writing.text(version.subject)}</h1>
      <p>${writing.text(version.intro)}</p>
      ${orderNo === null ? html`` : html`<p>${words.order(orderNo)}</p>`}
      <p class="soft">${version.anonymous ? words.anonymous : words.named}</p>
      <form method="post" accept-charset="utf-8">
        ${placed.map((one) => questionOf(one, writing))} ${contactOf(writing)}
        <button type="submit">${words.send}</button>
      </form>`,
  });
}

export interface Thanks {
  readonly version: ProgrammeVersion;
  readonly language: string;
  readonly followedUp: boolean;
}

export function thanksPage({ version, language, followedUp }: Thanks): SentPage {
  const ui = uiLanguage(language);
  const { words, text } = writingOf({
    version,
    language,
    orderNo: null,
    form: {},
    faults: new Map(),
    contactFault: undefined,
    kept: false,
  });
  const next = version.anonymous ? words.willContact : words.followedUp;
  return publicPage({
    language: ui,
    title: words.thanks,
    // The address of this page is used up: there is nothing to see of it in another language.
    languages: { offered: [], current: language },
    main: html`<h1>${words.thanks}</h1>
      <p>${text(version.thanks)}</p>
      ${followedUp ? html`<p>${next}</p>` : html``}`,
  });
}
