import { addMonths, type MonthText } from '../domain/credit/month.ts';
import { answerMonthOf, answerSchema, type Answer } from '../domain/survey/answer.ts';
import type { AnswerGiven, AnswersQuery, AnswerStore } from '../ports/answers.ts';
import { caseActions } from './case-repository.ts';
import { commit } from './commit.ts';
import type { Action, Documents, Item, Key } from './documents.ts';
import { outboxAction } from './fact-outbox.ts';
import { itemOf } from './item-of.ts';
import { crmKeys } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem } from './read-item.ts';
import { versionCondition } from './version-condition.ts';

const keyOf = (answer: Answer): Key =>
  crmKeys.answer(answer.programmeId, answerMonthOf(answer), answer.clientId, answer.answerId);

const itemOfAnswer = (answer: Answer, ttl: number): Item & Key => ({
  ...itemOf(answer),
  ttl,
  ...keyOf(answer),
});

/**
 * What one answer writes. The token must still be there and the invitation unchanged, so that of many at once one is taken;
 * the invitation keeps its own time to live.
 */
function actionsOf(table: string, given: AnswerGiven): readonly Action[] {
  const { answer, invitation, token, followUp, facts, ttl } = given;
  const siblings = invitation.tokens.filter((digest) => digest !== token);
  return [
    { type: 'delete', table, key: crmKeys.surveyToken(token), condition: { when: 'present' } },
    ...siblings.map((digest) => ({ type: 'delete' as const, table, key: crmKeys.surveyToken(digest) })),
    {
      type: 'update',
      table,
      key: crmKeys.invitation(invitation),
      set: itemOf(invitation),
      condition: versionCondition(invitation.version),
    },
    { type: 'put', table, item: itemOfAnswer(answer, ttl) },
    ...(followUp ? caseActions(table, followUp) : []),
    ...(facts ? [outboxAction(table, facts)] : []),
  ];
}

async function* readMonths(
  documents: Documents,
  table: string,
  { programmeId, fromMonth, toMonth, clientId }: AnswersQuery,
): AsyncGenerator<readonly Answer[]> {
  const sort = clientId && { beginsWith: crmKeys.answerPrefix(clientId) };
  for (let month: MonthText = fromMonth; month <= toMonth; month = addMonths(month, 1)) {
    const query = { table, pk: crmKeys.answers(programmeId, month), ...(sort && { sort }) };
    for await (const items of pagesOf(documents, query))
      if (items.length > 0) yield items.map((item) => readItem(answerSchema, item));
  }
}

/** Answers in the crm table: a programme's of one month in one partition, a client's side by side. */
export const createAnswerRepository = (documents: Documents, table: string): AnswerStore => ({
  give: (given) => commit(documents, actionsOf(table, given)),
  keepPartial: async (answer, ttl) => {
    const item = itemOfAnswer(answer, ttl);
    const inPlace = await documents.put(table, item, { when: 'equals', attribute: 'complete', value: false });
    if (!inPlace) await documents.put(table, item, { when: 'absent' });
  },
  find: async (programmeId, month, clientId, answerId) => {
    const key = crmKeys.answer(programmeId, month, clientId, answerId);
    const item = await documents.get(table, key, { consistent: true });
    return item && readItem(answerSchema, item);
  },
  read: (query) => readMonths(documents, table, query),
  depersonalise: async (answer) => {
    await documents.update({
      table,
      key: keyOf(answer),
      set: { contactId: answer.contactId, orderNo: answer.orderNo, values: { ...answer.values } },
      condition: { when: 'present' },
    });
  },
});
