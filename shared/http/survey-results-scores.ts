import type { DeliveredFigure } from '../app/surveys/delivered-beside.ts';
import { html, type Html } from '../domain/html.ts';
import type { Question } from '../domain/survey/question.ts';
import { bestLanguage, directionOf, textIn, type LocalText } from '../domain/survey/languages.ts';
import type { QuestionResult, Share } from '../domain/survey/question-results.ts';

/** One figure to be read: a score or a share with its interval. */
export interface Reading {
  /** `Net promoter score`, `Satisfied or highly satisfied (top 2 of 5)` */
  readonly name: string;
  /** Over a column: `NPS`, `CSAT top 2` */
  readonly short: string;
  /** `null`: nothing was counted. */
  readonly shown: string | null;
  readonly value: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly axis: Axis;
  readonly n: number;
}

/** Lowest and highest value, and how a limit of an interval is read. */
interface Axis {
  readonly from: number;
  readonly to: number;
  readonly read: (limit: number) => string;
}

const signed = (text: string): string => text.replace('-', '−').replace(/^−(0\.0)$/, '$1');

const POINTS: Axis = { from: -100, to: 100, read: (limit) => signed(limit.toFixed(1)) };
const SHARE: Axis = { from: 0, to: 1, read: (limit) => `${(limit * 100).toFixed(1)}\u00a0%` };

const shareReading = (
  name: string,
  short: string,
  { value, shown, interval }: Share,
  n: number,
): Reading => ({
  name,
  short,
  shown,
  value,
  interval,
  axis: SHARE,
  n,
});

/** What is read of a question: nothing of choices and texts. */
export function readingsOf(result: QuestionResult): readonly Reading[] {
  switch (result.method) {
    case 'nps': {
      const { shown, score: value, interval, n } = result;
      return [{ name: 'Net promoter score', short: 'NPS', shown, value, interval, axis: POINTS, n }];
    }
    case 'csat': {
      const scale = String(result.scale);
      return [
        shareReading(
          `Satisfied or highly satisfied (top 2 of ${scale})`,
          'CSAT top 2',
          result.top2,
          result.n,
        ),
        shareReading(`Highly satisfied (top 1 of ${scale})`, 'CSAT top 1', result.top1, result.n),
      ];
    }
    case 'ces': {
      const name = `Found it easy (CES, top 2 of ${String(result.scale)})`;
      return [shareReading(name, 'CES top 2', result.top2, result.n)];
    }
    case 'choice':
    case 'text':
      return [];
  }
}

const KPI_NAMES = { 'on-time-delivery': 'On-time delivery', 'damage-frequency': 'Damage frequency' } as const;

export const deliveredReading = ({ kpi, gross }: DeliveredFigure): Reading => ({
  name: KPI_NAMES[kpi],
  short: KPI_NAMES[kpi],
  shown: gross.shown,
  value: gross.value,
  interval: gross.interval,
  axis: SHARE,
  n: gross.denominator,
});

/** `−12.6 to 74.1` */
export const rangeOf = ({ interval, axis }: Reading): string =>
  interval ? `${axis.read(interval.low)} to ${axis.read(interval.high)}` : '';

const BAR_HEIGHT = 10;
const MARK_WIDTH = 1;

/** The interval on its axis with a mark for the score. It says nothing that does not stand beside it as text. */
export function barOf({ value, interval, axis: { from, to } }: Reading): Html {
  if (value === null || !interval) return html``;
  const place = (of: number): number => ((of - from) / (to - from)) * 100;
  const left = place(interval.low);
  const mark = Math.min(Math.max(place(value) - MARK_WIDTH / 2, 0), 100 - MARK_WIDTH);
  const zero = from < 0 ? html`<rect class="zero" x="49.9" y="0" width=".2" height="10" />` : html``;
  return html`<svg
    class="bar"
    viewBox="0 0 100 ${BAR_HEIGHT}"
    preserveAspectRatio="none"
    aria-hidden="true"
    focusable="false"
  >
    <rect class="track" x="0" y="4" width="100" height="2" />
    <rect
      class="range"
      x="${left.toFixed(2)}"
      y="2"
      width="${(place(interval.high) - left).toFixed(2)}"
      height="6"
    />
    ${zero}
    <rect class="mark" x="${mark.toFixed(2)}" y="0" width="${MARK_WIDTH}" height="${BAR_HEIGHT}" />
  </svg>`;
}

/** A text in English where there is one, else as it is written, marked with its language. */
export function localText(text: LocalText): Html {
  const languages = Object.keys(text);
  const language = bestLanguage(languages, 'en', languages[0] ?? 'en');
  return html`<span lang="${language}" dir="${directionOf(language)}">${textIn(text, language)}</span>`;
}

const counted = (n: number, noun: string): string => `${String(n)} ${noun}${n === 1 ? '' : 's'}`;

function readingBlock(reading: Reading): Html {
  const score = reading.shown ?? 'no answers';
  const range = reading.interval ? html`<br />95 % interval ${rangeOf(reading)}` : html``;
  return html`<p><span class="score">${score}</span><br />${reading.name}${range}</p>
    ${barOf(reading)}`;
}

/** A count with its length beside it. */
export function countRow(name: Html, count: number, of: number): Html {
  const width = of === 0 ? 0 : (count / of) * 100;
  return html`<li>
    <span>${name}</span><b>${count}</b
    ><svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="range" x="0" y="1" width="${width.toFixed(2)}" height="8" />
    </svg>
  </li>`;
}

const distributionOf = (rows: readonly { readonly name: Html; readonly count: number }[], n: number): Html =>
  html`<ul class="rows">
    ${rows.map(({ name, count }) => countRow(name, count, n))}
  </ul>`;

/** Cut off, as shares and scores are. */
const twoDecimals = (mean: number): string => (Math.floor(mean * 100) / 100).toFixed(2);

function detailsOf(question: Question, result: QuestionResult): Html {
  switch (result.method) {
    case 'nps': {
      const rows = [
        { name: html`Promoters (9–10)`, count: result.promoters },
        { name: html`Passives (7–8)`, count: result.passives },
        { name: html`Detractors (0–6)`, count: result.detractors },
      ];
      return distributionOf(rows, result.n);
    }
    case 'csat':
    case 'ces': {
      const rows = result.distribution.map(({ value, count }) => ({ name: html`${value}`, count }));
      const { sum, value } = result.mean;
      const mean = value === null ? '' : `Mean ${twoDecimals(value)} (${String(sum)} ÷ ${String(result.n)})`;
      return html`${distributionOf(rows.toReversed(), result.n)}
        <p class="mute">${mean}</p>`;
    }
    case 'choice': {
      const texts = new Map(question.options.map(({ id, text }) => [id, text]));
      const rows = result.distribution.map(({ value, count }) => ({
        name: localText(texts.get(value) ?? {}),
        count,
      }));
      return distributionOf(rows, result.n);
    }
    case 'text':
      return html``;
  }
}

/** One question with everything that was answered, the number held back beside it. */
export const questionCard = (question: Question, result: QuestionResult, heldBack: number): Html =>
  html`<li class="card">
    <h3>${localText(question.text)}</h3>
    ${readingsOf(result).map(readingBlock)}
    <p class="mute">${counted(result.n, 'answer')} · ${heldBack} held back for open complaints</p>
    ${detailsOf(question, result)}
  </li>`;

/** One figure of deliveries. */
export function deliveredCard(figure: DeliveredFigure): Html {
  const reading = deliveredReading(figure);
  const { numerator, denominator } = figure.gross;
  const range = reading.interval ? html`<br />95 % interval ${rangeOf(reading)}` : html``;
  return html`<li class="card">
    <h3>${reading.name}</h3>
    <p><span class="score">${reading.shown ?? 'no deliveries'}</span>${range}</p>
    ${barOf(reading)}
    <p class="mute">${numerator} of ${counted(denominator, 'order')}, excuses not taken out</p>
  </li>`;
}
