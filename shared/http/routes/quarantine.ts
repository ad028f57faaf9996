import * as z from 'zod';
import { clientIdSchema } from '../../domain/ids.ts';
import { REFUSAL_CODES } from '../../domain/ledger/decide.ts';
import { formatInstant } from '../../domain/calendar/zone.ts';
import { orderKindSchema } from '../../domain/ledger/event-fact.ts';
import type { QuarantinedFact } from '../../domain/ledger/event-quarantined.ts';
import { dataView } from '../order-view.ts';
import { defineRoute, nextTokenSchema, noBody, noParams, noQuery, pageQuery } from '../route.ts';

const entrySchema = z
  .object({
    id: z.string().meta({ description: 'For retry and discard.' }),
    clientId: clientIdSchema,
    kind: orderKindSchema,
    orderNo: z.string(),
    code: z.string().meta({ description: `Why: ${REFUSAL_CODES.map((code) => `\`${code}\``).join(' · ')}.` }),
    detail: z.string().meta({ description: 'What is wrong, and what to do about it.' }),
    quarantinedAt: z.string().meta({ description: 'When it was first refused.' }),
    attempts: z.int().meta({ description: 'How often recording it was tried.' }),
    event: z.object({
      type: z.string(),
      source: z.string(),
      id: z.string(),
      occurredAt: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  })
  .meta({ id: 'QuarantinedEvent' });

export const quarantineView = (entry: QuarantinedFact): z.input<typeof entrySchema> => {
  const { type, source, id, occurredAt, offsetMinutes } = entry.fact;
  return {
    id: entry.id,
    clientId: entry.clientId,
    kind: entry.kind,
    orderNo: entry.orderNo,
    code: entry.code,
    detail: entry.detail,
    quarantinedAt: formatInstant(entry.quarantinedAt),
    attempts: entry.attempts,
    event: {
      type,
      source,
      id,
      occurredAt: formatInstant(occurredAt, offsetMinutes),
      data: dataView(entry.fact),
    },
  };
};

const tag = 'Quarantine';
const params = z.strictObject({ id: z.string().min(1).max(200) });

export const listQuarantineRoute = defineRoute({
  method: 'GET',
  path: '/v1/quarantine',
  operationId: 'listQuarantine',
  tag,
  summary: 'List events that could not be recorded, and why',
  description:
    'Of one client or of all you may see, by client, the latest events first. Entries are kept for 90 days. A page may hold fewer than `limit` entries and still have a nextToken.',
  access: 'quarantine:read',
  params: noParams,
  query: z.strictObject({
    clientId: clientIdSchema.optional(),
    code: z.enum(REFUSAL_CODES).optional(),
    ...pageQuery,
  }),
  body: noBody,
  answer: {
    status: 200,
    description: 'One page.',
    body: z
      .object({ entries: z.array(entrySchema), nextToken: nextTokenSchema })
      .meta({ id: 'QuarantinePage' }),
  },
  errors: ['not-found', 'invalid-page-token'],
});

const empty = z.strictObject({}).optional();
const handled = <const State extends string>(state: State) =>
  z.object({ id: z.string(), state: z.literal(state) });

export const retryQuarantinedRoute = defineRoute({
  method: 'POST',
  path: '/v1/quarantine/{id}/retry',
  operationId: 'retryQuarantined',
  tag,
  summary: 'Send an event to the ledger again',
  description:
    'It leaves the list once the queue holds it. If it is refused again it comes back under the same id, with one attempt more. Repeating the call is safe.',
  access: 'quarantine:retry',
  params,
  query: noQuery,
  body: empty,
  answer: {
    status: 202,
    description: 'On its way.',
    body: handled('retrying').meta({ id: 'QuarantineRetry' }),
  },
  errors: ['not-found'],
});

export const discardQuarantinedRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/quarantine/{id}',
  operationId: 'discardQuarantined',
  tag,
  summary: 'Discard an event that could not be recorded',
  description: 'For good; the audit log keeps who did it. The sender can hand the event in again.',
  access: 'quarantine:retry',
  params,
  query: noQuery,
  body: empty,
  answer: {
    status: 200,
    description: 'Removed.',
    body: handled('discarded').meta({ id: 'QuarantineDiscard' }),
  },
  errors: ['not-found'],
});
