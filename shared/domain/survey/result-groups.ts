import type { EpochDay } from '../calendar/time.ts';
import { monthOfDay } from '../credit/month.ts';
import { DELIVERY_OUTCOMES, type Answer } from './answer.ts';

/** What results are grouped by. `month`: of the wave's day, the trend. */
export const RESULT_GROUPINGS = ['client', 'wave', 'month', 'language', 'carrier', 'outcome'] as const;
export type ResultGrouping = (typeof RESULT_GROUPINGS)[number];

/** Those that lie across clients: a group of one holds answers of many clients. */
export const CROSSINGS = ['language', 'carrier', 'outcome'] as const satisfies readonly ResultGrouping[];
export type Crossing = (typeof CROSSINGS)[number];

export const isCrossing = (grouping: ResultGrouping): grouping is Crossing =>
  CROSSINGS.some((crossing) => crossing === grouping);

/** What became of the delivery asked about; `none`: the answer is about no order. */
export const OUTCOME_GROUPS = [...DELIVERY_OUTCOMES, 'none'] as const;
export type OutcomeGroup = (typeof OUTCOME_GROUPS)[number];

export const outcomeGroupOf = ({ outcome }: Pick<Answer, 'outcome'>): OutcomeGroup => outcome ?? 'none';

const UNKNOWN = 'unknown';

/** The group of an answer among those that lie across clients. */
export function crossingOf(crossing: Crossing, answer: Answer): string {
  switch (crossing) {
    case 'language':
      return answer.language;
    case 'carrier':
      return answer.carrierId ?? UNKNOWN;
    case 'outcome':
      return outcomeGroupOf(answer);
  }
}

/** The group of an answer. `waveDay`: the civil day of its wave in the programme's zone. */
export function groupOf(grouping: ResultGrouping, answer: Answer, waveDay: EpochDay): string {
  switch (grouping) {
    case 'client':
      return answer.clientId;
    case 'wave':
      return answer.waveId;
    case 'month':
      return monthOfDay(waveDay);
    case 'language':
    case 'carrier':
    case 'outcome':
      return crossingOf(grouping, answer);
  }
}

const OUTCOME_ORDER: readonly string[] = OUTCOME_GROUPS;

/** Groups as they are listed: outcomes from on time to none, all others by their key. */
export const inOrder = (grouping: ResultGrouping, keys: Iterable<string>): readonly string[] =>
  [...keys].sort((a, b) =>
    grouping === 'outcome' ? OUTCOME_ORDER.indexOf(a) - OUTCOME_ORDER.indexOf(b) : a < b ? -1 : 1,
  );
