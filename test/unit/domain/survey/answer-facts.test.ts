import { describe, expect, it } from 'vitest';
import {
  anonymousAnswer,
  namedAnswer,
  withoutPerson,
  type Said,
} from '../../../../shared/domain/survey/answer.ts';
import { answerFacts } from '../../../../shared/domain/survey/answer-facts.ts';
import { parseEvent } from '../../../../shared/domain/ledger/event-schema.ts';
import { formatInstant } from '../../../../shared/domain/calendar/zone.ts';
import { QUESTIONS } from '../../../support/answers-api.ts';
import { NOW, orderNo } from '../../../support/builders.ts';
import { anInvitation } from '../../../support/contacts.ts';

const SAID: Said = {
  complete: true,
  answeredAt: NOW,
  outcome: 'late',
  carrierId: 'dhl',
  language: 'de',
  versionNumber: 1,
  values: { recommend: 3, reason: 'time', words: 'Late again' },
};
const INVITATION = anInvitation({ orderNo: orderNo('SO-1') });
const WHERE = { siteId: 'HAM', carrierId: 'dhl', serviceLevel: undefined };
const MOMENT = { at: NOW, offsetMinutes: 120 };

describe('facts of an answer', () => {
  it('are one for each question with a score, and hold neither the person nor the text', () => {
    const answer = namedAnswer(INVITATION, SAID);
    const order = answerFacts(answer, QUESTIONS, MOMENT, WHERE);
    expect(order).toEqual({
      kind: 'survey-answer',
      orderNo: answer.answerId,
      facts: [
        {
          type: 'survey.answered',
          source: 'tallyman://surveys',
          id: 'recommend',
          occurredAt: NOW,
          offsetMinutes: 120,
          data: {
            programme: 'quarterly',
            wave: '2026-04-01T07:00Z',
            question: 'recommend',
            method: 'nps',
            scale: 10,
            score: 3,
            language: 'de',
            outcome: 'late',
            siteId: 'HAM',
            carrierId: 'dhl',
          },
        },
      ],
    });
  });

  it('have the text that the same answer would have as an event', () => {
    const order = answerFacts(namedAnswer(INVITATION, SAID), QUESTIONS, MOMENT, WHERE);
    const [made] = order?.facts ?? [];
    const parsed = parseEvent({
      specversion: '1.0',
      type: made?.type,
      source: made?.source,
      id: made?.id,
      subject: order?.orderNo,
      clientid: 'acme',
      time: formatInstant(NOW, 120),
      data: made?.data,
    });
    expect(parsed).toMatchObject({ ok: true });
    expect(parsed.ok && JSON.stringify(parsed.event.fact.data)).toBe(JSON.stringify(made?.data));
  });

  it('of an anonymous answer have the score and nothing that tells one person from another', () => {
    const order = answerFacts(anonymousAnswer(INVITATION, 'secret', SAID), QUESTIONS, MOMENT, WHERE);
    expect(order?.facts.map(({ data }) => data)).toEqual([
      {
        programme: 'quarterly',
        wave: '2026-04-01T07:00Z',
        question: 'recommend',
        method: 'nps',
        scale: 10,
        score: 3,
      },
    ]);
  });

  it('are none of a partial answer, and none where nothing was scored', () => {
    expect(
      answerFacts(namedAnswer(INVITATION, { ...SAID, complete: false }), QUESTIONS, MOMENT),
    ).toBeUndefined();
    const words = namedAnswer(INVITATION, { ...SAID, values: { words: 'Fine' } });
    expect(answerFacts(words, QUESTIONS, MOMENT)).toBeUndefined();
  });
});

describe('an answer without its person', () => {
  it('keeps scores and choices, and loses contact, order and text', () => {
    const answer = namedAnswer(INVITATION, SAID);
    expect(withoutPerson(answer, QUESTIONS)).toEqual({
      ...answer,
      contactId: null,
      orderNo: null,
      values: { recommend: 3, reason: 'time' },
    });
  });
});
