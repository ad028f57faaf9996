import * as z from 'zod';
import type { ComparedMonth } from '../app/what-if-credits.ts';
import type { WhatIf } from '../app/what-if.ts';
import { formatDay } from '../domain/calendar/time.ts';
import { formatInstant } from '../domain/calendar/zone.ts';
import { BILLED_BASES } from '../domain/credit/credit-terms.ts';
import type { MonthOutcome } from '../domain/credit/month-credit.ts';
import type { Client } from '../domain/crm/client.ts';
import { clientIdSchema } from '../domain/ids.ts';
import { KPI_IDS } from '../domain/kpi/catalogue.ts';
import type { Figure } from '../domain/kpi/figures.ts';
import { PROMISES, TOLERANCES, type Ladder } from '../domain/kpi/ladder.ts';
import { EXCLUSION_REASONS } from '../domain/kpi/verdict.ts';
import type { ComparedVerdict } from '../domain/kpi/what-if-changes.ts';
import { figureDifference } from '../domain/kpi/what-if.ts';
import { orderKindSchema } from '../domain/ledger/event-fact.ts';
import type { Days } from '../ports/kpi-sources.ts';
import { figureSchema } from './routes/kpis.ts';

const count = z.int().min(0);

const periodShape = {
  clientId: clientIdSchema,
  timeZone: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  asOf: z.string(),
  rejudging: z
    .boolean()
    .meta({ description: 'Orders are being judged again; other figures may still move.' }),
};

const period = ({ clientId, timeZone, rejudging }: Client, { from, to }: Days, asOf: number) => ({
  clientId,
  timeZone,
  from: formatDay(from),
  to: formatDay(to),
  asOf: formatInstant(asOf),
  rejudging: rejudging.length > 0,
});

const PROMISE_RULES = ['revised-if-by-client', 'original', 'latest'] as const;

const figureOfRung = figureSchema.pick({
  gross: true,
  net: true,
  open: true,
  notMeasured: true,
  excluded: true,
  excused: true,
  attainment: true,
});

const allowance = {
  granularity: z.enum(['day', 'minute']),
  lateToleranceMinutes: count,
};

export const ladderSchema = z
  .object({
    ...periodShape,
    kpi: z.enum(KPI_IDS),
    name: figureSchema.shape.name,
    definition: z.string(),
    orders: count.meta({ description: 'Orders that every rung counts.' }),
    inForce: z
      .object({ ...allowance, promise: z.enum(PROMISE_RULES), ...figureOfRung.shape })
      .meta({ description: 'The contract in force; the terms are those of the last day of the period.' }),
    rungs: z.array(
      z.object({
        tolerance: z.enum(TOLERANCES),
        ...allowance,
        promise: z.enum(PROMISES),
        promiseRule: z.enum(PROMISE_RULES).meta({
          description: 'Which revisions of a promise count; `revised` is the rule of the contract.',
        }),
        inForce: z.boolean().meta({ description: 'The rung is what the contract in force says.' }),
        ...figureOfRung.shape,
      }),
    ),
  })
  .meta({ id: 'ToleranceLadder' });

const rungView = ({ gross, net, open, notMeasured, excluded, excused, attainment }: Figure) => ({
  gross,
  net,
  open,
  notMeasured,
  excluded,
  excused,
  attainment,
});

/** A ladder as the API shows it. */
export const ladderView = (
  client: Client,
  days: Days,
  asOf: number,
  { kpi, orders, inForce, terms, rungs }: Ladder,
): z.input<typeof ladderSchema> => ({
  ...period(client, days, asOf),
  kpi,
  name: inForce.name,
  definition: inForce.definition,
  orders,
  inForce: { ...terms, ...rungView(inForce) },
  rungs: rungs.map(({ figure, ...rung }) => ({ ...rung, ...rungView(figure) })),
});

const comparedSchema = z
  .object({
    outcome: z.enum(['met', 'missed', 'open', 'overdue', 'excluded', 'not-measured']),
    day: z.iso.date(),
    inPeriod: z.boolean().meta({ description: 'false: it counts on a day outside the period.' }),
    excused: z.boolean(),
    reason: z.enum(EXCLUSION_REASONS).optional(),
    rule: z.string().meta({ description: 'Why it comes out so, as in the verdicts of an order.' }),
    deadline: z.string().nullable(),
    amount: z
      .object({ met: z.int(), missed: z.int() })
      .optional()
      .meta({ description: 'Where the KPI counts units, lines, positions or money.' }),
  })
  .nullable();

const differenceSchema = z.object({
  numerator: z.int(),
  denominator: z.int(),
  value: z.number().nullable().meta({ description: 'null where a side has no value.' }),
});

const creditSideSchema = z.object({
  state: z.enum(['calculated', 'no-terms', 'billing-missing']),
  contractVersion: z.int(),
  currency: z.string().optional(),
  total: z
    .int()
    .optional()
    .meta({ description: 'Minor units; above 0 to the client, below 0 to the provider.' }),
  calculation: z.string().optional().meta({ description: 'How the total comes about.' }),
  lines: z.array(z.object({ amount: z.int(), paid: z.int(), calculation: z.string() })).optional(),
  missing: z
    .array(z.enum(BILLED_BASES))
    .optional()
    .meta({ description: 'Amounts of the month that are not entered: enter them, then ask again.' }),
});

export const whatIfSchema = z
  .object({
    ...periodShape,
    appliedTo: z.literal('every-order-of-the-period').meta({
      description: 'The terms are applied to all orders, whatever the day from which they would hold.',
    }),
    terms: z.object({ version: z.int(), effectiveFrom: z.string().nullable() }),
    kpis: z.array(
      z.object({
        kpi: z.enum(KPI_IDS),
        before: figureSchema.meta({ description: 'Under the contract in force.' }),
        after: figureSchema.meta({ description: 'Under the terms in question.' }),
        difference: z.object({ gross: differenceSchema, net: differenceSchema }),
      }),
    ),
    orders: z.object({
      judged: count.meta({ description: 'Orders looked at: those of the period and of the days around it.' }),
      changed: count.meta({ description: 'Orders of which any KPI comes out otherwise.' }),
    }),
    changed: z.array(
      z.object({
        kind: orderKindSchema,
        orderNo: z.string(),
        changes: z.array(z.object({ kpi: z.enum(KPI_IDS), before: comparedSchema, after: comparedSchema })),
      }),
    ),
    nextToken: z
      .string()
      .optional()
      .meta({ description: 'Send it with the same question for more of them.' }),
    credits: z
      .array(
        z.object({
          month: z.string(),
          whole: z.boolean().meta({ description: 'false: the period holds a part of the month only.' }),
          before: creditSideSchema.optional(),
          after: creditSideSchema.optional(),
          difference: z
            .int()
            .nullable()
            .optional()
            .meta({ description: 'after − before in minor units; null where one is not known.' }),
        }),
      )
      .meta({ description: 'Empty where neither side has credit terms.' }),
  })
  .meta({ id: 'WhatIf' });

function comparedView(verdict: ComparedVerdict | undefined): z.input<typeof comparedSchema> {
  if (!verdict) return null;
  const { outcome, day, counts, excused, exclusion, rule, deadline, quantity } = verdict;
  return {
    outcome,
    day: formatDay(day),
    inPeriod: counts,
    excused,
    ...(exclusion && { reason: exclusion }),
    rule,
    deadline: deadline === undefined ? null : formatInstant(deadline),
    ...(quantity && { amount: { met: quantity.met, missed: quantity.missed } }),
  };
}

function creditSideView(outcome: MonthOutcome): z.input<typeof creditSideSchema> {
  const { contractVersion } = outcome;
  switch (outcome.outcome) {
    case 'no-terms':
      return { state: 'no-terms', contractVersion, total: 0 };
    case 'billing-missing': {
      const { currency, missing } = outcome;
      return { state: 'billing-missing', contractVersion, currency, missing: [...missing] };
    }
    case 'calculated': {
      const { currency, total, calculation, lines } = outcome.credit;
      return { state: 'calculated', contractVersion, currency, total, calculation, lines: [...lines] };
    }
  }
}

const creditView = (compared: ComparedMonth): z.input<typeof whatIfSchema>['credits'][number] =>
  compared.isWhole
    ? {
        month: compared.month,
        whole: true,
        before: creditSideView(compared.before),
        after: creditSideView(compared.after),
        difference: compared.difference ?? null,
      }
    : { month: compared.month, whole: false };

/** A comparison as the API shows it, but for the token of the next page. */
export function whatIfView(days: Days, asOf: number, found: WhatIf): z.input<typeof whatIfSchema> {
  const { client, draft, before, after, orders, changed, credits } = found;
  return {
    ...period(client, days, asOf),
    appliedTo: 'every-order-of-the-period',
    terms: { version: draft.version, effectiveFrom: draft.effectiveFrom },
    kpis: before.flatMap((figure, i) => {
      const other = after[i];
      if (!other) return [];
      return [{ kpi: figure.kpi, before: figure, after: other, difference: figureDifference(figure, other) }];
    }),
    orders,
    changed: changed.map(({ kind, orderNo, changes }) => ({
      kind,
      orderNo,
      changes: changes.map((change) => ({
        kpi: change.kpi,
        before: comparedView(change.before),
        after: comparedView(change.after),
      })),
    })),
    credits: credits.map(creditView),
  };
}
