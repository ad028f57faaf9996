import * as z from 'zod';
import { MAX_REASON_CHARACTERS } from '../../domain/credit/issued-credit.ts';
import { monthSchema } from '../../domain/credit/month.ts';
import { clientIdSchema } from '../../domain/ids.ts';
import { creditListSchema, issuedViewSchema, monthViewSchema, noteViewSchema } from '../credit-view.ts';
import { defineRoute, nextTokenSchema, noBody, noQuery, pageQuery } from '../route.ts';
import { clientParams } from './clients.ts';

const tag = 'Credits';
const monthParams = clientParams.extend({ month: monthSchema });

const CALCULATION = ['no-credit-terms', 'billing-missing'] as const;

export const readCreditRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/credits/{month}',
  operationId: 'readCredit',
  tag,
  summary: 'Read the service credit of a month',
  description:
    'Before it is issued: calculated from the figures of now under the contract in force on the last day of the month (`preview`). ' +
    'Afterwards: as it was issued, with its difference notes, and `today` with what the figures of now would change. Clients see approved credits and notes only.',
  access: 'credits:read',
  params: monthParams,
  query: noQuery,
  body: noBody,
  answer: { status: 200, description: 'The credit with its worked calculation.', body: monthViewSchema },
  errors: ['not-found', ...CALCULATION],
});

export const listCreditsRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/credits',
  operationId: 'listCredits',
  tag,
  summary: 'List issued service credits, the latest months first',
  description:
    'Clients see approved ones only; a page may hold fewer than `limit` and still have a nextToken.',
  access: 'credits:read',
  params: clientParams,
  query: z.strictObject(pageQuery),
  body: noBody,
  answer: {
    status: 200,
    description: 'One page.',
    body: z
      .object({ clientId: clientIdSchema, credits: creditListSchema, nextToken: nextTokenSchema })
      .meta({ id: 'CreditPage' }),
  },
  errors: ['not-found', 'invalid-page-token'],
});

export const issueCreditRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/credits',
  operationId: 'issueCredit',
  tag,
  summary: 'Issue the service credit of a month',
  description:
    'Stored as it is calculated now and never changed: it is `proposed` until it is approved. Where the contract looks back on earlier months, their credits come first.',
  access: 'credits:issue',
  params: clientParams,
  query: noQuery,
  body: z.strictObject({ month: monthSchema }).meta({ id: 'NewCredit' }),
  answer: {
    status: 201,
    description: 'The credit.',
    body: issuedViewSchema,
    headers: ['Location'],
  },
  errors: [
    'not-found',
    'credit-issued',
    'month-not-ended',
    'rejudging',
    'earlier-credit-missing',
    ...CALCULATION,
  ],
  idempotent: true,
});

export const takeBackCreditRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/clients/{clientId}/credits/{month}',
  operationId: 'takeBackCredit',
  tag,
  summary: 'Take back a service credit that is still proposed',
  description:
    'With its difference notes, none of which a client has seen; the month can be issued anew. An approved credit stands: correct it with a difference note.',
  access: 'credits:issue',
  params: monthParams,
  query: noQuery,
  body: z.strictObject({}).optional(),
  answer: {
    status: 200,
    description: 'Gone; the audit log keeps who did it.',
    body: z
      .object({ clientId: clientIdSchema, month: z.string(), state: z.literal('taken-back') })
      .meta({ id: 'CreditTakenBack' }),
  },
  errors: ['not-found', 'credit-approved', 'stale-version'],
});

export const approveCreditRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/credits/{month}/approve',
  operationId: 'approveCredit',
  tag,
  summary: 'Approve an issued service credit',
  description: 'Where the stage wants a second person, it is another one than issued it.',
  access: 'credits:approve',
  params: monthParams,
  query: noQuery,
  body: z.strictObject({}).optional(),
  answer: { status: 200, description: 'The credit.', body: issuedViewSchema },
  errors: ['not-found', 'already-approved', 'second-person-required'],
});

export const noteDifferenceRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/credits/{month}/difference-notes',
  operationId: 'noteDifference',
  tag,
  summary: 'Write a difference note to an issued credit',
  description:
    'For corrections that came after it was issued: facts, billed amounts, terms in force from an earlier day. The credit stays as it is; the note says what the month comes to now, and is `proposed` until it is approved.',
  access: 'credits:issue',
  params: monthParams,
  query: noQuery,
  body: z
    .strictObject({ reason: z.string().trim().min(1).max(MAX_REASON_CHARACTERS).optional() })
    .optional()
    .meta({ id: 'NewDifferenceNote' }),
  answer: { status: 201, description: 'The note.', body: noteViewSchema, headers: ['Location'] },
  errors: ['not-found', 'rejudging', 'no-difference', 'stale-version', 'billing-missing'],
  idempotent: true,
});

export const approveNoteRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/credits/{month}/difference-notes/{number}/approve',
  operationId: 'approveDifferenceNote',
  tag,
  summary: 'Approve a difference note',
  description: 'By number, the credit first: a client who sees a note sees what it builds on.',
  access: 'credits:approve',
  params: monthParams.extend({ number: z.coerce.number().int().min(1) }),
  query: noQuery,
  body: z.strictObject({}).optional(),
  answer: { status: 200, description: 'The note.', body: noteViewSchema },
  errors: ['not-found', 'already-approved', 'earlier-approval-missing', 'second-person-required'],
});
