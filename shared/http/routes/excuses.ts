import * as z from 'zod';
import { ORDER_REFUSALS } from '../../app/exceptions/change-orders.ts';
import { orderNoSchema } from '../../domain/ids.ts';
import { KPI_IDS, type KpiId } from '../../domain/kpi/catalogue.ts';
import { documentUrl, longText, name } from '../../domain/ledger/event-fields.ts';
import { orderKindSchema } from '../../domain/ledger/event-fact.ts';
import { checkPeriod, periodQuery } from '../period.ts';
import { defineRoute, nextTokenSchema, noBody, noQuery, pageQuery } from '../route.ts';
import { clientParams } from './clients.ts';

const MAX_ORDERS = 100;

export const orderRefSchema = z.strictObject({
  kind: orderKindSchema
    .default('delivery')
    .meta({ description: 'Of the order; a receipt has its own numbers.' }),
  orderNo: orderNoSchema,
});

/** Up to 100 orders of one request, each once. */
export const ordersSchema = z
  .array(orderRefSchema)
  .min(1, 'is empty; name at least one order')
  .max(MAX_ORDERS, `may have at most ${String(MAX_ORDERS)} orders; send the others in another request`)
  .superRefine((orders, context) => {
    const seen = new Set<string>();
    for (const [i, { kind, orderNo }] of orders.entries()) {
      const key = `${kind}#${orderNo}`;
      if (seen.has(key))
        context.addIssue({ code: 'custom', path: [i], message: 'is named twice; leave it out' });
      seen.add(key);
    }
  });

/** What stands in place of an excuse of these KPIs. */
const NOT_EXCUSED: Readonly<Partial<Record<KpiId, string>>> = {
  otif: 'leaves net with the components that failed; excuse on-time-delivery or in-full',
  'perfect-order': 'leaves net with the components that failed; excuse these',
  'complaint-rate': 'takes no excuse; a complaint is contested with incident.decided',
  satisfaction: 'takes no excuse; a score stays what the person gave',
  'satisfaction-top-1': 'takes no excuse; a score stays what the person gave',
};

const excusable = z.enum(KPI_IDS).superRefine((kpi, context) => {
  const instead = NOT_EXCUSED[kpi];
  if (instead !== undefined) context.addIssue({ code: 'custom', message: instead });
});

const party = z.enum(['client', 'provider']);
const instantText = z.string();
const outcome = z.enum(['met', 'missed', 'open', 'overdue', 'excluded', 'not-measured']);
const STATES = ['proposed', 'accepted', 'rejected', 'withdrawn'] as const;

export const countedSidesSchema = z
  .object({
    day: z.iso.date(),
    gross: outcome,
    net: z.enum([...outcome.options, 'excused']),
    disputed: z.boolean(),
  })
  .meta({ id: 'CountedSides', description: 'How a KPI of an order counts; `net` without what is excused.' });

const standing = {
  state: z.enum(STATES),
  bySilence: z.boolean().meta({ description: 'Nobody decided in time; the contract says what that means.' }),
  proposedBy: party,
  waitsFor: party.nullable().meta({ description: 'The side that can still decide.' }),
  decideUntil: instantText.meta({ description: 'The last instant at which it can be decided.' }),
  lastDayToDecide: z.iso.date().meta({ description: 'The same as a civil day in the client’s zone.' }),
};

/** One order of a request that was carried out for many. */
export const changedOrderSchema = z
  .object({
    kind: orderKindSchema,
    orderNo: z.string(),
    done: z.boolean(),
    code: z.enum(ORDER_REFUSALS).optional().meta({ description: 'Why nothing was done with this order.' }),
    detail: z.string().optional(),
    excuse: z.object(standing).optional(),
    counted: countedSidesSchema.optional(),
  })
  .meta({ id: 'ChangedOrder' });

export const changedOrdersSchema = z
  .object({
    orders: z.array(changedOrderSchema).meta({ description: 'In the order of the request.' }),
    done: z.int(),
    refused: z.int(),
  })
  .meta({ id: 'ChangedOrders' });

const tag = 'Excuses';
const EACH =
  'Each order by itself: one that cannot be changed is told with its code and holds no other up; 409 `all-orders-refused`, with the same list, when nothing was done.';

export const proposeExcusesRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/excuses',
  operationId: 'proposeExcuses',
  tag,
  summary: 'Propose an excuse for missed orders',
  description:
    `For the side of the caller: a client approver speaks for the client, everyone else for the provider. The other side decides within the contract’s time; what silence means is in the contract as well. ${EACH} ` +
    '`not-missed`: the KPI is not missed or overdue. `excuse-too-late`: the contract’s time for proposals is over. `excuse-exists`: one waits or is accepted.',
  access: 'excuses:propose',
  params: clientParams,
  query: noQuery,
  body: z
    .strictObject({
      orders: ordersSchema,
      kpi: excusable,
      reasonCode: name.meta({ description: 'An active entry of the registry `reason`.' }),
      evidence: documentUrl.optional().meta({ description: 'Address of a document that shows it.' }),
      note: longText.optional(),
    })
    .meta({ id: 'ExcuseProposal' }),
  answer: { status: 200, description: 'What became of each order.', body: changedOrdersSchema },
  errors: ['not-found', 'all-orders-refused'],
  idempotent: true,
});

export const decideExcusesRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/excuses/decisions',
  operationId: 'decideExcuses',
  tag,
  summary: 'Accept, reject or withdraw excuses',
  description:
    `The side that did not propose an excuse accepts or rejects it; the side that did may withdraw it at any time, accepted or not. ${EACH} ` +
    '`excuse-wrong-side`: it is not the caller’s to decide. `excuse-too-late`: the time to decide is over. `no-excuse`: none waits.',
  access: 'excuses:decide',
  params: clientParams,
  query: noQuery,
  body: z
    .strictObject({
      orders: ordersSchema,
      kpi: excusable,
      decision: z.enum(['accepted', 'rejected', 'withdrawn']),
      note: longText.optional(),
    })
    .meta({ id: 'ExcuseDecision' }),
  answer: { status: 200, description: 'What became of each order.', body: changedOrdersSchema },
  errors: ['not-found', 'all-orders-refused'],
  idempotent: true,
});

const listedExcuseSchema = z
  .object({
    kpi: z.enum(KPI_IDS).nullable().meta({ description: 'null: about any delay of the order.' }),
    ...standing,
    proposedAt: instantText,
    reasonCode: z.string().nullable(),
    evidence: z.string().nullable(),
    note: z.string().nullable(),
    decidedAt: instantText.nullable(),
    decisionNote: z.string().nullable(),
    counted: countedSidesSchema
      .nullable()
      .meta({ description: 'null: the order does not count for the KPI any more.' }),
  })
  .meta({ id: 'ListedExcuse' });

export const listExcusesRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/excuses',
  operationId: 'listExcuses',
  tag,
  summary: 'List orders with excuses, and what waits for a decision',
  description:
    'By the days on which the misses count. With `state=proposed`: what waits, for whom, and until when. A page may hold fewer than `limit` orders and still have a nextToken.',
  access: 'excuses:read',
  params: clientParams,
  query: z
    .strictObject({
      state: z.enum(STATES).optional(),
      kpi: z.enum(KPI_IDS).optional(),
      ...periodQuery,
      ...pageQuery,
    })
    .superRefine(checkPeriod),
  body: noBody,
  answer: {
    status: 200,
    description: 'One page.',
    body: z
      .object({
        orders: z.array(
          z
            .object({ kind: orderKindSchema, orderNo: z.string(), excuses: z.array(listedExcuseSchema) })
            .meta({ id: 'OrderWithExcuses' }),
        ),
        nextToken: nextTokenSchema,
      })
      .meta({ id: 'ExcusePage' }),
  },
  errors: ['not-found', 'invalid-page-token'],
});
