import type { EpochDay } from '../calendar/time.ts';
import type { OrderNo } from '../ids.ts';
import type { Contribution, OpenVerdict } from '../kpi/contribution.ts';
import type { DataQualityCode } from './data-quality.ts';
import type { Fact, OrderKind } from './fact.ts';

/** Names one order of a client. */
export interface OrderRef {
  readonly kind: OrderKind;
  readonly orderNo: OrderNo;
}

/** An order's name within its client, for maps. */
export const orderKey = ({ kind, orderNo }: OrderRef): string => `${kind}#${orderNo}`;

/** Where an order counts beside client and day; `undefined` = not in the registry. */
export interface Dimensions {
  readonly siteId: string | undefined;
  readonly carrierId: string | undefined;
  readonly serviceLevel: string | undefined;
}

/** What judging made of an order's facts: everything that is stored beside them. */
export interface Evaluation {
  /** What the order has added to the tallies. The old side of the next difference: read, never recomputed (law 5). */
  readonly contributions: readonly Contribution[];
  readonly open: readonly OpenVerdict[];
  readonly indexDay: EpochDay;
  readonly dimensions: Dimensions;
  readonly dataQuality: readonly DataQualityCode[];
  readonly judgeVersion: number;
  readonly contractVersion: number;
}

/** One order as the ledger keeps it. `version` counts its writes, from 1. */
export interface OrderRecord extends OrderRef {
  readonly version: number;
  readonly facts: readonly Fact[];
  readonly evaluation: Evaluation;
}
