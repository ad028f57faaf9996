import { zoneOf } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
import { notCounted, verdict, type Finding } from './judge-committed.ts';
import type { Verdict } from './verdict.ts';

/** The answer to the question that the contract counts, as it was given last; `undefined` where it was not asked. */
function countedAnswer(state: OrderState, contract: Contract): ReportedFact | undefined {
  const scored = factsOf(state, 'survey.answered').filter(({ data }) => data.method === 'csat');
  const question = contract.kpis.satisfaction.question ?? scored[0]?.data.question;
  return scored.findLast(({ data }) => data.question === question);
}

/**
 * An answer to a survey, on the day it was given: satisfied at the two highest points of the scale, highly satisfied at
 * the highest. CSAT alone is judged; NPS and CES lie beside it for the survey's results.
 */
export function judgeSurvey(state: OrderState, contract: Contract): readonly Verdict[] {
  const answer = countedAnswer(state, contract);
  if (!answer) return [];
  const day = zoneOf(contract.timeZone).dayOf(answer.occurredAt);
  const { scale } = contract.kpis.satisfaction;
  if (answer.data.scale !== scale)
    return [
      notCounted('satisfaction', day, 'other-scale', answer),
      notCounted('satisfaction-top-1', day, 'other-scale', answer),
    ];
  const score = answer.data.score ?? 0;
  const found = (met: boolean, rules: readonly [Finding['rule'], Finding['rule']]): Finding => ({
    outcome: met ? 'met' : 'missed',
    rule: met ? rules[0] : rules[1],
    facts: [answer],
  });
  return [
    verdict('satisfaction', day, undefined, found(score >= scale - 1, ['top-two', 'below-top-two'])),
    verdict('satisfaction-top-1', day, undefined, found(score >= scale, ['top-one', 'below-top-one'])),
  ];
}
