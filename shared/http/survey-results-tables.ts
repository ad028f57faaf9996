import type { ResultGroup, Results } from '../app/surveys/read-results.ts';
import { html, type Html } from '../domain/html.ts';
import { responseRate } from '../domain/survey/funnel.ts';
import type { Question } from '../domain/survey/question.ts';
import type { ResultGrouping } from '../domain/survey/result-groups.ts';
import {
  barOf,
  deliveredReading,
  localText,
  rangeOf,
  readingsOf,
  type Reading,
} from './survey-results-scores.ts';

const OUTCOME_NAMES: Readonly<Record<string, string>> = {
  'on-time': 'On time',
  late: 'Late',
  damaged: 'Damaged or lost',
  other: 'Other',
  none: 'About no order',
};

const UNKNOWN_NAMES: Readonly<Record<string, string>> = { unknown: 'Unknown' };

/** A group as it is called. */
export type NameOf = (grouping: ResultGrouping, key: string) => string;

export const nameOf =
  (clientNames: ReadonlyMap<string, string>): NameOf =>
  (grouping, key) => {
    if (grouping === 'client') return clientNames.get(key) ?? key;
    return (grouping === 'outcome' ? OUTCOME_NAMES : UNKNOWN_NAMES)[key] ?? key;
  };

const NOTHING = html`<span class="mute">–</span>`;
const WITHHELD = html`<span class="mute">withheld</span>`;

function cellOf(reading: Reading | undefined): Html {
  if (reading === undefined || reading.shown === null) return NOTHING;
  return html`${reading.shown} <small>${rangeOf(reading)}</small> ${barOf(reading)}
    <small>n = ${reading.n}</small>`;
}

/** One line of figures over all groups. */
interface Line {
  readonly heading: Html;
  readonly cell: (group: ResultGroup) => Html;
}

/** Scores of every scored question. */
function scoreLines(questions: readonly Question[], total: Results): readonly Line[] {
  return questions.flatMap((question, at) => {
    const result = total.questions[at];
    if (!result) return [];
    return readingsOf(result).map(({ short }, nth): Line => ({
      heading: html`${short}<br /><small>${localText(question.text)}</small>`,
      cell: ({ questions: results, withheld }) => {
        const found = results[at];
        if (!found) return withheld === 'all' ? WITHHELD : NOTHING;
        return cellOf(readingsOf(found)[nth]);
      },
    }));
  });
}

const answersLine: Line = {
  heading: html`Answers`,
  cell: ({ answers, withheld }) => {
    if (withheld === 'all') return WITHHELD;
    return withheld === 'some' ? html`${answers} <small>others withheld</small>` : html`${answers}`;
  },
};

const responseLine: Line = {
  heading: html`Response rate`,
  cell: ({ funnel }) => {
    if (!funnel) return NOTHING;
    const { answered, of, shown } = responseRate(funnel);
    if (shown === null) return NOTHING;
    return html`${shown} <small>${answered} of ${of}</small> <small>${funnel.heldBack} held back</small>`;
  },
};

const deliveredLine = (nth: 0 | 1, name: string): Line => ({
  heading: html`${name}`,
  cell: ({ delivered }) => {
    const figure = delivered?.[nth];
    return cellOf(figure && deliveredReading(figure));
  },
});

/** The lines of a table, those left out of which no group knows anything. */
function linesOf(groups: readonly ResultGroup[], results: Results): readonly Line[] {
  return [
    answersLine,
    ...scoreLines(results.questionsAsked, results),
    ...(groups.some(({ funnel }) => funnel) ? [responseLine] : []),
    ...(groups.some(({ delivered }) => delivered)
      ? [deliveredLine(0, 'On-time delivery'), deliveredLine(1, 'Damage frequency')]
      : []),
  ];
}

/** A table of groups. */
export interface GroupTable {
  readonly grouping: ResultGrouping;
  readonly groups: readonly ResultGroup[];
  readonly results: Results;
  readonly named: NameOf;
  /** Of the section it stands in, whose id is the grouping. */
  readonly heading: string;
  readonly note: string;
}

/** A row or column: its heading, and its cells in their order. */
interface Row {
  readonly heading: Html;
  readonly cells: readonly Html[];
}

/** A table wider than a phone is scrolled by itself, also by keyboard; its first column stays. */
const tableOf = (
  { grouping, heading, note }: GroupTable,
  columns: readonly Html[],
  rows: readonly Row[],
): Html =>
  html`<p class="mute">${note}</p>
    <div class="scroll" role="region" aria-label="${heading}, table" tabindex="0">
      <table aria-labelledby="${grouping}">
        <thead>
          <tr>
            <td></td>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <th scope="row">${row.heading}</th>
                ${row.cells.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;

const namesOf = ({ grouping, groups, named }: GroupTable): readonly Html[] =>
  groups.map(({ key }) => html`${named(grouping, key)}`);

/** Few groups side by side, a line for each figure. */
export function sideBySide(table: GroupTable): Html {
  const { groups, results } = table;
  const rows = linesOf(groups, results).map(({ heading, cell }) => ({ heading, cells: groups.map(cell) }));
  return tableOf(table, namesOf(table), rows);
}

/** Any number of groups below each other, a column for each figure. */
export function belowEachOther(table: GroupTable): Html {
  const { grouping, groups, results, named } = table;
  const lines = linesOf(groups, results);
  const rows = groups.map((group) => ({
    heading: html`${named(grouping, group.key)}`,
    cells: lines.map(({ cell }) => cell(group)),
  }));
  return tableOf(
    table,
    lines.map(({ heading }) => heading),
    rows,
  );
}
