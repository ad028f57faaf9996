import * as z from 'zod';
import { contractTermsSchema } from '../../domain/contract/contract-schema.ts';
import { LADDER_KPIS } from '../../domain/kpi/ladder.ts';
import { checkPeriod, instantSchema, periodQuery } from '../period.ts';
import { defineRoute, noBody, noQuery } from '../route.ts';
import { ladderSchema, whatIfSchema } from '../what-if-view.ts';
import { clientParams } from './clients.ts';

const tag = 'What-if';
const MAX_CHANGED = 100;

export const toleranceLadderRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/tolerance-ladder',
  operationId: 'readToleranceLadder',
  tag,
  summary: 'One KPI over the same orders by several tolerances',
  description:
    'No tolerance, 15 minutes, an hour, the same day and a day more, each against the original promise and against the revised one. ' +
    'All rungs count the same orders: those that the KPI counts in the period under the contract in force. Everything else is as the contract says.',
  access: 'terms:try',
  params: clientParams,
  query: z
    .strictObject({
      ...periodQuery,
      kpi: z.enum(LADDER_KPIS).default('on-time-delivery'),
      asOf: instantSchema
        .optional()
        .meta({ description: 'Clock for open verdicts, now or later; default now.' }),
    })
    .superRefine(checkPeriod),
  body: noBody,
  answer: { status: 200, description: 'The ladder.', body: ladderSchema },
  errors: ['not-found', 'too-many-orders'],
});

/** `to` before `from`; how long a what-if may be is told by a code of its own. */
function checkOrder(
  { from, to }: { readonly from: number; readonly to: number },
  context: z.RefinementCtx,
): void {
  if (to < from) context.addIssue({ code: 'custom', path: ['to'], message: 'lies before from' });
}

const whatIfBody = z
  .strictObject({
    ...periodQuery,
    // As PUT of a contract version takes them.
    terms: contractTermsSchema.meta({ id: 'ContractTerms' }).optional(),
    version: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Instead of terms: a version of the client’s contract, draft or active.' }),
    limit: z
      .int()
      .min(1)
      .max(MAX_CHANGED)
      .default(MAX_CHANGED)
      .meta({ description: 'Changed orders a page, 1 to 100.' }),
    nextToken: z
      .string()
      .max(4096)
      .optional()
      .meta({ description: 'From the page before; only with the same question.' }),
  })
  .superRefine(checkOrder)
  .superRefine(({ terms, version }, context) => {
    if ((terms === undefined) === (version === undefined))
      context.addIssue({
        code: 'custom',
        path: ['terms'],
        message: 'give either terms or the version of a draft',
      });
  })
  .meta({ id: 'WhatIfQuestion' });

export const whatIfRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/what-if',
  operationId: 'askWhatIf',
  tag,
  summary: 'The orders of a period under other terms, without writing',
  description:
    'Every order of the period is judged under the contract in force and under the terms given, whatever their `effectiveFrom`: how the period would have come out. ' +
    'Each side counts a verdict on its own day, so an order may enter or leave the period. At most a year and 50,000 orders at once. ' +
    'Answers the figures of both sides, the orders that come out otherwise, and the service credits of each whole month.',
  access: 'terms:try',
  params: clientParams,
  query: noQuery,
  body: whatIfBody,
  answer: { status: 200, description: 'Both sides, and what differs.', body: whatIfSchema },
  errors: ['not-found', 'what-if-period-too-long', 'too-many-orders', 'invalid-page-token'],
});

export type WhatIfQuestion = z.output<typeof whatIfBody>;
