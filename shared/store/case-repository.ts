import * as z from 'zod';
import { caseSchema, isOpen, unsentMails, type Case } from '../domain/complaint/case.ts';
import type { ClientId } from '../domain/ids.ts';
import type { CasePage, CaseStore } from '../ports/cases.ts';
import type { OutboxEntry } from '../ports/fact-outbox.ts';
import { commit } from './commit.ts';
import type { Action, Documents, Item, Query } from './documents.ts';
import { outboxAction } from './fact-outbox.ts';
import { itemOf } from './item-of.ts';
import { crmKeys } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem, textOf } from './read-item.ts';
import { versionCondition } from './version-condition.ts';

/** The hourly walk still has to look at it. */
const isUnfinished = (one: Case): boolean => isOpen(one) || unsentMails(one).length > 0;

/**
 * What writes a case in a transaction: the case itself, conditional on its version, its place among the open ones, and the
 * facts that follow from it.
 */
export function caseActions(table: string, one: Case, facts?: OutboxEntry): readonly Action[] {
  const name = { ...crmKeys.openCase(one.clientId, one.caseId) };
  return [
    {
      type: 'put',
      table,
      item: { ...itemOf(one), ...crmKeys.case(one.clientId, one.caseId) },
      condition: versionCondition(one.version),
    },
    isUnfinished(one) ? { type: 'put', table, item: name } : { type: 'delete', table, key: name },
    ...(facts ? [outboxAction(table, facts)] : []),
  ];
}

const NAMES_A_PAGE = 100;

const consistent = { consistent: true };

const newestFirst = (a: Case, b: Case): number => (a.caseId < b.caseId ? 1 : -1);

const requestSchema = z.object({ caseId: z.string(), ttl: z.int() });

/** Cases of a client in one partition of the crm table, the names of the open ones in another. */
export function createCaseRepository(documents: Documents, table: string): CaseStore {
  const find = async (clientId: ClientId, caseId: string): Promise<Case | undefined> => {
    const item = await documents.get(table, crmKeys.case(clientId, caseId), consistent);
    return item && readItem(caseSchema, item);
  };

  /** Cases by a page of their names. */
  const named = async (clientId: ClientId, names: readonly Item[]): Promise<readonly Case[]> => {
    const keys = names.map((name) => crmKeys.case(clientId, textOf(name, 'sk')));
    const items = keys.length === 0 ? [] : await documents.batchGet(table, keys, consistent);
    return items.map((item) => readItem(caseSchema, item));
  };

  const unfinished = async function* (clientId: ClientId): AsyncGenerator<readonly Case[]> {
    const { pk } = crmKeys.openCase(clientId, '');
    const query: Query = { table, pk, consistent: true, limit: NAMES_A_PAGE };
    for await (const names of pagesOf(documents, query)) yield await named(clientId, names);
  };

  const list: CaseStore['list'] = async (clientId, open, after, limit): Promise<CasePage> => {
    const keyOf = open ? crmKeys.openCase : crmKeys.case;
    const query: Query = {
      table,
      pk: keyOf(clientId, '').pk,
      descending: true,
      limit,
      ...(after !== undefined && { after: { ...keyOf(clientId, after) } }),
    };
    const { items, next } = await documents.query(query);
    const cases = open
      ? (await named(clientId, items)).filter(isOpen)
      : items.map((item) => readItem(caseSchema, item));
    const last = items.at(-1);
    return {
      cases: cases.toSorted(newestFirst),
      ...(next && last && { next: textOf(last, 'sk') }),
    };
  };

  return {
    find,
    list,
    unfinished,
    openOf: async (clientId) => {
      const found: Case[] = [];
      for await (const cases of unfinished(clientId)) found.push(...cases.filter(isOpen));
      return found;
    },
    raise: async (one, facts, request) => {
      const key = crmKeys.caseRequest(one.clientId, request.requestId);
      const mark: Action = {
        type: 'put',
        table,
        item: { ...key, caseId: one.caseId, ttl: request.ttl },
        condition: { when: 'absent' },
      };
      if (await commit(documents, [...caseActions(table, one, facts), mark])) return one;
      const earlier = await documents.get(table, key, consistent);
      const raised = earlier && (await find(one.clientId, readItem(requestSchema, earlier).caseId));
      if (!raised) throw new Error(`case ${one.caseId} was there before it was raised`);
      return raised;
    },
    save: (one, facts) => commit(documents, caseActions(table, one, facts)),
  };
}
