import fc from 'fast-check';
import { HOUR_MS } from '../../shared/domain/calendar/time.ts';
import { KPI_IDS } from '../../shared/domain/kpi/catalogue.ts';
import {
  KIND_FREE_TYPES,
  KIND_OF_TYPE,
  type Fact,
  type FactData,
  type FactType,
  type ReportedFact,
} from '../../shared/domain/ledger/fact.ts';
import { at, day } from './builders.ts';

/** Random facts for property tests: facts of one order as sources may send them, and any data a fact may hold. */

const PLACED = at('2026-03-02 09:00');
const DELIVERY_TYPES = (Object.keys(KIND_OF_TYPE) as (keyof typeof KIND_OF_TYPE)[]).filter(
  (type) => KIND_OF_TYPE[type] === 'delivery',
);

const party = fc.constantFrom('client' as const, 'provider' as const);
const units = fc.integer({ min: 0, max: 12 });
const promise = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map((days) => ({ date: day('2026-03-05') + days })),
  fc
    .integer({ min: 24, max: 300 })
    .map((hours) => ({ from: PLACED + (hours - 4) * HOUR_MS, to: PLACED + hours * HOUR_MS })),
);

/** Leaves members out that are undefined, as parsed events do. */
const compact = (data: FactData): FactData =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));

const orderData: fc.Arbitrary<FactData> = fc
  .record(
    {
      promise,
      dispatchBy: fc.integer({ min: 0, max: 200 }).map((hours) => PLACED + hours * HOUR_MS),
      urgent: fc.boolean(),
      podRequired: fc.boolean(),
      units,
      by: party,
      agreedBy: party,
      reason: fc.constantFrom('stock', 'damage', 'credit'),
      complete: fc.boolean(),
      form: fc.constantFrom('image' as const, 'original' as const),
      accepted: fc.boolean(),
      stage: fc.constantFrom('transport' as const, 'storage' as const),
      confirmed: fc.boolean(),
      discrepancy: fc.constantFrom('short' as const, 'over' as const),
      kpi: fc.constantFrom(...KPI_IDS),
      proposedBy: party,
      decision: fc.constantFrom('proposed' as const, 'accepted' as const, 'withdrawn' as const),
      decidedBy: party,
      siteId: fc.constantFrom('HAM', 'MUC', 'nowhere'),
      carrierId: fc.constantFrom('dhl', 'ups'),
    },
    { requiredKeys: [] },
  )
  .map(compact);

interface Draft {
  readonly type: FactType;
  readonly hours: number;
  readonly source: string;
  readonly data: FactData;
  /** Place in the list of the fact to void, for corrections. */
  readonly target: number;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  type: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom<FactType>('order.placed', 'order.dispatched', 'order.delivered'),
    },
    { weight: 4, arbitrary: fc.constantFrom<FactType>(...DELIVERY_TYPES) },
    { weight: 1, arbitrary: fc.constant<FactType>('fact.voided') },
    {
      weight: 1,
      arbitrary: fc.constantFrom<FactType>('miss.excused', 'fact.disputed', 'fact.dispute-settled'),
    },
  ),
  // Coarse, so that facts of the same instant are common.
  hours: fc.integer({ min: 0, max: 60 }).map((n) => n * 6),
  source: fc.constantFrom('wms', 'carrier'),
  data: orderData,
  target: fc.nat(20),
});

function targetOf(type: FactType, target: { readonly source: string; readonly id: string }): FactData {
  if (type === 'fact.voided') return { voids: target };
  return type.startsWith('fact.dispute') ? { disputes: target } : {};
}

function finish(drafts: readonly Draft[]): readonly Fact[] {
  // Counted for each source, so that ids of two sources are often the same.
  const names = drafts.map(({ source }, i) => ({
    source,
    id: `e${String(drafts.slice(0, i).filter((draft) => draft.source === source).length)}`,
  }));
  return drafts.map(({ type, hours, data, target }, i) => ({
    type,
    ...names[i]!,
    occurredAt: PLACED + hours * HOUR_MS,
    offsetMinutes: 60,
    recordedAt: PLACED + (hours + i) * HOUR_MS,
    data: { ...data, ...targetOf(type, names[target] ?? { source: 'wms', id: 'unknown' }) },
  }));
}

/** Facts of one delivery order, each identity once, corrections among them. */
export const orderFacts: fc.Arbitrary<readonly Fact[]> = fc
  .tuple(
    draft.map((first): Draft => ({ ...first, type: 'order.placed', hours: 0 })),
    fc.array(draft, { maxLength: 9 }),
  )
  .map(([first, rest]) => finish([first, ...rest]));

/** The facts in any order of arrival, some of them more than once. */
export const shuffled = <F extends ReportedFact>(facts: readonly F[]): fc.Arbitrary<readonly F[]> =>
  fc
    .tuple(fc.shuffledSubarray([...facts], { minLength: facts.length }), fc.subarray([...facts]))
    .chain(([all, again]) =>
      fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }),
    );

/** Text as it may come in: any script, no control characters, no lone surrogates. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((value) => !/[\p{Cc}\p{Cs}]/u.test(value));
const oddText = fc.oneof(
  text,
  fc.constantFrom(
    '#',
    '%',
    '/',
    '=',
    '.',
    ',',
    ':',
    ';',
    '*',
    '-',
    '~',
    '=0',
    '订单',
    '👩‍👩‍👧',
    'é',
    ' x ',
    '__proto__',
  ),
);
const instant = fc.oneof(
  fc.integer({ min: -4_000_000_000, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
  fc.integer({ min: -4e12, max: 4e12 }),
);
const whole = fc.integer({ min: 0, max: 1_000_000_000 });
const money = fc.record({
  amount: fc.integer({ min: -1e13, max: 1e13 }),
  currency: fc.constantFrom('EUR', 'CNY'),
});
const place = fc.record(
  {
    country: fc.constantFrom('DE', 'CN'),
    region: oddText,
    postalCode: oddText,
    timeZone: fc.constant('Asia/Shanghai'),
  },
  { requiredKeys: [] },
);
const line = fc.record(
  { lineNo: oddText, sku: oddText, lot: oddText, units: whole },
  { requiredKeys: ['units'] },
);
const texts = fc.array(oddText, { minLength: 1, maxLength: 4 });

const anyData: fc.Arbitrary<FactData> = fc.record(
  {
    promise: fc.oneof(
      fc.record({ date: fc.integer({ min: -100_000, max: 100_000 }) }),
      fc.record({ from: instant, to: instant }, { requiredKeys: ['to'] }),
    ),
    dispatchBy: instant,
    urgent: fc.boolean(),
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    units: whole,
    value: money,
    siteId: oddText,
    carrierId: oddText,
    serviceLevel: oddText,
    origin: place,
    destination: place,
    references: texts,
    trackingNo: texts,
    podRequired: fc.boolean(),
    contactId: oddText,
    attributes: fc
      .uniqueArray(fc.tuple(oddText, oddText), { minLength: 1, maxLength: 4, selector: ([name]) => name })
      .map((entries) => Object.fromEntries(entries)),
    by: party,
    agreedBy: party,
    reason: oddText,
    complete: fc.boolean(),
    form: fc.constantFrom('image' as const, 'original' as const),
    documentUrl: oddText,
    accepted: fc.boolean(),
    stage: fc.constantFrom('transport' as const, 'storage' as const, 'packaging' as const),
    confirmed: fc.boolean(),
    relatesTo: oddText,
    discrepancy: fc.constantFrom(
      'short' as const,
      'over' as const,
      'wrong-item' as const,
      'wrong-lot' as const,
    ),
    fault: oddText,
    kpi: oddText,
    reasonCode: oddText,
    evidence: oddText,
    proposedBy: party,
    decision: fc.constantFrom(
      'proposed' as const,
      'accepted' as const,
      'rejected' as const,
      'withdrawn' as const,
    ),
    decidedBy: party,
    orders: texts,
    category: oddText,
    valid: fc.boolean(),
    voids: fc.record({ source: oddText, id: oddText }),
    replacedBy: oddText,
    disputes: fc.record({ source: oddText, id: oddText }),
    outcome: fc.constantFrom(
      'upheld' as const,
      'rejected' as const,
      'on-time' as const,
      'late' as const,
      'damaged' as const,
      'other' as const,
    ),
    cause: oddText,
    note: oddText,
    linesCorrect: whole,
    positions: whole,
    positionsCorrect: whole,
    recount: fc.boolean(),
    bookUnits: whole,
    absVarianceUnits: whole,
    bookValue: money,
    netVarianceValue: money,
    absVarianceValue: money,
    programme: oddText,
    wave: oddText,
    question: oddText,
    method: fc.constantFrom('nps' as const, 'csat' as const, 'ces' as const),
    scale: whole,
    score: whole,
    language: oddText,
    timeRule: oddText,
  },
  { requiredKeys: [] },
);

/** Any fact that may be stored: every type, every field, odd texts, old and future instants, odd offsets. */
export const anyFact: fc.Arbitrary<Fact> = fc.record({
  type: fc.constantFrom<FactType>(...(Object.keys(KIND_OF_TYPE) as FactType[]), ...KIND_FREE_TYPES),
  source: oddText,
  id: oddText,
  occurredAt: instant,
  offsetMinutes: fc.oneof(
    fc.integer({ min: -56, max: 56 }).map((n) => n * 15),
    fc.integer({ min: -840, max: 840 }),
  ),
  recordedAt: fc.integer({ min: 0, max: 4e12 }),
  data: anyData,
});
