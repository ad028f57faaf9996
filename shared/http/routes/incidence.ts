import * as z from 'zod';
import { clientIdSchema } from '../../domain/ids.ts';
import { checkPeriod, periodQuery } from '../period.ts';
import { defineRoute, noBody, noParams } from '../route.ts';

const count = z.int().min(0);

const incidenceShape = {
  clients: count.meta({ description: 'With at least one complaint or remark: the numerator.' }),
  served: count.meta({ description: 'To whom at least one order was delivered: the denominator.' }),
  value: z.number().nullable().meta({
    description:
      'Six decimals, cut off towards the miss; null where nobody was served. Above 1 where clients complain to whom nothing was delivered in the period.',
  }),
  shown: z.string().nullable(),
  complaints: count.meta({ description: 'Incidents raised, those found invalid among them.' }),
  remarks: count.meta({ description: 'Cases of feedback.' }),
};

export const readIncidenceRoute = defineRoute({
  method: 'GET',
  path: '/v1/complaints/incidence',
  operationId: 'readIncidence',
  tag: 'Complaints',
  summary: 'How many of the clients served had a complaint or a remark',
  description:
    '`customer-complaint-incidence`, 顾客意见发生率. Clients are counted, each once: the figures of months do not add up to that of a year. Days are civil days in the zone of each client.',
  access: 'complaints:read',
  params: noParams,
  query: z
    .strictObject({
      ...periodQuery,
      clientId: clientIdSchema.optional(),
      groupBy: z.literal('month').optional(),
    })
    .superRefine(checkPeriod),
  body: noBody,
  answer: {
    status: 200,
    description: 'The figure, with its counts.',
    body: z
      .object({
        from: z.iso.date(),
        to: z.iso.date(),
        kpi: z.literal('customer-complaint-incidence'),
        ...incidenceShape,
        months: z
          .array(z.object({ key: z.string(), ...incidenceShape }))
          .optional()
          .meta({ description: 'With groupBy.' }),
      })
      .meta({ id: 'ComplaintIncidence' }),
  },
  errors: ['not-found'],
});
