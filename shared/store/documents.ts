import { Unavailable } from '../ports/unavailable.ts';

/**
 * The operations the repositories need of DynamoDB, as data: no expression strings outside the one adapter, and
 * the same repositories run on the in-process twin that meters capacity and injects faults.
 */
export type Scalar = string | number | boolean | null;
export type Value = Scalar | readonly Value[] | { readonly [name: string]: Value };
export type Item = Readonly<Record<string, Value>>;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** `absent`: no item under that key. `equals`: the item is there and the attribute has this value. */
export type Condition =
  | { readonly when: 'absent' }
  | { readonly when: 'present' }
  | { readonly when: 'equals'; readonly attribute: string; readonly value: Scalar };

export interface Query {
  readonly table: string;
  readonly index?: string;
  readonly pk: string;
  /** On the index's sort key where an index is named, else on `sk`. Both bounds are inclusive. */
  readonly sort?: { readonly beginsWith: string } | { readonly from: string; readonly to: string };
  readonly limit?: number;
  readonly descending?: boolean;
  readonly consistent?: boolean;
  /** The `next` of the page before: the position after which to go on. */
  readonly after?: Item;
}

export interface Page {
  readonly items: readonly Item[];
  readonly next?: Item;
}

export interface Update {
  readonly table: string;
  readonly key: Key;
  readonly set?: Item;
  /** Numbers added to top-level attributes; an attribute that is not there counts as 0. */
  readonly add?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
  readonly condition?: Condition;
}

export type Action =
  | {
      readonly type: 'put';
      readonly table: string;
      readonly item: Item & Key;
      readonly condition?: Condition;
    }
  | ({ readonly type: 'update' } & Update)
  | { readonly type: 'delete'; readonly table: string; readonly key: Key; readonly condition?: Condition };

/**
 * Why one action of a cancelled transaction failed. `none`: it would have succeeded.
 * `full`: nothing is wrong with the action, but its partition holds 10 GB, the most beside local indexes.
 * `refused`: this action can never succeed as it is (item too large, key too long).
 */
export type ActionFailure = 'none' | 'condition' | 'conflict' | 'throttled' | 'full' | 'refused';

export type TransactionResult =
  { readonly done: true } | { readonly done: false; readonly failures: readonly ActionFailure[] };

/** Every method throws `StoreUnavailable` when the store gives no answer within the client's own retries. */
export interface Documents {
  get(table: string, key: Key, options?: { readonly consistent?: boolean }): Promise<Item | undefined>;
  /** Any number of distinct keys; missing items are left out. Unprocessed keys are asked for again. */
  batchGet(
    table: string,
    keys: readonly Key[],
    options?: { readonly consistent?: boolean },
  ): Promise<readonly Item[]>;
  query(query: Query): Promise<Page>;
  /** `false` when the condition did not hold. */
  put(table: string, item: Item & Key, condition?: Condition): Promise<boolean>;
  /** `false` when the condition did not hold. */
  update(update: Update): Promise<boolean>;
  delete(table: string, key: Key, condition?: Condition): Promise<boolean>;
  /** Any number of unconditional puts; unprocessed ones are sent again. */
  batchPut(table: string, items: readonly (Item & Key)[]): Promise<void>;
  /** At most 100 actions, at most one per item. */
  transact(actions: readonly Action[]): Promise<TransactionResult>;
}

export class StoreUnavailable extends Unavailable {
  override readonly name = 'StoreUnavailable';
}

/** The store can never take this write as it is (item or key too large, a malformed transaction). */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused';
}
