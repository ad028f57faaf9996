import type { EpochDay, EpochMs } from '../calendar/time.ts';
import type { DeliveryOutcome } from '../survey/answer.ts';
import type { ScoredMethod } from '../survey/question.ts';

/** Order kinds: one unit of service each, with its own subject names. */
export type OrderKind = 'delivery' | 'incident' | 'receipt' | 'stock-count' | 'stock-level' | 'survey-answer';

/** Every fact type with an order kind of its own. */
export const KIND_OF_TYPE = {
  'order.placed': 'delivery',
  'order.changed': 'delivery',
  'order.promise-revised': 'delivery',
  'order.held': 'delivery',
  'order.released': 'delivery',
  'order.dispatched': 'delivery',
  'order.handed-over': 'delivery',
  'order.arrived': 'delivery',
  'order.delivered': 'delivery',
  'order.delivery-attempted': 'delivery',
  'order.refused': 'delivery',
  'order.returned': 'delivery',
  'order.lost': 'delivery',
  'order.pod-received': 'delivery',
  'order.pod-decided': 'delivery',
  'order.damage-reported': 'delivery',
  'order.discrepancy-reported': 'delivery',
  'order.cancelled': 'delivery',
  'order.delay-excused': 'delivery',
  'incident.raised': 'incident',
  'incident.decided': 'incident',
  'receipt.announced': 'receipt',
  'receipt.arrived': 'receipt',
  'receipt.confirmed': 'receipt',
  'receipt.put-away': 'receipt',
  'receipt.checked': 'receipt',
  'stock.counted': 'stock-count',
  'stock.level-recorded': 'stock-level',
  'stock.damaged': 'stock-level',
  'survey.answered': 'survey-answer',
} as const satisfies Record<string, OrderKind>;

/**
 * Facts about other facts or about a miss: of any kind of order, which the event names (`voids.kind`, `disputes.kind`,
 * `kind`). They say nothing about what happened to the goods.
 */
export const KIND_FREE_TYPES = [
  'fact.voided',
  'fact.disputed',
  'fact.dispute-settled',
  'miss.excused',
  'miss.cause-assigned',
] as const;

type KindFreeType = (typeof KIND_FREE_TYPES)[number];

export type FactType = keyof typeof KIND_OF_TYPE | KindFreeType;

export const isKindFree = (type: string): type is KindFreeType =>
  KIND_FREE_TYPES.some((free) => free === type);

export const isFactType = (text: string): text is FactType =>
  Object.hasOwn(KIND_OF_TYPE, text) || isKindFree(text);

/** The committed time: a civil date (until the end of that day, exclusive) or an instant window. */
export type PromiseTime =
  { readonly date: EpochDay } | { readonly from?: EpochMs | undefined; readonly to: EpochMs };

export interface Line {
  readonly lineNo?: string | undefined;
  readonly sku?: string | undefined;
  readonly lot?: string | undefined;
  readonly units: number;
}

/** Minor units (cents) with the ISO 4217 code. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export interface Place {
  readonly country?: string | undefined;
  readonly region?: string | undefined;
  readonly postalCode?: string | undefined;
  readonly timeZone?: string | undefined;
}

export type Party = 'client' | 'provider';

/**
 * What a fact says beyond its type and time. One flat shape for all types: which fields a type may carry is
 * decided where events are parsed (`event-schema.ts`), so folding, packing and comparing need only one shape.
 */
export interface FactData {
  readonly promise?: PromiseTime | undefined;
  readonly dispatchBy?: EpochMs | undefined;
  readonly urgent?: boolean | undefined;
  readonly lines?: readonly Line[] | undefined;
  readonly units?: number | undefined;
  readonly value?: Money | undefined;
  readonly siteId?: string | undefined;
  readonly carrierId?: string | undefined;
  readonly serviceLevel?: string | undefined;
  readonly origin?: Place | undefined;
  readonly destination?: Place | undefined;
  readonly references?: readonly string[] | undefined;
  readonly trackingNo?: readonly string[] | undefined;
  readonly podRequired?: boolean | undefined;
  readonly contactId?: string | undefined;
  /** What else the client says of an order, by names of its own; deadline rules may ask for it. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly by?: Party | undefined;
  readonly agreedBy?: Party | undefined;
  readonly reason?: string | undefined;
  readonly complete?: boolean | undefined;
  readonly form?: 'image' | 'original' | undefined;
  readonly documentUrl?: string | undefined;
  readonly accepted?: boolean | undefined;
  readonly stage?: 'transport' | 'storage' | 'packaging' | undefined;
  readonly confirmed?: boolean | undefined;
  readonly relatesTo?: string | undefined;
  readonly discrepancy?: 'short' | 'over' | 'wrong-item' | 'wrong-lot' | undefined;
  readonly fault?: string | undefined;
  readonly kpi?: string | undefined;
  readonly reasonCode?: string | undefined;
  readonly evidence?: string | undefined;
  readonly proposedBy?: Party | undefined;
  readonly decision?: 'proposed' | 'accepted' | 'rejected' | 'withdrawn' | undefined;
  readonly decidedBy?: Party | undefined;
  readonly orders?: readonly string[] | undefined;
  readonly category?: string | undefined;
  readonly valid?: boolean | undefined;
  readonly voids?: { readonly source: string; readonly id: string } | undefined;
  readonly replacedBy?: string | undefined;
  readonly disputes?: { readonly source: string; readonly id: string } | undefined;
  /** Of a dispute; of a survey answer what had become of the order asked about. */
  readonly outcome?: 'upheld' | 'rejected' | DeliveryOutcome | undefined;
  /** An internal cause of a miss, by its id in the registry: never for the client's eyes. */
  readonly cause?: string | undefined;
  readonly note?: string | undefined;
  readonly linesCorrect?: number | undefined;
  readonly positions?: number | undefined;
  readonly positionsCorrect?: number | undefined;
  readonly recount?: boolean | undefined;
  readonly bookUnits?: number | undefined;
  readonly absVarianceUnits?: number | undefined;
  readonly bookValue?: Money | undefined;
  readonly netVarianceValue?: Money | undefined;
  readonly absVarianceValue?: Money | undefined;
  readonly programme?: string | undefined;
  readonly wave?: string | undefined;
  readonly question?: string | undefined;
  readonly method?: ScoredMethod | undefined;
  /** Highest point of the scale on which `score` stands. */
  readonly scale?: number | undefined;
  readonly score?: number | undefined;
  /** BCP 47 tag of the language in which was answered. */
  readonly language?: string | undefined;
  /** Name of the rule that resolved a local time without offset, and the zone it used: `compatible Europe/Berlin`. */
  readonly timeRule?: string | undefined;
}

/** One reported event about an order, never changed (law 1). Identity: `source` + `id` within the order. */
export interface ReportedFact {
  readonly type: FactType;
  readonly source: string;
  readonly id: string;
  readonly occurredAt: EpochMs;
  /** Offset from UTC in which the source reported, in minutes east. */
  readonly offsetMinutes: number;
  readonly data: FactData;
}

/** A fact in the ledger. `recordedAt` is stamped before each attempt to commit (law 6). */
export interface Fact extends ReportedFact {
  readonly recordedAt: EpochMs;
}

/** What names a fact within its order, as one text: input holds no control characters. */
export const identityOf = ({ source, id }: Pick<ReportedFact, 'source' | 'id'>): string =>
  `${source}\u0000${id}`;

/** Content order: by `occurredAt`, then source, then id; never by arrival (law 2). */
export function compareFacts(a: ReportedFact, b: ReportedFact): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt - b.occurredAt;
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return 0;
}
