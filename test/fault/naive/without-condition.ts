import type { Action, Documents } from '../../../shared/store/documents.ts';

function unconditional(action: Action): Action {
  const copy = { ...action };
  Reflect.deleteProperty(copy, 'condition');
  return copy;
}

/** Order and tallies in one transaction, but whoever writes last wins. */
export const withoutConditions = (documents: Documents): Documents => ({
  get: documents.get.bind(documents),
  batchGet: documents.batchGet.bind(documents),
  query: documents.query.bind(documents),
  put: documents.put.bind(documents),
  update: documents.update.bind(documents),
  delete: documents.delete.bind(documents),
  batchPut: documents.batchPut.bind(documents),
  transact: (actions) => documents.transact(actions.map(unconditional)),
});
