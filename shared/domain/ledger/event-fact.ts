import * as z from 'zod';
import { isFactType, type FactData, type FactType, type OrderKind, type ReportedFact } from './fact.ts';

/**
 * Facts as this program itself wrote them, into a queue or the quarantine: checked for their shape only. Fields that
 * are not known are dropped, so that a worker of the version before can read what a newer one sent.
 */
const money = z.object({ amount: z.number(), currency: z.string() });
const place = z.object({
  country: z.string().optional(),
  region: z.string().optional(),
  postalCode: z.string().optional(),
  timeZone: z.string().optional(),
});
const party = z.enum(['client', 'provider']);
const texts = z.array(z.string());

const factDataSchema = z
  .object({
    promise: z.union([z.object({ date: z.int() }), z.object({ from: z.int().optional(), to: z.int() })]),
    dispatchBy: z.int(),
    urgent: z.boolean(),
    lines: z.array(
      z.object({
        lineNo: z.string().optional(),
        sku: z.string().optional(),
        lot: z.string().optional(),
        units: z.int(),
      }),
    ),
    units: z.int(),
    value: money,
    siteId: z.string(),
    carrierId: z.string(),
    serviceLevel: z.string(),
    origin: place,
    destination: place,
    references: texts,
    trackingNo: texts,
    podRequired: z.boolean(),
    contactId: z.string(),
    attributes: z.record(z.string(), z.string()),
    by: party,
    agreedBy: party,
    reason: z.string(),
    complete: z.boolean(),
    form: z.enum(['image', 'original']),
    documentUrl: z.string(),
    accepted: z.boolean(),
    stage: z.enum(['transport', 'storage', 'packaging']),
    confirmed: z.boolean(),
    relatesTo: z.string(),
    discrepancy: z.enum(['short', 'over', 'wrong-item', 'wrong-lot']),
    fault: z.string(),
    kpi: z.string(),
    reasonCode: z.string(),
    evidence: z.string(),
    proposedBy: party,
    decision: z.enum(['proposed', 'accepted', 'rejected', 'withdrawn']),
    decidedBy: party,
    orders: texts,
    category: z.string(),
    valid: z.boolean(),
    voids: z.object({ source: z.string(), id: z.string() }),
    replacedBy: z.string(),
    disputes: z.object({ source: z.string(), id: z.string() }),
    outcome: z.enum(['upheld', 'rejected', 'on-time', 'late', 'damaged', 'other']),
    cause: z.string(),
    note: z.string(),
    linesCorrect: z.int(),
    positions: z.int(),
    positionsCorrect: z.int(),
    recount: z.boolean(),
    bookUnits: z.int(),
    absVarianceUnits: z.int(),
    bookValue: money,
    netVarianceValue: money,
    absVarianceValue: money,
    programme: z.string(),
    wave: z.string(),
    question: z.string(),
    method: z.enum(['nps', 'csat', 'ces']),
    scale: z.int(),
    score: z.int(),
    language: z.string(),
    timeRule: z.string(),
  } satisfies Record<keyof FactData, z.ZodType>)
  .partial() satisfies z.ZodType<FactData>;

export const reportedFactSchema = z.object({
  type: z.custom<FactType>((value) => typeof value === 'string' && isFactType(value)),
  source: z.string().min(1),
  id: z.string().min(1),
  occurredAt: z.int(),
  offsetMinutes: z.int(),
  data: factDataSchema,
}) satisfies z.ZodType<ReportedFact>;

export const ORDER_KINDS = [
  'delivery',
  'incident',
  'receipt',
  'stock-count',
  'stock-level',
  'survey-answer',
] as const satisfies readonly OrderKind[];

export const orderKindSchema = z.enum(ORDER_KINDS);
