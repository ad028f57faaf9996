import * as z from 'zod';
import { MAX_PARETO_ORDERS } from '../../app/exceptions/causes-of-misses.ts';
import { registryIdSchema } from '../../domain/crm/registry.ts';
import { clientIdSchema } from '../../domain/ids.ts';
import { KPI_IDS } from '../../domain/kpi/catalogue.ts';
import { longText, name } from '../../domain/ledger/event-fields.ts';
import { orderKindSchema } from '../../domain/ledger/event-fact.ts';
import { checkPeriod, daySchema, periodQuery } from '../period.ts';
import { defineRoute, nextTokenSchema, noBody, noQuery, pageQuery } from '../route.ts';
import { clientParams } from './clients.ts';
import { changedOrdersSchema, ordersSchema } from './excuses.ts';

const tag = 'Causes';
const kpi = z.enum(KPI_IDS);
const filters = {
  kpi: kpi.optional().meta({ description: 'Misses of this KPI alone; default any.' }),
  siteId: registryIdSchema.optional().meta({ description: 'Orders of this site alone.' }),
};

export const assignCausesRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/causes',
  operationId: 'assignCauses',
  tag,
  summary: 'Name the internal cause of misses',
  description:
    'For the warehouse’s own work: no client sees it, and no figure changes. The last cause named for an order stands. Each order by itself; 409 `all-orders-refused` when nothing was done.',
  access: 'causes:write',
  params: clientParams,
  query: noQuery,
  body: z
    .strictObject({
      orders: ordersSchema,
      kpi: kpi
        .optional()
        .meta({ description: 'For the miss of this KPI; default for the order as a whole.' }),
      cause: name.meta({ description: 'An active entry of the registry `cause`.' }),
      note: longText.optional(),
    })
    .meta({ id: 'CauseAssignment' }),
  answer: { status: 200, description: 'What became of each order.', body: changedOrdersSchema },
  errors: ['not-found', 'all-orders-refused'],
  idempotent: true,
});

export const readCauseParetoRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/causes/pareto',
  operationId: 'readCausePareto',
  tag,
  summary: 'Causes by the number of missed orders',
  description: `Each order that missed something, or is overdue, counts once, excused or not. A period in which more than ${MAX_PARETO_ORDERS.toLocaleString('en')} orders would have to be looked at is refused; ask for a shorter one.`,
  access: 'causes:read',
  params: clientParams,
  query: z.strictObject({ ...filters, ...periodQuery }).superRefine(checkPeriod),
  body: noBody,
  answer: {
    status: 200,
    description: 'The causes, most orders first.',
    body: z
      .object({
        clientId: clientIdSchema,
        from: z.iso.date(),
        to: z.iso.date(),
        asOf: z.string(),
        assigned: z.int().meta({ description: 'Missed orders with a cause.' }),
        unassigned: z.int().meta({ description: 'Missed orders without one; in no share.' }),
        causes: z.array(
          z.object({
            cause: z.string(),
            name: z.string(),
            orders: z.int(),
            cumulative: z
              .object({ numerator: z.int(), denominator: z.int(), value: z.number() })
              .meta({ description: 'This cause and all before it among the orders with a cause.' }),
          }),
        ),
      })
      .meta({ id: 'CausePareto' }),
  },
  errors: ['not-found'],
});

export const listUnexplainedRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/causes/missing',
  operationId: 'listUnexplainedMisses',
  tag,
  summary: 'Misses of a day that have no cause yet',
  description:
    'The warehouse’s list of the day: first what is missed, then what is overdue. A page may hold fewer than `limit` orders and still have a nextToken.',
  access: 'causes:read',
  params: clientParams,
  query: z.strictObject({ date: daySchema, ...filters, ...pageQuery }),
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
              siteId: z.string(),
              carrierId: z.string(),
              misses: z.array(
                z.object({ kpi, outcome: z.enum(['missed', 'overdue']), excused: z.boolean() }),
              ),
            })
            .meta({ id: 'UnexplainedOrder' }),
        ),
        nextToken: nextTokenSchema,
      })
      .meta({ id: 'UnexplainedPage' }),
  },
  errors: ['not-found', 'invalid-page-token'],
});
