import * as z from 'zod';
import { clientIdSchema } from '../../domain/ids.ts';
import { KPI_IDS } from '../../domain/kpi/catalogue.ts';
import { ATTAINMENTS } from '../../domain/kpi/figures.ts';
import { GROUPINGS } from '../../domain/kpi/grouping.ts';
import { EXCLUSION_REASONS } from '../../domain/kpi/verdict.ts';
import { checkPeriod, instantSchema, periodQuery } from '../period.ts';
import { defineRoute, noBody, noParams } from '../route.ts';
import { clientParams } from './clients.ts';

const count = z.int().min(0);

const amount = z.int();

const sideSchema = z
  .object({
    numerator: amount,
    denominator: amount.meta({
      description: 'met + missed + overdue; for complaints and storage damage what they are counted on.',
    }),
    value: z
      .number()
      .nullable()
      .meta({ description: 'Six decimals, cut off towards the miss; null where the denominator is 0.' }),
    shown: z
      .string()
      .nullable()
      .meta({ description: 'The value as it is read, cut off likewise: `97.99 %`, `153 ppm`.' }),
    met: amount,
    missed: amount,
    overdue: amount,
    interval: z
      .object({ method: z.enum(['wilson', 'poisson']), level: z.number(), low: z.number(), high: z.number() })
      .nullable(),
  })
  .meta({
    id: 'KpiSide',
    description:
      'Amounts of what the KPI counts: orders, receipts, lines, units, positions, minor units of money.',
  });

const targetSchema = z
  .object({
    value: z.string().meta({ description: 'The ratio that the contract wants: `0.98`.' }),
    floor: z.string().nullable(),
    direction: z.enum(['higher', 'lower']),
    weight: z.int().nullable(),
    minVolume: count.meta({ description: 'Below this denominator attainment reads `too-few`.' }),
    shown: z.string().meta({ description: '`≥ 98 %`' }),
  })
  .meta({ id: 'KpiTarget' });

/** What a KPI is called. */
const kpiNameSchema = z.object({ en: z.string(), zh: z.string() }).meta({ id: 'KpiName' });

export const figureSchema = z
  .object({
    kpi: z.enum(KPI_IDS),
    name: kpiNameSchema,
    definition: z.string().meta({ description: 'KPI and version of its judge, `on-time-delivery@1`.' }),
    contractVersion: z.int().nullable().meta({ description: 'null over many clients.' }),
    gross: sideSchema,
    net: sideSchema.meta({ description: 'Accepted excuses taken out.' }),
    open: count.meta({
      description: 'Orders whose deadline is still ahead at asOf; never in the denominator.',
    }),
    notMeasured: count.meta({
      description: 'Orders of which a needed fact is missing; counted on the day the order was placed.',
    }),
    excluded: z.partialRecord(z.enum(EXCLUSION_REASONS), count).meta({ description: 'Orders by reason.' }),
    excused: z.object({ missed: amount.optional(), overdue: amount.optional() }),
    disputed: count.meta({
      description: 'Orders with a fact behind them that the client disputes, once a day.',
    }),
    decides: z.enum(['gross', 'net']),
    target: targetSchema.nullable(),
    attainment: z
      .enum(ATTAINMENTS)
      .meta({ description: 'The deciding side against the target, compared in whole numbers.' }),
    daysWithoutReading: count.optional().meta({
      description: 'Storage damage by unit-days: days of a site whose stock was carried forward.',
    }),
  })
  .meta({ id: 'KpiFigure' });

const kpiAnswerShape = {
  from: z.iso.date(),
  to: z.iso.date(),
  asOf: z.string(),
  knownAt: z.string().optional(),
  settled: z.boolean().optional().meta({
    description:
      'With knownAt: false while facts stamped before it may still be on their way into the ledger.',
  }),
  rejudging: z.boolean().meta({ description: 'Orders are being judged again; figures may still move.' }),
  kpis: z.array(figureSchema),
  groups: z
    .array(z.object({ key: z.string(), kpis: z.array(figureSchema) }))
    .optional()
    .meta({ description: 'With groupBy: the same figures for each group that has counts.' }),
};

export const kpiQuery = z
  .strictObject({
    ...periodQuery,
    asOf: instantSchema.optional().meta({
      description: 'Clock for open verdicts, now or later; default now, with knownAt that instant.',
    }),
    knownAt: instantSchema.optional().meta({
      description: 'Only facts recorded by then; folds the whole ledger of the client, so it is slower.',
    }),
    groupBy: z.enum(GROUPINGS).optional(),
  })
  .superRefine(checkPeriod);

const tag = 'KPIs';

export const readClientKpisRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/kpis',
  operationId: 'readClientKpis',
  tag,
  summary: 'Service KPIs of one client over a period',
  description: 'Both ends of the period are included; days are civil days in the zone of the contract.',
  access: 'kpis:read',
  params: clientParams,
  query: kpiQuery,
  body: noBody,
  answer: {
    status: 200,
    description: 'Every KPI of the catalogue.',
    body: z
      .object({ clientId: clientIdSchema, timeZone: z.string(), ...kpiAnswerShape })
      .meta({ id: 'ClientKpis' }),
  },
  errors: ['not-found'],
});

export const readKpisRoute = defineRoute({
  method: 'GET',
  path: '/v1/kpis',
  operationId: 'readKpis',
  tag,
  summary: 'Service KPIs over all clients you may see',
  description:
    'Counts are summed over the clients, each with its own zone and contract; ratios are made of the sums.',
  access: 'kpis:read',
  params: noParams,
  query: kpiQuery,
  body: noBody,
  answer: {
    status: 200,
    description: 'Every KPI of the catalogue.',
    body: z.object({ clients: count, ...kpiAnswerShape }).meta({ id: 'AllKpis' }),
  },
});
