import type { Condition, Item, Key, Update, Value } from '../../../shared/store/documents.ts';
import { MAX_SORT_KEY_BYTES, textBytes } from '../../../shared/store/item-size.ts';
import type { TableShape } from '../../../shared/store/tables.ts';

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

// A caller may get past the types with `undefined`; the real client throws then, too.
function frozenValue(value: Value | undefined): Value {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)
      throw new TypeError(`no number the store takes: ${String(value)}`);
    return value + 0;
  }
  if (value === undefined) throw new TypeError('an attribute is undefined; leave it out');
  if (value === null || typeof value !== 'object') return value;
  return Object.freeze(isList(value) ? value.map(frozenValue) : frozenEntries(value));
}

function frozenEntries<T extends Readonly<Record<string, Value>>>(source: T): T {
  const copy: Record<string, Value> = {};
  for (const name in source) copy[name] = frozenValue(source[name]);
  return copy as T;
}

/** A deep copy nobody can change, so that it may be handed out without copying again. */
export const frozen = <T extends Item>(item: T): T => Object.freeze(frozenEntries(item));

export function holds(condition: Condition | undefined, item: Item | undefined): boolean {
  if (condition === undefined) return true;
  switch (condition.when) {
    case 'absent':
      return item === undefined;
    case 'present':
      return item !== undefined;
    case 'equals':
      return item?.[condition.attribute] === condition.value;
  }
}

/** The item an update makes, or `undefined` when DynamoDB would not take it. */
export function updated(before: Item | undefined, update: Update): (Item & Key) | undefined {
  const { set = {}, add = {}, remove = [] } = update;
  if (!isWellFormed([...Object.keys(set), ...Object.keys(add), ...remove])) return undefined;
  const after: Record<string, Value> & Key = { ...before, pk: update.key.pk, sk: update.key.sk };
  for (const name in set) after[name] = set[name]!;
  for (const name in add) {
    const old = after[name] === undefined ? 0 : after[name];
    if (typeof old !== 'number') return undefined;
    after[name] = old + add[name]!;
  }
  for (const name of remove) Reflect.deleteProperty(after, name);
  return after;
}

// Something changes, nothing twice, and not the key.
const isWellFormed = (touched: readonly string[]): boolean =>
  touched.length > 0 &&
  new Set(touched).size === touched.length &&
  !touched.some((name) => name === 'pk' || name === 'sk');

/** Whether every index key the item carries is one DynamoDB takes. */
export function hasIndexableKeys(shape: TableShape, item: Item): boolean {
  for (const name in shape.localIndexes) {
    const value = item[shape.localIndexes[name]?.sortKey ?? ''];
    if (value === undefined) continue;
    if (typeof value !== 'string' || value === '' || textBytes(value) > MAX_SORT_KEY_BYTES) return false;
  }
  return true;
}
