import * as z from 'zod';
import { clientIdSchema, orderNoSchema } from '../../domain/ids.ts';
import { KPI_IDS } from '../../domain/kpi/catalogue.ts';
import { EXCLUSION_REASONS } from '../../domain/kpi/verdict.ts';
import { DATA_QUALITY_CODES } from '../../domain/ledger/data-quality.ts';
import { orderKindSchema } from '../../domain/ledger/event-fact.ts';
import { checkPeriod, instantSchema, periodQuery } from '../period.ts';
import { defineRoute, nextTokenSchema, noBody, pageQuery } from '../route.ts';
import { clientParams } from './clients.ts';

const SEEN_OUTCOMES = ['met', 'missed', 'open', 'overdue', 'excluded', 'not-measured'] as const;

const dimensions = { siteId: z.string(), carrierId: z.string(), serviceLevel: z.string() };
const dataQuality = z.array(z.enum(DATA_QUALITY_CODES));
const instantText = z.string();

const countedSchema = z.object({
  kpi: z.enum(KPI_IDS),
  outcome: z.enum(SEEN_OUTCOMES),
  day: z.iso.date(),
  excused: z.boolean(),
  disputed: z
    .boolean()
    .meta({ description: 'It rests on a fact that the client disputes, and that is not settled.' }),
  reason: z.enum(EXCLUSION_REASONS).optional(),
  deadline: instantText.nullish(),
});

const listedSchema = z
  .object({
    kind: orderKindSchema,
    orderNo: z.string(),
    listedOn: z.iso.date().meta({ description: 'Day due, else placed, else of the first fact.' }),
    placedAt: instantText.nullable(),
    lastDeliveryAt: instantText
      .nullable()
      .meta({ description: 'The last delivery reported, whether or not it completed the order.' }),
    ...dimensions,
    dataQuality,
    verdict: countedSchema
      .extend({
        amount: z.int().meta({
          description:
            'What the order adds to the count: 1, but where the KPI counts units, lines, positions or minor units of money.',
        }),
      })
      .optional(),
  })
  .meta({ id: 'ListedOrder' });

const factRefSchema = z.object({
  type: z.string(),
  source: z.string(),
  id: z.string(),
  occurredAt: instantText,
});

const verdictSchema = countedSchema.extend({
  pendingUntil: instantText.optional().meta({
    description: 'An excuse is proposed, and from then on silence has accepted it.',
  }),
  explanation: z.object({
    rule: z.string(),
    because: z.string(),
    deadline: z.array(z.string()).meta({ description: 'How the deadline came about, step by step.' }),
    facts: z.array(factRefSchema),
  }),
});

const factSchema = z.object({
  type: z.string(),
  source: z.string(),
  id: z.string(),
  occurredAt: instantText.meta({ description: 'When it happened, in the offset of the source.' }),
  recordedAt: instantText.meta({ description: 'When the ledger took it.' }),
  voided: z.boolean(),
  data: z.record(z.string(), z.unknown()),
});

const orderSchema = z
  .object({
    clientId: clientIdSchema,
    kind: orderKindSchema,
    orderNo: z.string(),
    version: z.int(),
    listedOn: z.iso.date(),
    ...dimensions,
    dataQuality,
    judged: z.object({ judgeVersion: z.int(), contractVersion: z.int() }),
    contractVersion: z.int(),
    state: z.object({
      placedAt: instantText.nullable(),
      dispatchedAt: instantText.nullable(),
      deliveredAt: instantText
        .nullable()
        .meta({ description: 'When the ordered quantity was complete, as the contract counts it.' }),
      cancelledAt: instantText.nullable(),
      units: z.int().nullable(),
      lines: z.array(z.record(z.string(), z.unknown())).nullable(),
      urgent: z.boolean(),
      podRequired: z.boolean(),
      destination: z.record(z.string(), z.unknown()).nullable(),
      references: z.array(z.string()),
    }),
    verdicts: z.array(verdictSchema),
    facts: z.array(factSchema),
  })
  .meta({ id: 'Order' });

const asOf = instantSchema
  .optional()
  .meta({ description: 'Clock for open verdicts, now or later; default now.' });

const listQuery = z
  .strictObject({
    q: z
      .string()
      .min(1)
      .max(512)
      .optional()
      .meta({ description: 'Order number, reference or tracking number, whole or how it begins.' }),
    kpi: z.enum(KPI_IDS).optional(),
    outcome: z.enum(SEEN_OUTCOMES).optional(),
    dataQuality: z
      .enum(DATA_QUALITY_CODES)
      .optional()
      .meta({ description: 'Only orders that contradict themselves so.' }),
    disputed: z
      .literal('true')
      .optional()
      .meta({ description: 'Only verdicts that rest on a disputed fact, whatever their outcome.' }),
    from: periodQuery.from.optional(),
    to: periodQuery.to.optional(),
    asOf,
    ...pageQuery,
  })
  .superRefine(checkPeriod)
  .superRefine(({ q, kpi, outcome, dataQuality: code, disputed, from, to }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (q !== undefined) {
      for (const [name, value] of Object.entries({ kpi, outcome, dataQuality: code, disputed, from, to })) {
        if (value !== undefined) refuse(name, 'does not go with q; search first, or list by period');
      }
      return;
    }
    if (from === undefined) refuse('from', 'missing; give from and to, or q to search');
    if (to === undefined) refuse('to', 'missing; give from and to, or q to search');
    if (outcome !== undefined && kpi === undefined) refuse('kpi', 'missing; an outcome belongs to a KPI');
  });

const tag = 'Orders';

export const listOrdersRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/orders',
  operationId: 'listOrders',
  tag,
  summary: 'Find orders, or list those behind a count',
  description:
    'With `q`: by number, reference or tracking number. With `kpi` and `outcome`: exactly the orders that a KPI of the same period counts. ' +
    'With `from` and `to` alone: all orders listed on those days. A page may hold fewer than `limit` orders and still have a nextToken.',
  access: 'orders:read',
  params: clientParams,
  query: listQuery,
  body: noBody,
  answer: {
    status: 200,
    description: 'One page.',
    body: z.object({ orders: z.array(listedSchema), nextToken: nextTokenSchema }).meta({ id: 'OrderPage' }),
  },
  errors: ['not-found', 'invalid-page-token'],
});

export const getOrderRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/orders/{orderNo+}',
  operationId: 'getOrder',
  tag,
  summary: 'One order with everything: facts, state, verdicts and why',
  access: 'orders:read',
  params: clientParams.extend({ orderNo: orderNoSchema }),
  query: z.strictObject({
    kind: orderKindSchema
      .default('delivery')
      .meta({ description: 'An incident has its own numbers: `incident`.' }),
    asOf,
  }),
  body: noBody,
  answer: { status: 200, description: 'The order.', body: orderSchema },
  errors: ['not-found'],
});
