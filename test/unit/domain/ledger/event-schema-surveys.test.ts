import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../../shared/domain/ledger/event-schema.ts';

/** One question of an answer, as an outside survey tool reports it. */
const answer = (data: Record<string, unknown> = {}) =>
  parseEvent({
    specversion: '1.0',
    id: 'overall',
    source: 'survey://tool',
    type: 'survey.answered',
    time: '2026-12-03T10:00:00+01:00',
    clientid: 'acme',
    subject: 'answer-1',
    data: { question: 'overall', method: 'csat', scale: 5, score: 4, ...data },
  });

function accepted(data: Record<string, unknown> = {}) {
  const result = answer(data);
  if (!result.ok) throw new Error(result.error.detail);
  return result.event;
}

describe('an answer to a survey', () => {
  it('is kept as it was sent, on an order of its own', () => {
    const data = {
      programme: 'quarterly',
      wave: '2026-12-01T08:00Z',
      question: 'overall',
      method: 'csat',
      scale: 7,
      score: 1,
      language: 'zh-CN',
      outcome: 'late',
      siteId: 'HAM',
      carrierId: 'dhl',
      serviceLevel: 'express',
    };
    const { kind, orderNo, fact } = accepted(data);
    expect([kind, orderNo, fact.data]).toEqual(['survey-answer', 'answer-1', data]);
  });

  it('needs no more than question, method, scale and score', () => {
    expect(accepted().fact.data).toEqual({ question: 'overall', method: 'csat', scale: 5, score: 4 });
  });

  it.each([
    ['nps', 10, 0],
    ['nps', 10, 10],
    ['csat', 5, 1],
    ['csat', 10, 10],
    ['ces', 7, 7],
  ])('may have any point of its scale: %s on %d, %d', (method, scale, score) => {
    expect(accepted({ method, scale, score }).fact.data).toMatchObject({ method, scale, score });
  });

  it.each([
    [{ question: undefined }, 'question', 'is missing'],
    [{ question: '' }, 'question', 'is empty; leave it out'],
    [{ method: undefined }, 'method', 'is missing'],
    [{ method: 'text' }, 'method', 'must be one of nps, csat, ces'],
    [{ scale: undefined }, 'scale', 'is missing'],
    [{ scale: 4 }, 'scale', 'must be 5 or 7 or 10 for csat'],
    [{ method: 'ces', scale: 10 }, 'scale', 'must be 5 or 7 for ces'],
    [{ method: 'nps' }, 'scale', 'must be 10 for nps'],
    [{ score: undefined }, 'score', 'is missing'],
    [{ score: 6 }, 'score', 'must be from 1 to 5 for csat on this scale'],
    [{ score: 0 }, 'score', 'must be from 1 to 5 for csat on this scale'],
    [{ method: 'nps', scale: 10, score: -1 }, 'score', 'must be from 0 to 10 for nps on this scale'],
    [{ method: 'nps', scale: 10, score: 11 }, 'score', 'must be from 0 to 10 for nps on this scale'],
    [{ score: 4.5 }, 'score', 'must be a whole number'],
    [{ score: '4' }, 'score', 'must be a whole number'],
    [{ language: 'english' }, 'language', 'must be a BCP 47 tag such as en, de, zh-CN or pt-BR'],
    [{ outcome: 'upheld' }, 'outcome', 'must be one of on-time, late, damaged, other'],
  ])('with %j is refused, with the field and the remedy', (data, field, remedy) => {
    const path = `data.${field}`;
    expect(answer(data)).toEqual({
      ok: false,
      error: { code: 'invalid-field', path, detail: `${path}: ${remedy}` },
    });
  });

  it.each([{ contactId: 'anna' }, { note: 'call me on 040 1234' }])('takes nothing personal: %j', (data) => {
    const [field] = Object.keys(data);
    const result = answer(data);
    expect(result.ok ? '' : result.error.path).toBe(`data.${field!}`);
    expect(result.ok ? '' : result.error.detail).toContain('it takes programme, wave, question');
  });
});

describe('a dispute', () => {
  it('ends upheld or rejected, not as a delivery does', () => {
    const settled = parseEvent({
      specversion: '1.0',
      id: 'd-1',
      source: 'portal',
      type: 'fact.dispute-settled',
      time: '2026-12-03T10:00:00+01:00',
      clientid: 'acme',
      subject: 'SO-1',
      data: { disputes: { kind: 'delivery', source: 'a', id: 'b' }, outcome: 'late' },
    });
    expect(settled).toMatchObject({ ok: false, error: { path: 'data.outcome' } });
  });
});
