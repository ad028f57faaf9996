import { describe, expect, it } from 'vitest';
import { groupOf, inOrder, RESULT_GROUPINGS } from '../../../../shared/domain/survey/result-groups.ts';
import { day } from '../../../support/builders.ts';
import { anAnswer } from '../../../support/survey-results.ts';

const WAVE_DAY = day('2026-04-01');

describe('the group of an answer', () => {
  it('is its client, wave, month, language, carrier, and what became of the delivery', () => {
    const answer = anAnswer({}, { outcome: 'late', carrierId: 'dhl', language: 'pt-BR' });
    expect(RESULT_GROUPINGS.map((grouping) => groupOf(grouping, answer, WAVE_DAY))).toEqual([
      'acme',
      '2026-04-01T07:00Z',
      '2026-04',
      'pt-BR',
      'dhl',
      'late',
    ]);
  });

  it('is unknown without a carrier, and none where it is about no order', () => {
    const answer = anAnswer({});
    expect([groupOf('carrier', answer, WAVE_DAY), groupOf('outcome', answer, WAVE_DAY)]).toEqual([
      'unknown',
      'none',
    ]);
  });
});

describe('groups in a list', () => {
  it('go from on time to none by outcome, and by their key otherwise', () => {
    expect(inOrder('outcome', ['none', 'damaged', 'on-time', 'late'])).toEqual([
      'on-time',
      'late',
      'damaged',
      'none',
    ]);
    expect(inOrder('month', ['2026-10', '2026-02'])).toEqual(['2026-02', '2026-10']);
  });
});
