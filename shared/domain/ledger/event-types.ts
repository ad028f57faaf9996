import * as z from 'zod';
import * as f from './event-fields.ts';
import type { EventTime } from './event-time.ts';
import { isFactType, type FactData, type FactType, type OrderKind, type Party } from './fact.ts';

/** When it happened, for sources that know local time only: instead of the event's `time`. */
const ownTime = { localTime: z.string().optional(), timeZone: z.string().optional() };

const quantity = { lines: f.lines.optional(), units: f.units.optional() };

const terms = {
  promise: f.promise.optional(),
  dispatchBy: f.instant.optional(),
  urgent: f.flag.optional(),
  ...quantity,
  value: f.money.optional(),
  siteId: f.name.optional(),
  carrierId: f.name.optional(),
  serviceLevel: f.name.optional(),
  origin: f.place.optional(),
  destination: f.place.optional(),
  references: f.references.optional(),
  trackingNo: f.trackingNo.optional(),
  podRequired: f.flag.optional(),
  contactId: f.name.optional(),
  attributes: f.attributes.optional(),
};

const transport = z.strictObject({
  ...quantity,
  complete: f.flag.optional(),
  carrierId: f.name.optional(),
  trackingNo: f.trackingNo.optional(),
  ...ownTime,
});

const failed = z.strictObject({ reason: f.longText.optional(), ...quantity, ...ownTime });

const hold = z.strictObject({ reason: f.holdReason.optional(), by: f.party.optional(), ...ownTime });

const receipt = z.strictObject({
  siteId: f.name.optional(),
  ...quantity,
  linesCorrect: f.units.optional(),
  fault: f.name.optional(),
  ...ownTime,
});

const stock = z.strictObject({
  siteId: f.name.optional(),
  positions: f.units.optional(),
  positionsCorrect: f.units.optional(),
  recount: f.flag.optional(),
  bookUnits: f.units.optional(),
  absVarianceUnits: f.units.optional(),
  bookValue: f.money.optional(),
  netVarianceValue: f.balance.optional(),
  absVarianceValue: f.money.optional(),
  units: f.units.optional(),
  relatesTo: f.relatesTo.optional(),
  ...ownTime,
});

/**
 * What `data` of each type may carry: exactly these fields. `order.handed-over` is the
 * other stop event of on-time dispatch; `by` and `agreedBy` of `incident.decided` carry the client's consent;
 * `survey.answered` is one question of an answer, whose id is the order number, and names no person.
 * The order of the fields is the order in which they are stored: equal contents have equal texts.
 */
export const EVENT_DATA = {
  'order.placed': z.strictObject({ ...terms, ...ownTime }),
  'order.changed': z.strictObject({
    ...terms,
    by: f.party.optional(),
    agreedBy: f.party.optional(),
    ...ownTime,
  }),
  'order.promise-revised': z.strictObject({
    promise: f.promise.optional(),
    dispatchBy: f.instant.optional(),
    revisedBy: f.party.optional(),
    agreedBy: f.party.optional(),
    reason: f.longText.optional(),
    ...ownTime,
  }),
  'order.held': hold,
  'order.released': hold,
  'order.dispatched': transport,
  'order.handed-over': transport,
  'order.arrived': transport,
  'order.delivered': transport,
  'order.delivery-attempted': failed,
  'order.refused': failed,
  'order.returned': failed,
  'order.lost': failed,
  'order.pod-received': z.strictObject({
    form: f.podForm.optional(),
    documentUrl: f.documentUrl.optional(),
    ...ownTime,
  }),
  'order.pod-decided': z.strictObject({
    accepted: f.flag,
    by: f.party.optional(),
    reason: f.longText.optional(),
    ...ownTime,
  }),
  'order.damage-reported': z.strictObject({
    units: f.units.optional(),
    value: f.money.optional(),
    stage: f.damageStage.optional(),
    confirmed: f.flag.optional(),
    relatesTo: f.relatesTo.optional(),
    ...ownTime,
  }),
  'order.discrepancy-reported': z.strictObject({
    type: f.discrepancy,
    ...quantity,
    fault: f.name.optional(),
    ...ownTime,
  }),
  'order.cancelled': z.strictObject({ by: f.party, ...ownTime }),
  'order.delay-excused': z.strictObject({
    kpi: f.kpi.optional(),
    reasonCode: f.name.optional(),
    evidence: f.longText.optional(),
    proposedBy: f.party.optional(),
    decision: f.decision.optional(),
    decidedBy: f.party.optional(),
    ...ownTime,
  }),
  'incident.raised': z.strictObject({
    orders: f.orders.optional(),
    category: f.name.optional(),
    valid: f.flag.optional(),
    ...ownTime,
  }),
  'incident.decided': z.strictObject({
    orders: f.orders.optional(),
    category: f.name.optional(),
    valid: f.flag,
    by: f.party.optional(),
    agreedBy: f.party.optional(),
    ...ownTime,
  }),
  'receipt.announced': receipt,
  'receipt.arrived': receipt,
  'receipt.confirmed': receipt,
  'receipt.put-away': receipt,
  'receipt.checked': receipt,
  'stock.counted': stock,
  'stock.level-recorded': stock,
  'stock.damaged': stock,
  'survey.answered': z.strictObject({
    programme: f.name.optional(),
    wave: f.name.optional(),
    question: f.name,
    method: f.scoredMethod,
    scale: f.point,
    score: f.point,
    language: f.language.optional(),
    outcome: f.deliveryOutcome.optional(),
    siteId: f.name.optional(),
    carrierId: f.name.optional(),
    serviceLevel: f.name.optional(),
    ...ownTime,
  }),
  'fact.voided': z.strictObject({
    voids: f.otherFact,
    reason: f.longText.optional(),
    replacedBy: f.factRef.optional(),
    ...ownTime,
  }),
  'fact.disputed': z.strictObject({
    disputes: f.otherFact,
    reason: f.longText.optional(),
    by: f.party.optional(),
    ...ownTime,
  }),
  'fact.dispute-settled': z.strictObject({
    disputes: f.otherFact,
    outcome: f.disputeOutcome,
    reason: f.longText.optional(),
    by: f.party.optional(),
    ...ownTime,
  }),
  'miss.excused': z.strictObject({
    kind: f.kind,
    kpi: f.kpi.optional(),
    reasonCode: f.name.optional(),
    evidence: f.longText.optional(),
    note: f.longText.optional(),
    proposedBy: f.party.optional(),
    decision: f.decision,
    decidedBy: f.party.optional(),
    ...ownTime,
  }),
  'miss.cause-assigned': z.strictObject({
    kind: f.kind,
    kpi: f.kpi.optional(),
    cause: f.name,
    note: f.longText.optional(),
    ...ownTime,
  }),
} as const satisfies Readonly<Record<FactType, z.ZodType<EventData>>>;

/** `data` of any type as read: one flat shape, named as in the event. */
export type EventData = Omit<
  FactData,
  'promise' | 'dispatchBy' | 'discrepancy' | 'voids' | 'disputes' | 'timeRule'
> & {
  readonly promise?: f.PromiseField | undefined;
  readonly dispatchBy?: EventTime | undefined;
  readonly type?: FactData['discrepancy'];
  readonly revisedBy?: Party | undefined;
  readonly voids?: z.output<typeof f.otherFact> | undefined;
  readonly disputes?: z.output<typeof f.otherFact> | undefined;
  /** Of the order, for types that have none of their own. */
  readonly kind?: OrderKind | undefined;
  readonly localTime?: string | undefined;
  readonly timeZone?: string | undefined;
};

/** The type of that name, or `undefined`. */
export const factTypeOf = (text: string): FactType | undefined => (isFactType(text) ? text : undefined);

/** The schema beneath what makes a field optional or reads it on. */
function innermost(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional) return innermost(schema.unwrap());
  return schema instanceof z.ZodPipe ? innermost(schema.in) : schema;
}

/** Names of the fields at a place within `data` of a type; `undefined` where no object stands. */
export function fieldsAt(type: FactType, path: readonly PropertyKey[]): readonly string[] | undefined {
  let schema: unknown = EVENT_DATA[type];
  for (const key of path) {
    if (schema instanceof z.ZodObject) schema = innermost(schema.shape[String(key)]);
    else if (schema instanceof z.ZodArray) schema = innermost(schema.element);
    else return undefined;
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : undefined;
}

/** Every type with the fields that its `data` may carry; for the API's description. */
export const FACT_FIELDS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(EVENT_DATA).map(([type, schema]) => [type, Object.keys(schema.shape)]),
);
