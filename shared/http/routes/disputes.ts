import * as z from 'zod';
import { DISPUTE_STATES } from '../../app/exceptions/list-disputes.ts';
import { KPI_IDS } from '../../domain/kpi/catalogue.ts';
import { factRef, longText } from '../../domain/ledger/event-fields.ts';
import { orderKindSchema } from '../../domain/ledger/event-fact.ts';
import { checkPeriod, periodQuery } from '../period.ts';
import { defineRoute, nextTokenSchema, noBody, noQuery, pageQuery } from '../route.ts';
import { clientParams } from './clients.ts';
import { countedSidesSchema, orderRefSchema } from './excuses.ts';

const factName = z
  .strictObject({ source: factRef, id: factRef })
  .meta({ description: 'As the order shows it among its facts.' });
const instantText = z.string();

const disputeSchema = z
  .object({
    fact: z.object({
      type: z.string().nullable().meta({ description: 'null while no such fact is known.' }),
      source: z.string(),
      id: z.string(),
    }),
    state: z
      .enum(DISPUTE_STATES)
      .meta({ description: '`corrected`: nobody settled it, but the fact was taken out.' }),
    reason: z.string().nullable(),
    raisedAt: instantText,
    settledAt: instantText.nullable(),
    settlement: z.string().nullable().meta({ description: 'The reason given with the settlement.' }),
  })
  .meta({ id: 'Dispute' });

const disputedOrderSchema = z
  .object({
    kind: orderKindSchema,
    orderNo: z.string(),
    dispute: disputeSchema,
    verdicts: z.array(z.object({ kpi: z.enum(KPI_IDS), counted: countedSidesSchema })),
  })
  .meta({ id: 'DisputedOrder' });

const tag = 'Disputes';

export const raiseDisputeRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/disputes',
  operationId: 'raiseDispute',
  tag,
  summary: 'Dispute a fact of an order',
  description:
    'Any fact, whatever the verdicts that rest on it came to: also behind a met one. These count as before and stand beside the figure as `disputed` until the provider settles it.',
  access: 'disputes:raise',
  params: clientParams,
  query: noQuery,
  body: orderRefSchema.extend({ fact: factName, reason: longText }).meta({ id: 'NewDispute' }),
  answer: {
    status: 201,
    description: 'The dispute, and the verdicts of the order.',
    body: disputedOrderSchema,
  },
  errors: ['not-found', 'dispute-exists', 'order-full'],
  idempotent: true,
});

export const settleDisputeRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/disputes/settlements',
  operationId: 'settleDispute',
  tag,
  summary: 'Settle a dispute',
  description:
    'With `void` a fact whose dispute is upheld is taken out in the same step; what is right is then reported as a new event.',
  access: 'disputes:settle',
  params: clientParams,
  query: noQuery,
  body: orderRefSchema
    .extend({
      fact: factName,
      outcome: z.enum(['upheld', 'rejected']),
      reason: longText.optional(),
      void: z.boolean().default(false),
    })
    .superRefine(({ outcome, void: takesOut }, context) => {
      if (takesOut && outcome === 'rejected')
        context.addIssue({ code: 'custom', path: ['void'], message: 'goes with outcome upheld only' });
    })
    .meta({ id: 'Settlement' }),
  answer: {
    status: 200,
    description: 'The dispute, and the verdicts of the order.',
    body: disputedOrderSchema,
  },
  errors: ['not-found', 'no-dispute', 'order-full'],
  idempotent: true,
});

export const listDisputesRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/disputes',
  operationId: 'listDisputes',
  tag,
  summary: 'List orders with disputes',
  description:
    'By the days under which the orders are listed. A page may hold fewer than `limit` orders and still have a nextToken. The orders behind the disputed count of a KPI are in `GET …/orders?disputed=true`.',
  access: 'disputes:read',
  params: clientParams,
  query: z
    .strictObject({ state: z.enum(DISPUTE_STATES).default('open'), ...periodQuery, ...pageQuery })
    .superRefine(checkPeriod),
  body: noBody,
  answer: {
    status: 200,
    description: 'One page.',
    body: z
      .object({
        orders: z.array(
          z
            .object({
              kind: orderKindSchema,
              orderNo: z.string(),
              disputes: z.array(disputeSchema),
              kpis: z.array(z.enum(KPI_IDS)).meta({ description: 'Whose verdicts rest on a disputed fact.' }),
            })
            .meta({ id: 'OrderWithDisputes' }),
        ),
        nextToken: nextTokenSchema,
      })
      .meta({ id: 'DisputePage' }),
  },
  errors: ['not-found', 'invalid-page-token'],
});
