import type * as z from 'zod';
import type { Delivered } from '../app/surveys/delivered-beside.ts';
import type { Figures, Results } from '../app/surveys/read-results.ts';
import type { Selection } from '../app/surveys/result-selection.ts';
import { formatDay } from '../domain/calendar/time.ts';
import { formatInstant } from '../domain/calendar/zone.ts';
import type { ResultGrouping } from '../domain/survey/result-groups.ts';
import type { WrittenText } from '../domain/survey/result-texts.ts';
import { funnelView } from './funnel-view.ts';
import type { resultsSchema, textSchema } from './survey-results-schema.ts';

type ResultsView = z.input<typeof resultsSchema>;
type FiguresView = ResultsView['total'];

const deliveredView = (delivered: Delivered): FiguresView['delivered'] =>
  delivered.map(({ kpi, gross: { numerator, denominator, value, shown: read, interval } }) => ({
    kpi,
    numerator,
    denominator,
    value,
    shown: read,
    interval: interval?.method === 'wilson' ? { ...interval, method: interval.method } : null,
  }));

const figuresView = ({ answers, withheld, questions, funnel, delivered }: Figures): FiguresView => ({
  answers,
  withheld,
  results: questions,
  funnel: funnel && funnelView(funnel),
  delivered: delivered && deliveredView(delivered),
});

/** Results as the API answers them. */
export function resultsView(
  { programme, query, clients }: Selection,
  results: Results,
  groupBy: ResultGrouping | undefined,
): ResultsView {
  const groups = groupBy && results.groups.get(groupBy);
  return {
    programmeId: programme.programmeId,
    name: programme.name,
    from: formatDay(query.days.from),
    to: formatDay(query.days.to),
    timeZone: programme.schedule.timeZone,
    clients: clients === 'every' ? clients : clients.size,
    waves: results.waves,
    questions: results.questionsAsked.map(({ id, method, scale: highest, text, options }) => ({
      id,
      method,
      scale: highest,
      text,
      options: [...options],
    })),
    total: figuresView(results),
    ...(groups && { groupBy, groups: groups.map(({ key, ...rest }) => ({ key, ...figuresView(rest) })) }),
  };
}

/** A text as the API answers it. */
export const textView = ({ question, language, text, source }: WrittenText): z.input<typeof textSchema> => ({
  question,
  language,
  text,
  source: source && {
    ...source,
    answeredAt: source.answeredAt === null ? null : formatInstant(source.answeredAt),
  },
});
