/** Shapes of the three tables: read by the stack that makes them, the adapters and the tests' in-process twin. */
export interface IndexShape {
  readonly sortKey: string;
  /** Attributes copied beside the keys; empty = keys only. */
  readonly include: readonly string[];
}

export interface TableShape {
  readonly partitionKey: 'pk';
  readonly sortKey: 'sk';
  readonly localIndexes: Readonly<Record<string, IndexShape>>;
  readonly ttlAttribute?: string;
}

/**
 * `byDay`: every order by its index day. `byOpen`: only while a verdict is open, with what a reader needs to
 * tell open from overdue. `byException`: only orders with a miss, an exclusion, a data-quality code, an excuse or a dispute.
 */
export const LEDGER = {
  partitionKey: 'pk',
  sortKey: 'sk',
  localIndexes: {
    byDay: { sortKey: 'd', include: [] },
    byOpen: { sortKey: 'o', include: ['ov', 'g'] },
    byException: { sortKey: 'x', include: [] },
  },
} as const satisfies TableShape;

export const TALLIES = { partitionKey: 'pk', sortKey: 'sk', localIndexes: {} } as const satisfies TableShape;

export const CRM = {
  partitionKey: 'pk',
  sortKey: 'sk',
  localIndexes: {},
  ttlAttribute: 'ttl',
} as const satisfies TableShape;

export type LedgerIndex = keyof typeof LEDGER.localIndexes;
