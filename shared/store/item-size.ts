import {
  WriteRefused,
  type Action,
  type ActionFailure,
  type Item,
  type Key,
  type Value,
} from './documents.ts';

/**
 * Item sizes as DynamoDB counts them, in bytes, and the limits drawn on them
 * (Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats" and "Quotas").
 */
export const MAX_ITEM_BYTES = 400 * 1024;
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
const MAX_TRANSACTION_ACTIONS = 100;
const MAX_PARTITION_KEY_BYTES = 2048;
export const MAX_SORT_KEY_BYTES = 1024;

export const textBytes = (text: string): number => Buffer.byteLength(text);

function significantDigits(magnitude: number): number {
  if (!Number.isSafeInteger(magnitude))
    return (String(magnitude).split('e')[0] ?? '').replace('.', '').replace(/^0+|0+$/g, '').length;
  let rest = magnitude;
  while (rest !== 0 && rest % 10 === 0) rest /= 10;
  let digits = 0;
  for (; rest >= 1; rest /= 10) digits += 1;
  return digits;
}

// Two significant digits a byte, one for the exponent, one more for a minus sign.
const numberBytes = (value: number): number =>
  Math.ceil(significantDigits(Math.abs(value)) / 2) + 1 + (value < 0 ? 1 : 0);

const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Bytes of one attribute value, without its name. */
export function valueBytes(value: Value): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'number') return numberBytes(value);
  if (value === null || typeof value === 'boolean') return 1;
  let bytes = CONTAINER_BYTES;
  if (isList(value)) {
    for (const element of value) bytes += ELEMENT_BYTES + valueBytes(element);
    return bytes;
  }
  for (const [name, element] of Object.entries(value))
    bytes += ELEMENT_BYTES + textBytes(name) + valueBytes(element);
  return bytes;
}

/** Bytes of an item: names and values of its attributes. */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) bytes += textBytes(name) + valueBytes(value);
  }
  return bytes;
}

/** Whether DynamoDB takes the key: neither part empty or too long. */
export function isStorableKey({ pk, sk }: Key): boolean {
  return (
    pk !== '' && sk !== '' && textBytes(pk) <= MAX_PARTITION_KEY_BYTES && textBytes(sk) <= MAX_SORT_KEY_BYTES
  );
}

/** @throws WriteRefused when the item can never be stored. */
export function assertStorable(item: Item & Key): void {
  if (!isStorableKey(item)) throw new WriteRefused(`pk or sk of ${item.pk} is empty or too long; shorten it`);
  const bytes = itemBytes(item);
  if (bytes > MAX_ITEM_BYTES)
    throw new WriteRefused(
      `item ${item.pk} ${item.sk} has ${String(bytes)} bytes; at most 400 KB are stored`,
    );
}

export const actionKey = (action: Action): Key => (action.type === 'put' ? action.item : action.key);

// What the action itself carries: all that can be known of its size without the item it meets.
function actionBytes(action: Action): number {
  switch (action.type) {
    case 'put':
      return itemBytes(action.item);
    case 'delete':
      return itemBytes({ pk: action.key.pk, sk: action.key.sk });
    case 'update':
      return itemBytes({ pk: action.key.pk, sk: action.key.sk, ...action.set, ...action.add });
  }
}

const itemId = (action: Action): string => {
  const { pk, sk } = actionKey(action);
  return `${action.table}\u0000${pk}\u0000${sk}`;
};

/**
 * What can be said of a transaction before it is sent. DynamoDB answers these cases with one error for the whole
 * request that does not say which action is at fault.
 *
 * @returns a failure per action when some can never be done, `undefined` when nothing speaks against sending.
 * @throws WriteRefused when no single action is at fault: too many, two on one item, too large together.
 */
export function refusedActions(actions: readonly Action[]): readonly ActionFailure[] | undefined {
  if (actions.length > MAX_TRANSACTION_ACTIONS)
    throw new WriteRefused(`${String(actions.length)} actions in one transaction; send at most 100`);
  if (new Set(actions.map(itemId)).size < actions.length)
    throw new WriteRefused('two actions of one transaction on the same item; make them one');
  const sizes = actions.map(actionBytes);
  const failures = actions.map((action, i): ActionFailure =>
    isStorableKey(actionKey(action)) && (sizes[i] ?? 0) <= MAX_ITEM_BYTES ? 'none' : 'refused',
  );
  if (failures.includes('refused')) return failures;
  if (sizes.reduce((sum, bytes) => sum + bytes, 0) > MAX_TRANSACTION_BYTES)
    throw new WriteRefused('a transaction over 4 MB; send fewer actions at once');
  return undefined;
}
