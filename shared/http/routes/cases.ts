import * as z from 'zod';
import { CASE_STEPS } from '../../domain/complaint/case-transitions.ts';
import {
  CASE_CATEGORIES,
  CASE_CHANNELS,
  CASE_KINDS,
  REMEDIES,
  SEVERITIES,
} from '../../domain/complaint/case.ts';
import { contactIdSchema, mailAddressSchema } from '../../domain/crm/contact.ts';
import { orderNoSchema } from '../../domain/ids.ts';
import { documentUrl, money, name } from '../../domain/ledger/event-fields.ts';
import { languageTagSchema } from '../../domain/survey/languages.ts';
import { caseViewSchema } from '../case-view.ts';
import { instantSchema } from '../period.ts';
import { defineRoute, nextTokenSchema, noBody, noQuery, pageQuery } from '../route.ts';
import { clientParams } from './clients.ts';

const MAX_CASE_ORDERS = 50;
const MAX_EVIDENCE = 20;
const MAX_UNITS = 1_000_000_000;
const LONG = 4000;
const SHORT = 500;

// Line breaks and tabs alone of the control characters; lone surrogates have no UTF-8 form.
const READABLE = /^(?:[\n\r\t]|[^\p{Cc}\p{Cs}])*$/u;

const prose = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty; write what there is to say')
    .max(max, `may have at most ${String(max)} characters`)
    .regex(READABLE, 'has a control character or a broken one; remove it');

const caseId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'is no id of a case');
const caseParams = clientParams.extend({ caseId });

const orders = z
  .array(orderNoSchema)
  .max(
    MAX_CASE_ORDERS,
    `may have at most ${String(MAX_CASE_ORDERS)} orders; raise another case for the others`,
  )
  .superRefine((all, context) => {
    for (const [i, orderNo] of all.entries())
      if (all.indexOf(orderNo) < i)
        context.addIssue({ code: 'custom', path: [i], message: 'is named twice; leave it out' });
  });

const newClaimSchema = z
  .strictObject({
    claimed: money,
    evidence: z
      .array(documentUrl)
      .max(MAX_EVIDENCE, `may have at most ${String(MAX_EVIDENCE)} documents`)
      .default([]),
    units: z
      .int()
      .min(1)
      .max(MAX_UNITS)
      .nullable()
      .default(null)
      .meta({ description: 'Units damaged or lost, where known.' }),
  })
  .meta({ id: 'NewClaim' });

const incidentId = orderNoSchema.nullable().meta({
  description:
    'The incident that it belongs to, of another case or reported as an event; null: one of its own.',
});

export const newCaseSchema = z
  .strictObject({
    kind: z.enum(CASE_KINDS),
    incidentId: incidentId.default(null),
    orders: orders.default([]).meta({ description: 'Numbers of delivery orders.' }),
    contactId: contactIdSchema.nullable().default(null),
    replyTo: mailAddressSchema
      .nullable()
      .default(null)
      .meta({ description: 'Where to write to, instead of the mail of the contact.' }),
    language: languageTagSchema
      .nullable()
      .default(null)
      .meta({ description: 'In which to write, instead of that of the contact.' }),
    category: z.enum(CASE_CATEGORIES),
    severity: z.enum(SEVERITIES).default('medium'),
    channel: z
      .enum(CASE_CHANNELS)
      .nullable()
      .default(null)
      .meta({ description: 'How it came in. What a client’s own people raise comes by `portal`.' }),
    description: prose(LONG),
    remedySought: z.enum(REMEDIES).default('none'),
    owner: mailAddressSchema.nullable().default(null).meta({
      description: 'Who takes care of it at the provider, and is told of due dates. Named by the provider.',
    }),
    claim: newClaimSchema.nullable().default(null).meta({ description: 'Of a claim, and of nothing else.' }),
  })
  .superRefine(({ kind, claim, incidentId: incident, orders: named }, context) => {
    const refuse = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (kind === 'claim' && !claim) refuse(['claim'], 'is missing; say how much is claimed');
    if (kind !== 'claim' && claim) refuse(['claim'], `goes with kind claim, not ${kind}`);
    if (kind === 'feedback' && incident !== null)
      refuse(['incidentId'], 'goes with complaints and claims; feedback has no incident');
    if (claim && claim.units !== null && claim.units < named.length)
      refuse(['claim', 'units'], 'must be at least one for each of the orders');
  })
  .meta({ id: 'NewCase' });

const caseChangesSchema = z
  .strictObject({
    owner: mailAddressSchema.optional(),
    severity: z
      .enum(SEVERITIES)
      .optional()
      .meta({ description: 'Due dates that are still ahead follow it.' }),
    category: z.enum(CASE_CATEGORIES).optional(),
    remedySought: z.enum(REMEDIES).optional(),
    rootCause: prose(LONG).optional(),
    correctiveAction: prose(LONG).optional(),
    incidentId: incidentId.optional(),
  })
  .meta({ id: 'CaseChanges' });

const tag = 'Complaints';
const oneCase = { description: 'The case.', body: caseViewSchema, headers: ['ETag'] } as const;

export const raiseCaseRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/cases',
  operationId: 'raiseCase',
  tag,
  summary: 'Raise a complaint, a claim or feedback',
  description:
    'Complaints and claims count in `complaint-rate` from now on, those of one incident once. Due dates follow severity and the calendar of the contract. The client’s own people raise for their client.',
  access: 'cases:raise',
  params: clientParams,
  query: noQuery,
  body: newCaseSchema,
  answer: { status: 201, ...oneCase, headers: ['ETag', 'Location'] },
  errors: ['not-found'],
  idempotent: true,
});

export const listCasesRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/cases',
  operationId: 'listCases',
  tag,
  summary: 'List cases of a client, newest first',
  description: 'Feedback is shown to the provider’s people alone. A page may be short and still go on.',
  access: 'cases:read',
  params: clientParams,
  query: z.strictObject({
    state: z.enum(['open', 'all']).default('open').meta({ description: '`open`: all that are not closed.' }),
    ...pageQuery,
  }),
  body: noBody,
  answer: {
    status: 200,
    description: 'One page.',
    body: z.object({ cases: z.array(caseViewSchema), nextToken: nextTokenSchema }).meta({ id: 'CasePage' }),
  },
  errors: ['not-found', 'invalid-page-token'],
});

export const readCaseRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/cases/{caseId}',
  operationId: 'readCase',
  tag,
  summary: 'Read a case',
  access: 'cases:read',
  params: caseParams,
  query: noQuery,
  body: noBody,
  answer: { status: 200, ...oneCase },
  errors: ['not-found'],
});

export const changeCaseRoute = defineRoute({
  method: 'PATCH',
  path: '/v1/clients/{clientId}/cases/{caseId}',
  operationId: 'changeCase',
  tag,
  summary: 'Change what is known of a case',
  description:
    'Until it is closed. It joins or leaves an incident only before its validity is decided. Its state changes by steps.',
  access: 'cases:work',
  params: caseParams,
  query: noQuery,
  body: caseChangesSchema,
  answer: { status: 200, ...oneCase },
  errors: ['not-found', 'case-state'],
  ifMatch: true,
});

export const stepCaseRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/cases/{caseId}/steps',
  operationId: 'stepCase',
  tag,
  summary: 'Bring a case on: acknowledge, investigate, answer, close, reopen',
  description:
    'Acknowledging and answering write a mail to the person behind it, where there is an address. Closing wants the validity decided, and of a valid complaint root cause and corrective action. docs/complaints.md draws the states.',
  access: 'cases:work',
  params: caseParams,
  query: noQuery,
  body: z
    .strictObject({
      step: z.enum(CASE_STEPS),
      outcome: prose(LONG)
        .optional()
        .meta({ description: 'With `answered`: what came of it, as the client reads it.' }),
      note: prose(SHORT).optional().meta({ description: 'For the history; the client does not see it.' }),
    })
    .superRefine(({ step, outcome }, context) => {
      if (outcome !== undefined && step !== 'answered')
        context.addIssue({ code: 'custom', path: ['outcome'], message: 'goes with step answered only' });
    })
    .meta({ id: 'CaseStep' }),
  answer: { status: 200, ...oneCase },
  errors: ['not-found', 'case-state', 'case-incomplete'],
  idempotent: true,
});

export const decideCaseRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/cases/{caseId}/validity',
  operationId: 'decideCase',
  tag,
  summary: 'Decide whether a complaint stands, or agree that it does not',
  description:
    'The provider sends `valid`, anew as often as it likes until the case is closed. An approver of the client sends `agreed: true` to `valid: false`; only then, or after the silence that the contract names, the incident leaves `complaint-rate`. The last decision on an incident stands for all its cases.',
  access: 'cases:read',
  params: caseParams,
  query: noQuery,
  body: z
    .strictObject({ valid: z.boolean().optional(), agreed: z.literal(true).optional() })
    .superRefine(({ valid, agreed }, context) => {
      if ((valid === undefined) === (agreed === undefined))
        context.addIssue({
          code: 'custom',
          path: ['valid'],
          message: 'send either valid (the provider) or agreed (the client)',
        });
    })
    .meta({ id: 'CaseValidity' }),
  answer: { status: 200, ...oneCase },
  errors: ['not-found', 'case-state'],
  idempotent: true,
});

export const acceptClaimRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/cases/{caseId}/claim',
  operationId: 'acceptClaim',
  tag,
  summary: 'Say what is accepted of a claim, and how it was settled',
  access: 'cases:work',
  params: caseParams,
  query: noQuery,
  body: z
    .strictObject({
      accepted: money
        .optional()
        .meta({ description: 'In the currency of the claim; until the case is closed.' }),
      settlement: z
        .strictObject({
          reference: name.meta({ description: 'Of the payment or the credit note.' }),
          settledAt: instantSchema.optional(),
        })
        .optional(),
    })
    .superRefine(({ accepted, settlement }, context) => {
      if (!accepted && !settlement)
        context.addIssue({
          code: 'custom',
          path: ['accepted'],
          message: 'send accepted, settlement or both',
        });
    })
    .meta({ id: 'ClaimDecision' }),
  answer: { status: 200, ...oneCase },
  errors: ['not-found', 'case-state'],
  idempotent: true,
});
