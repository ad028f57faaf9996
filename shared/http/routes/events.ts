import * as z from 'zod';
import { REJECTION_CODES } from '../../app/accept-events.ts';
import { FACT_FIELDS } from '../../domain/ledger/event-types.ts';
import { LANES } from '../../ports/fact-queue.ts';
import { defineRoute, noParams } from '../route.ts';

const MAX_EVENTS = 500;

const typeList = Object.entries(FACT_FIELDS)
  .map(([type, fields]) => `\`${type}\`: ${fields.map((field) => `\`${field}\``).join(', ')}.`)
  .join('\n\n');

const string = (description: string): Record<string, string> => ({ type: 'string', description });

const eventMeta = {
  id: 'CloudEvent',
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'clientid', 'subject'],
  properties: {
    specversion: { const: '1.0' },
    id: string('With `source` at most 256 bytes.'),
    source: string('Who reports, e.g. `wms://hamburg`.'),
    type: { type: 'string', enum: Object.keys(FACT_FIELDS) },
    time: string('When it happened, RFC 3339 with offset.'),
    clientid: string('The client.'),
    subject: string('The order number, as the client writes it.'),
    data: { type: 'object', description: 'By `type`: see the schemas whose names end in Data.' },
  },
  description:
    'A CloudEvents 1.0 event in JSON. `clientid` names the client, `subject` its order number (for incidents: the incident, for survey answers: the answer), `time` when it happened, with offset. ' +
    'A source that knows local time only sends `data.localTime` and `data.timeZone` instead; likewise `{ localTime, timeZone }` in place of any other time. ' +
    'Same client, kind, subject, `source` and `id` = same event: a repeat changes nothing. Fields of `data` by type:\n\n' +
    typeList,
  example: {
    specversion: '1.0',
    id: 'wms-7731',
    source: 'wms://hamburg',
    type: 'order.placed',
    time: '2018-08-01T10:12:00-03:00',
    clientid: 'acme',
    subject: 'SO-1001',
    data: {
      promise: { date: '2018-08-10' },
      lines: [{ sku: 'A-17', units: 12 }],
      destination: { country: 'BR', region: 'SP', timeZone: 'America/Sao_Paulo' },
    },
  },
};

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function bodyFault(input: unknown): string {
  if (!Array.isArray(input)) return 'must be a CloudEvents 1.0 event in JSON, or an array of events';
  return input.length === 0
    ? 'is empty; send at least one event'
    : `has ${String(input.length)} events; send at most ${String(MAX_EVENTS)} in one request`;
}

const isBatch = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.length <= MAX_EVENTS;

/** The events themselves are read one by one in the use case, so that a wrong one never holds up the others. */
const bodySchema = z.union(
  [
    z.custom<unknown>(isBatch).meta({
      type: 'array',
      items: { $ref: `#/components/schemas/${eventMeta.id}` },
      minItems: 1,
      maxItems: MAX_EVENTS,
    }),
    z.custom<unknown>(isObject).meta(eventMeta),
  ],
  { error: ({ input }) => bodyFault(input) },
);

const rejectionSchema = z
  .object({
    index: z.int().meta({ description: 'Place in the request, from 0.' }),
    id: z.string().nullable(),
    code: z.enum(REJECTION_CODES).meta({
      description:
        '`inactive-client`: send it again once the client is active. `not-queued`: send it again, with the same id. `not-by-person`: people say it through excuses, disputes and causes. `reserved-source`: sources that begin with `tallyman:` are of this service.',
    }),
    field: z.string().meta({ description: 'The field as you wrote it; empty for the event as a whole.' }),
    detail: z.string(),
  })
  .meta({ id: 'Rejection' });

export const postEventsRoute = defineRoute({
  method: 'POST',
  path: '/v1/events',
  operationId: 'postEvents',
  tag: 'Events',
  summary: 'Hand in what happened to orders',
  description: `One CloudEvents 1.0 event, or an array of up to ${String(MAX_EVENTS)} (\`application/json\`, \`application/cloudevents+json\`, \`application/cloudevents-batch+json\`), at most 512 KB. Each event is taken or rejected by itself; those of an inactive client are rejected; 400 \`all-events-rejected\`, with the same \`rejected\` list, when none was taken.`,
  access: 'events:write',
  params: noParams,
  query: z.strictObject({
    lane: z
      .enum(LANES)
      .default('ledger')
      .meta({ description: '`bulk` for imports, so that they do not hold up what happens now.' }),
  }),
  body: bodySchema,
  answer: {
    status: 202,
    description: 'What the queue holds, and what was rejected.',
    body: z
      .object({ accepted: z.int(), rejected: z.array(rejectionSchema).readonly() })
      .meta({ id: 'EventsAccepted' }),
  },
  errors: ['all-events-rejected'],
});
