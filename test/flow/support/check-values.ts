/** A figure that is known beforehand, over every client of a mapping or over one of them. */
export interface CheckValue {
  readonly name: string;
  readonly mapping: 'day' | 'minute';
  readonly sellerId?: string;
  readonly from: string;
  readonly to: string;
  readonly kpi: 'on-time-delivery' | 'on-time-dispatch';
  readonly met: number;
  readonly missed: number;
  readonly overdue: number;
  /** By the client; absent where the catalogue names none. */
  readonly excluded?: number;
  /** Percent as shown, where the catalogue tells it. */
  readonly percent?: number;
}

export const ALL_DAYS = { from: '2016-01-01', to: '2018-12-31' };
const MARCH = { from: '2018-03-01', to: '2018-03-31' };

export const CHECK_VALUES: readonly CheckValue[] = [
  {
    name: 'on-time delivery by day',
    mapping: 'day',
    ...ALL_DAYS,
    kpi: 'on-time-delivery',
    met: 937,
    missed: 63,
    overdue: 19,
    excluded: 2,
    percent: 91.953,
  },
  {
    name: 'on-time delivery by minute',
    mapping: 'minute',
    ...ALL_DAYS,
    kpi: 'on-time-delivery',
    met: 924,
    missed: 76,
    overdue: 19,
    excluded: 2,
    percent: 90.677,
  },
  {
    name: 'on-time dispatch',
    mapping: 'day',
    ...ALL_DAYS,
    kpi: 'on-time-dispatch',
    met: 925,
    missed: 88,
    overdue: 6,
    excluded: 2,
    percent: 90.775,
  },
  {
    name: 'due in March 2018 by day',
    mapping: 'day',
    ...MARCH,
    kpi: 'on-time-delivery',
    met: 65,
    missed: 11,
    overdue: 1,
  },
  {
    name: 'due in March 2018 by minute',
    mapping: 'minute',
    ...MARCH,
    kpi: 'on-time-delivery',
    met: 61,
    missed: 15,
    overdue: 1,
  },
  {
    name: 'client cc419e… by day',
    mapping: 'day',
    sellerId: 'cc419e0650a3c5ba77189a1882b7556a',
    ...ALL_DAYS,
    kpi: 'on-time-delivery',
    met: 18,
    missed: 3,
    overdue: 1,
  },
  {
    name: 'client 4a3ca9… by day',
    mapping: 'day',
    sellerId: '4a3ca9315b744ce9f8e9374361493884',
    ...ALL_DAYS,
    kpi: 'on-time-delivery',
    met: 18,
    missed: 4,
    overdue: 0,
  },
  {
    name: 'client 955fee… by day',
    mapping: 'day',
    sellerId: '955fee9216a65b617aa5c0531780ce60',
    ...ALL_DAYS,
    kpi: 'on-time-delivery',
    met: 16,
    missed: 1,
    overdue: 0,
  },
  {
    name: 'client 955fee… by minute',
    mapping: 'minute',
    sellerId: '955fee9216a65b617aa5c0531780ce60',
    ...ALL_DAYS,
    kpi: 'on-time-delivery',
    met: 15,
    missed: 2,
    overdue: 0,
  },
];
