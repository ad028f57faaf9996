import type { ResultsPage } from '../app/surveys/results-page.ts';
import type { Results } from '../app/surveys/read-results.ts';
import { formatDay } from '../domain/calendar/time.ts';
import { formatInstant } from '../domain/calendar/zone.ts';
import { html, type Html } from '../domain/html.ts';
import { responseRate, type Funnel } from '../domain/survey/funnel.ts';
import { directionOf } from '../domain/survey/languages.ts';
import type { ResultGrouping } from '../domain/survey/result-groups.ts';
import type { WrittenText } from '../domain/survey/result-texts.ts';
import type { ShowProblem } from './middleware.ts';
import { HTML_TYPE, pagePolicy, pageText } from './page.ts';
import { countRow, deliveredCard, localText, questionCard } from './survey-results-scores.ts';
import { RESULTS_STYLE } from './survey-results-style.ts';
import { belowEachOther, nameOf, sideBySide, type NameOf } from './survey-results-tables.ts';

/** Nothing but its own style may load, and no search engine lists it. */
export const RESULTS_HEADERS = {
  'content-type': HTML_TYPE,
  'content-security-policy': pagePolicy(RESULTS_STYLE, "'none'"),
  'x-robots-tag': 'noindex',
} as const;

const page = (title: string, body: Html): string =>
  pageText({ language: 'en', title, style: RESULTS_STYLE, body });

const section = (id: string, heading: string, ...body: readonly Html[]): Html =>
  html`<section aria-labelledby="${id}">
    <h2 id="${id}">${heading}</h2>
    ${body}
  </section>`;

const WHAT_GROUPS: Readonly<Record<ResultGrouping, string>> = {
  client: 'By client',
  wave: 'By wave',
  month: 'Trend by month',
  language: 'By language',
  carrier: 'By carrier',
  outcome: 'By what became of the delivery',
};

function clientsLine({ selection: { clients, query }, clientNames }: ResultsPage): string {
  if (query.clientId !== undefined) return clientNames.get(query.clientId) ?? query.clientId;
  if (clients === 'every') return 'all clients';
  return clients.size === 1 ? '1 client' : `${String(clients.size)} clients`;
}

function wavesLine({ waves: { all, waiting } }: Results): Html {
  const waves = all === 1 ? '1 wave' : `${String(all)} waves`;
  if (waiting === 0) return html`${waves}`;
  return html`${waves}; ${waiting} of them anonymous and still open: answers count once they are closed`;
}

function headerOf(shown: ResultsPage): Html {
  const { selection, results } = shown;
  const { from, to } = selection.query.days;
  return html`<header>
    <h1>${selection.programme.name}</h1>
    <p>
      Survey results, <time datetime="${formatDay(from)}">${formatDay(from)}</time> to
      <time datetime="${formatDay(to)}">${formatDay(to)}</time>, ${clientsLine(shown)}
    </p>
    <p class="mute">${wavesLine(results)}. Days in ${selection.programme.schedule.timeZone}.</p>
  </header>`;
}

function funnelOf(funnel: Funnel): Html {
  const { planned, sent, bounced, opened, answered, heldBack, cooledDown, unreachable, lapsed, waiting } =
    funnel;
  const rate = responseRate(funnel);
  return html`<ol class="rows">
      ${countRow(html`Planned`, planned, planned)} ${countRow(html`Sent`, sent, planned)}
      ${countRow(html`Opened, where known`, opened, planned)} ${countRow(html`Answered`, answered, planned)}
    </ol>
    <p>
      Response rate ${rate.shown ?? '–'}: ${rate.answered} answered of ${rate.of} sent and not bounced.
      <strong>${heldBack} held back</strong> for open complaints: they were not asked, so no score has them.
    </p>
    <p class="mute">
      Bounced ${bounced} · asked too recently ${cooledDown} · unreachable ${unreachable} · closed before their
      turn ${lapsed} · waiting ${waiting}
    </p>`;
}

function scoresOf({ questions, questionsAsked, withheld, funnel }: Results): Html {
  const heldBack = funnel?.heldBack ?? 0;
  const note =
    withheld === 'none'
      ? html``
      : html`<p>
          ${withheld === 'all' ? 'All answers are' : 'Some answers are'} withheld, so that nobody is told:
          there are too few of them.
        </p>`;
  const cards = questionsAsked.flatMap((question, at) => {
    const result = questions[at];
    return result ? [questionCard(question, result, heldBack)] : [];
  });
  return html`${note}
    <ul class="cards">
      ${cards}
    </ul>`;
}

function groupsSection(grouping: ResultGrouping, results: Results, named: NameOf): Html {
  const groups = results.groups.get(grouping) ?? [];
  const isNothing =
    groups.length === 0 || (grouping === 'outcome' && groups.every(({ key }) => key === 'none'));
  if (isNothing) return html``;
  const heldBack = String(results.funnel?.heldBack ?? 0);
  const note = `95 % intervals below the figures; ${heldBack} held back in the whole`;
  const table = grouping === 'outcome' ? sideBySide : belowEachOther;
  const heading = WHAT_GROUPS[grouping];
  const of = { grouping, groups, results, named, heading, note };
  return section(grouping, heading, table(of));
}

const textOf = (named: NameOf, { text, language, source }: WrittenText): Html => {
  const where = source
    ? html` · ${named('client', source.clientId)} · ${source.waveId.slice(0, 10)} ·
      ${named('outcome', source.outcome)}`
    : html``;
  return html`<figure>
    <blockquote lang="${language}" dir="${directionOf(language)}">${text}</blockquote>
    <figcaption class="mute">${language}${where}</figcaption>
  </figure>`;
};

function textsSection({ texts, results }: ResultsPage, named: NameOf): Html {
  if (!texts)
    return section(
      'texts',
      'In their words',
      html`<p>Texts of anonymous answers are listed over all clients only.</p>`,
    );
  if (texts.texts.length === 0) return html``;
  const blocks = results.questionsAsked.flatMap((question) => {
    const own = texts.texts.filter((text) => text.question === question.id);
    if (question.method !== 'text' || own.length === 0) return [];
    return [
      html`<h3>${localText(question.text)}</h3>
        ${own.map((text) => textOf(named, text))}`,
    ];
  });
  const more =
    texts.next === undefined ? html`` : html`<p>The newest ${texts.texts.length}; the API lists all.</p>`;
  return section('texts', 'In their words', ...blocks, more);
}

/** The page of a link: everything as text, bars beside it, no scripts. */
export function renderResults(shown: ResultsPage): string {
  const { selection, results, link, clientNames } = shown;
  const named = nameOf(clientNames);
  const { funnel, delivered } = results;
  const groupings = [...results.groups.keys()];
  const body = html`${headerOf(shown)}
    <main>
      ${section('asked', 'Asked and answered', funnel ? funnelOf(funnel) : html``)}
      ${
        delivered
          ? section(
              'delivered',
              'What was delivered',
              html`<ul class="cards">
                ${delivered.map(deliveredCard)}
              </ul>`,
            )
          : html``
      }
      ${section('scores', 'What they said', scoresOf(results))}
      ${groupings.map((grouping) => groupsSection(grouping, results, named))} ${textsSection(shown, named)}
    </main>
    <footer>
      <p class="mute">
        Scores are made of whole numbers and cut off downwards. Intervals of the net promoter score are
        centred on its adjusted value, so those of few answers may not hold the score itself. This link works
        until
        <time datetime="${formatInstant(link.expiresAt)}">${formatInstant(link.expiresAt)}</time>.
      </p>
    </footer>`;
  return page(`${selection.programme.name}: survey results`, body);
}

/** The one page of every link that is not open; other errors say what they are. */
export const showResultsProblem: ShowProblem = ({ message }) => ({
  headers: RESULTS_HEADERS,
  body: page(
    'Survey results',
    html`<main>
      <h1>Survey results</h1>
      <p>${message}</p>
      <p>Links work for 24 hours. Ask whoever sent it for a new one.</p>
    </main>`,
  ),
});
