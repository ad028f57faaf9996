import { html, type Html } from '../domain/html.ts';
import { directionOf, textIn, uiLanguage, type LocalText } from '../domain/survey/languages.ts';
import { PAGE_WORDS, type PageWords } from '../domain/survey/page-words.ts';
import type { ProgrammeVersion } from '../domain/survey/programme.ts';
import { isScored, lowestOf, type Question, type ScoredMethod } from '../domain/survey/question.ts';
import {
  CONTACT_ME,
  fieldOf,
  REPLY_TO,
  type AnswerFault,
  type ContactFault,
  type Form,
} from '../domain/survey/read-answers.ts';

/** What is shown of a survey, and of what was filled in before. */
export interface SurveyShown {
  readonly version: ProgrammeVersion;
  /** One of the version's. */
  readonly language: string;
  readonly orderNo: string | null;
  readonly form: Form;
  readonly faults: ReadonlyMap<string, AnswerFault>;
  readonly contactFault: ContactFault | undefined;
  /** What is right so far is stored. */
  readonly kept: boolean;
}

/** A page being written: the words of the product, and texts of the programme marked with their own language. */
export interface Writing extends SurveyShown {
  readonly words: PageWords;
  readonly text: (text: LocalText) => Html;
}

export function writingOf(shown: SurveyShown): Writing {
  const { language } = shown;
  const ui = uiLanguage(language);
  const text = (local: LocalText): Html =>
    language === ui
      ? html`${textIn(local, language)}`
      : html`<span lang="${language}" dir="${directionOf(language)}">${textIn(local, language)}</span>`;
  return { ...shown, words: PAGE_WORDS[ui], text };
}

/** A question with its place on the page; ids of elements go by the place, as ids of questions might run into each other. */
export interface Placed {
  readonly question: Question;
  readonly id: string;
  readonly sent: readonly string[];
  readonly fault: string | undefined;
}

export const placedQuestions = ({ version, form, faults, words }: Writing): readonly Placed[] =>
  version.questions.map((question, i) => {
    const fault = faults.get(question.id);
    return {
      question,
      id: `q${String(i + 1)}`,
      sent: form[fieldOf(question)] ?? [],
      fault: fault && words.faults[fault],
    };
  });

const errorOf = (id: string, fault: string | undefined, { words }: Writing): Html =>
  fault === undefined ? html`` : html`<p class="error" id="${id}-error">${words.error}: ${fault}</p>`;

const classOf = (fault: string | undefined): string => (fault === undefined ? 'card' : 'card wrong');

/** Attributes of a control that is described by other elements, and may be wrong. */
const describedBy = (id: string, fault: string | undefined, described: readonly string[]): Html => {
  const ids = [...(fault === undefined ? [] : [`${id}-error`]), ...described];
  const invalid = fault === undefined ? html`` : html`aria-invalid="true"`;
  return ids.length === 0 ? invalid : html`aria-describedby="${ids.join(' ')}" ${invalid}`;
};

const titleOf = ({ question: { text, required }, id }: Placed, writing: Writing): Html =>
  html`${id.slice(1)}.
  ${writing.text(text)}${required ? html` <span class="mark">(${writing.words.required})</span>` : html``}`;

interface Choice {
  readonly value: string;
  readonly label: Html;
}

const radio = (kind: 'point' | 'option', { question, id, sent }: Placed, choices: readonly Choice[]): Html =>
  html`${choices.map(
    ({ value, label }, i) =>
      html`<label class="${kind}"
        ><input
          type="radio"
          id="${i === 0 ? id : `${id}-${String(i)}`}"
          name="${fieldOf(question)}"
          value="${value}"
          ${sent.includes(value) ? html`checked` : html``}
        /><span>${label}</span></label
      >`,
  )}`;

function group(placed: Placed, writing: Writing, described: readonly string[], inner: Html): Html {
  const { question, id, fault } = placed;
  return html`<fieldset
    class="${classOf(fault)}"
    role="radiogroup"
    aria-required="${String(question.required)}"
    ${describedBy(id, fault, described)}
  >
    <legend class="title">${titleOf(placed, writing)}</legend>
    ${errorOf(id, fault, writing)} ${inner}
  </fieldset>`;
}

function scaleOf(placed: Placed, method: ScoredMethod, writing: Writing): Html {
  const { question, id } = placed;
  const lowest = lowestOf(method);
  const highest = question.scale ?? lowest;
  const points = Array.from({ length: highest - lowest + 1 }, (_, i) => String(lowest + i));
  const choices = points.map((value) => ({ value, label: html`${value}` }));
  const { low, high } = writing.words.ends[method];
  const inner = html`<div class="points">${radio('point', placed, choices)}</div>
    <p class="ends" id="${id}-ends"><span>${lowest} = ${low}</span> <span>${highest} = ${high}</span></p>`;
  return group(placed, writing, [`${id}-ends`], inner);
}

function choiceOf(placed: Placed, writing: Writing): Html {
  const choices = placed.question.options.map(({ id, text }) => ({ value: id, label: writing.text(text) }));
  return group(placed, writing, [], html`<div class="options">${radio('option', placed, choices)}</div>`);
}

function textOf(placed: Placed, writing: Writing): Html {
  const { question, id, fault, sent } = placed;
  // A parser drops one line end at the start of a textarea: the one before the text.
  return html`<div class="${classOf(fault)}">
    <label class="title" for="${id}">${titleOf(placed, writing)}</label>
    ${errorOf(id, fault, writing)}
    <p class="soft hint" id="${id}-hint">${writing.words.textLimit}</p>
    <textarea
      id="${id}"
      name="${fieldOf(question)}"
      rows="4"
      aria-required="${String(question.required)}"
      ${describedBy(id, fault, [`${id}-hint`])}
    >
${sent[0] ?? ''}</textarea>
  </div>`;
}

export function questionOf(placed: Placed, writing: Writing): Html {
  const { method } = placed.question;
  if (isScored(method)) return scaleOf(placed, method, writing);
  return method === 'choice' ? choiceOf(placed, writing) : textOf(placed, writing);
}

export const CONTACT_ID = 'contact';

/** In anonymous surveys only: of everyone else is known whom to contact. */
export function contactOf(writing: Writing): Html {
  if (!writing.version.anonymous) return html``;
  const { form, words, contactFault } = writing;
  const fault = contactFault && words.contactFaults[contactFault];
  return html`<fieldset class="${classOf(fault)}">
    <legend class="title">${words.contact.legend}</legend>
    ${errorOf(CONTACT_ID, fault, writing)}
    <div class="options">
      <label class="option"
        ><input
          type="checkbox"
          name="${CONTACT_ME}"
          value="yes"
          ${form[CONTACT_ME] === undefined ? html`` : html`checked`}
        /><span>${words.contact.tick}</span></label
      >
    </div>
    <div class="field">
      <label class="title" for="${CONTACT_ID}">${words.contact.address}</label>
      <p class="soft hint" id="${CONTACT_ID}-hint">${words.contact.hint}</p>
      <input
        type="text"
        id="${CONTACT_ID}"
        name="${REPLY_TO}"
        autocomplete="email"
        value="${form[REPLY_TO]?.[0] ?? ''}"
        ${describedBy(CONTACT_ID, fault, [`${CONTACT_ID}-hint`])}
      />
    </div>
  </fieldset>`;
}
