import { describe, expect, it } from 'vitest';
import { anAnswersApi, type AnswersApi, type Fields } from '../../support/answers-api.ts';
import { withFaults, type Fault } from '../../support/memory-documents/index.ts';

/** Opens a case, and has facts for the ledger. */
const LOW: Fields = { 'q.recommend': '2', 'q.satisfied': '1', 'q.words': 'Late' };

const FAULTS: readonly Fault[] = [
  'kill-before',
  'kill-after',
  'lost-answer',
  'unavailable',
  'throttled',
  'conflict',
];
/** More operations than an answer takes; those beyond its last one change nothing. */
const OPERATIONS = 30;

/** Whether its facts are in the ledger. */
const isCounted = (api: AnswersApi): boolean =>
  api.documents.all('ledger').some(({ sk }) => sk.startsWith('O#survey-answer#'));

/** Nothing at all, or everything: the answer, its invitation, its case, and its facts in the outbox or recorded. */
function expectWhole(api: AnswersApi): boolean {
  const complete = api.items('answers#').filter((item) => item['complete'] === true);
  const isAnswered = complete.length > 0;
  expect(complete.length).toBeLessThanOrEqual(1);
  expect(api.items('wave#')[0]?.['state']).toBe(isAnswered ? 'answered' : 'sent');
  expect(api.items('survey-token#')).toHaveLength(isAnswered ? 0 : 2);
  expect(api.items('cases#')).toHaveLength(isAnswered ? 1 : 0);
  expect(api.items('open-cases#')).toHaveLength(isAnswered ? 1 : 0);
  const waiting = api.items('outbox').length;
  if (isAnswered) expect(waiting === 1 || isCounted(api)).toBe(true);
  else expect([waiting, isCounted(api)]).toEqual([0, false]);
  return isAnswered;
}

describe('an answer whose function fails', () => {
  it.each(FAULTS)('by %s at any operation is whole or not there, and is given once', async (fault) => {
    let failed = 0;
    for (let operation = 1; operation <= OPERATIONS; operation++) {
      const api = await anAnswersApi();
      const token = await api.invite('ann', { orderNo: 'SO-2' as never }, ['first', 'reminder']);
      const store = withFaults(api.documents, { faults: new Map([[operation, fault]]) });
      const page = await api.answer(token, LOW, {}, api.handlerOn(store));
      if (store.operations < operation) break;
      if (page.status !== 200) failed++;
      const isAnswered = expectWhole(api);
      // Who sees an error tries again: either it was stored and the link is used up, or it is stored now.
      const again = await api.answer(token, LOW);
      expect(again.status).toBe(isAnswered ? 404 : 200);
      expect(expectWhole(api)).toBe(true);
    }
    // Each fault was met, and a failure showed; a clash of transactions is tried again without one.
    expect(failed).toBeGreaterThan(0);
  });

  it('takes no more than 30 operations, all of them tried', async () => {
    const api = await anAnswersApi();
    const store = withFaults(api.documents, {});
    await api.answer(await api.invite('ann', { orderNo: 'SO-2' as never }), LOW, {}, api.handlerOn(store));
    expect(store.operations).toBeGreaterThan(8);
    expect(store.operations).toBeLessThan(OPERATIONS);
  });
});
