import type { EpochMs } from '../calendar/time.ts';
import { orderNoSchema } from '../ids.ts';
import type { OrderFacts } from '../ledger/decide.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import type { Dimensions } from '../ledger/order-record.ts';
import type { Answer } from './answer.ts';
import { isScored, type Question } from './question.ts';

const SOURCE = 'tallyman://surveys';

/** When answers count: on being given, of anonymous waves all of them on the closing instant. */
export interface CountedAt {
  readonly at: EpochMs;
  /** Of the client's zone then, in minutes east. */
  readonly offsetMinutes: number;
}

/**
 * An answer as an order of its own in the ledger: a fact for each scored question, named after the question, so that recording
 * it twice changes nothing. `where`: of the order asked about. Of an anonymous answer there are the scores and nothing that
 * tells one person from another. `undefined`: partial, or no question was scored.
 */
export function answerFacts(
  answer: Answer,
  questions: readonly Question[],
  { at, offsetMinutes }: CountedAt,
  where?: Dimensions,
): OrderFacts | undefined {
  if (!answer.complete) return undefined;
  const isAnonymous = answer.answeredAt === null;
  const { language, outcome } = answer;
  const circumstances = {
    language,
    ...(outcome !== null && { outcome }),
    ...(where?.siteId !== undefined && { siteId: where.siteId }),
    ...(where?.carrierId !== undefined && { carrierId: where.carrierId }),
    ...(where?.serviceLevel !== undefined && { serviceLevel: where.serviceLevel }),
  };
  const facts = questions.flatMap(({ id, method, scale }): readonly ReportedFact[] => {
    const score = answer.values[id];
    if (!isScored(method) || scale === null || typeof score !== 'number') return [];
    // In the order in which fields of this type are stored.
    const data = {
      programme: answer.programmeId,
      wave: answer.waveId,
      question: id,
      method,
      scale,
      score,
      ...(isAnonymous ? {} : circumstances),
    };
    return [{ type: 'survey.answered', source: SOURCE, id, occurredAt: at, offsetMinutes, data }];
  });
  if (facts.length === 0) return undefined;
  return { kind: 'survey-answer', orderNo: orderNoSchema.parse(answer.answerId), facts };
}
