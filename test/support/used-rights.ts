import type { Action, Documents } from '../../shared/store/documents.ts';

/** Rights that were used: `Query ledger/byOpen`, `PutItem crm`. */
export type UsedRights = Set<string>;

const ACTION_RIGHTS = {
  put: 'PutItem',
  update: 'UpdateItem',
  delete: 'DeleteItem',
} as const satisfies Record<Action['type'], string>;

/** A store that notes the IAM action, table and index of each operation, as DynamoDB asks for them. */
export function recordingRights(documents: Documents, used: UsedRights): Documents {
  const note = (action: string, table: string, index?: string): void => {
    used.add(`${action} ${index === undefined ? table : `${table}/${index}`}`);
  };
  return {
    get: (table, ...rest) => {
      note('GetItem', table);
      return documents.get(table, ...rest);
    },
    batchGet: (table, ...rest) => {
      note('BatchGetItem', table);
      return documents.batchGet(table, ...rest);
    },
    query: (query) => {
      note('Query', query.table, query.index);
      return documents.query(query);
    },
    put: (table, ...rest) => {
      note('PutItem', table);
      return documents.put(table, ...rest);
    },
    update: (update) => {
      note('UpdateItem', update.table);
      return documents.update(update);
    },
    delete: (table, ...rest) => {
      note('DeleteItem', table);
      return documents.delete(table, ...rest);
    },
    batchPut: (table, items) => {
      note('BatchWriteItem', table);
      return documents.batchPut(table, items);
    },
    transact: (actions) => {
      for (const { type, table } of actions) note(ACTION_RIGHTS[type], table);
      return documents.transact(actions);
    },
  };
}
