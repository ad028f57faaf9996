import * as z from 'zod';
import { byteLength, clientIdSchema, orderNoSchema, type ClientId, type OrderNo } from '../ids.ts';
import { lowestOf, scalesOf } from '../survey/question.ts';
import { readInstant, readLocalTime, type EventTime, type TimeRefusal } from './event-time.ts';
import { EVENT_DATA, factTypeOf, fieldsAt, type EventData } from './event-types.ts';
import {
  isKindFree,
  KIND_OF_TYPE,
  type FactData,
  type FactType,
  type OrderKind,
  type ReportedFact,
} from './fact.ts';

/** Why an event was refused. `path` is the field as the sender wrote it (`data.promise.to`), empty for the event as a whole. */
export interface EventError {
  readonly code: 'invalid-field' | 'unknown-type';
  readonly path: string;
  readonly detail: string;
}

/** A CloudEvent as the ledger takes it. */
export interface ParsedEvent {
  readonly clientId: ClientId;
  readonly kind: OrderKind;
  readonly orderNo: OrderNo;
  readonly fact: ReportedFact;
}

export type ParseResult =
  { readonly ok: true; readonly event: ParsedEvent } | { readonly ok: false; readonly error: EventError };

/** `source` and `id` together, in bytes of UTF-8. */
const MAX_IDENTITY_BYTES = 256;

// Control characters are the separators of the store; lone surrogates have no UTF-8 form.
const CLEAN = /^[^\p{Cc}\p{Cs}]+$/u;
const identity = z.string().regex(CLEAN, 'must have at least one character and no control characters');
const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json(?:\s*;.*)?$/i;

/** Attributes of CloudEvents 1.0 (JSON format); further extension attributes are ignored. */
const envelope = z
  .object({
    specversion: z.literal('1.0', { error: 'must be 1.0' }),
    id: identity,
    source: identity,
    type: z.string(),
    time: z.string().optional(),
    clientid: clientIdSchema,
    subject: orderNoSchema,
    datacontenttype: z
      .string()
      .regex(JSON_TYPE, 'must be application/json; data is read as JSON only')
      .nullish(),
    data: z.looseObject({}).nullish(),
    data_base64: z.undefined({ error: 'is not read; send data as a JSON object' }).optional(),
  })
  .refine(({ source, id }) => byteLength(source) + byteLength(id) <= MAX_IDENTITY_BYTES, {
    path: ['id'],
    error: `source and id may have at most ${String(MAX_IDENTITY_BYTES)} bytes together`,
  });

const MISSING: Readonly<Record<string, string>> = {
  clientid: 'is missing; name the client, as in "clientid": "acme"',
  subject: 'is missing; it is the order number of the client',
  specversion: 'is missing; a CloudEvent has "specversion": "1.0"',
};

const refusal = (path: string, detail: string): ParseResult => ({
  ok: false,
  error: { code: 'invalid-field', path, detail: path === '' ? detail : `${path}: ${detail}` },
});

/**
 * Reads one CloudEvents 1.0 event in JSON.
 *
 * Local times are resolved by the rule `compatible` of Temporal; where the zone's clock skips or repeats the
 * local time, the rule and the zone are kept in `data.timeRule`. Whether a time lies in the future is not looked
 * at here: that depends on the arrival (see record-facts).
 *
 * Of several mistakes the first one is told. Equal events give facts with equal `JSON.stringify` texts.
 */
export function parseEvent(input: unknown): ParseResult {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return refusal('', 'an event is a JSON object (CloudEvents 1.0)');
  }
  const head = envelope.safeParse(input);
  if (!head.success) return refusedBy(head.error, input, '', undefined);
  const { clientid, subject, id, source } = head.data;
  const type = factTypeOf(head.data.type);
  if (type === undefined) {
    const detail = `type: there is no event type ${shown(head.data.type)}; the types are listed in the OpenAPI document`;
    return { ok: false, error: { code: 'unknown-type', path: 'type', detail } };
  }
  const schema: z.ZodType<EventData> = EVENT_DATA[type];
  const data = head.data.data ?? {};
  const body = schema.safeParse(data);
  if (!body.success) return refusedBy(body.error, data, 'data', type);
  const { localTime, timeZone, ...content } = body.data;
  const time = timeOf(head.data.time, localTime, timeZone);
  if ('refused' in time) return refusal(time.path, time.refused);
  const conflict = conflictIn(type, content);
  if (conflict) return refusal(`data.${conflict.field}`, conflict.detail);
  const fact: ReportedFact = {
    type,
    source,
    id,
    occurredAt: time.at,
    offsetMinutes: time.offsetMinutes,
    data: factData(content, time.rule),
  };
  return { ok: true, event: { clientId: clientid, kind: kindOf(type, content), orderNo: subject, fact } };
}

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

type Content = Omit<EventData, 'localTime' | 'timeZone'>;

const kindOf = (type: FactType, { voids, disputes, kind }: Content): OrderKind =>
  isKindFree(type) ? (voids?.kind ?? disputes?.kind ?? kind ?? 'delivery') : KIND_OF_TYPE[type];

const OWN_LOCAL_TIME = 'data.localTime with data.timeZone instead';

/** When the event happened: its `time`, else `data.localTime` with `data.timeZone`. */
function timeOf(
  time: string | undefined,
  localTime: string | undefined,
  timeZone: string | undefined,
): EventTime | (TimeRefusal & { path: string }) {
  if (time !== undefined) {
    const double = localTime !== undefined ? 'localTime' : timeZone !== undefined ? 'timeZone' : undefined;
    if (double !== undefined) {
      return {
        refused: 'stands beside time; send either time or localTime with timeZone',
        path: `data.${double}`,
      };
    }
    const read = readInstant(time, OWN_LOCAL_TIME);
    return 'refused' in read ? { ...read, path: 'time' } : read;
  }
  if (localTime === undefined) {
    return { refused: `is missing; send it with offset, or ${OWN_LOCAL_TIME}`, path: 'time' };
  }
  if (timeZone === undefined) {
    return {
      refused: 'is missing; name the zone of data.localTime, such as Europe/Berlin',
      path: 'data.timeZone',
    };
  }
  const read = readLocalTime({ localTime, timeZone });
  return 'refused' in read ? { ...read, path: `data.${read.field ?? 'localTime'}` } : read;
}

interface Conflict {
  readonly field: string;
  readonly detail: string;
}

const unitsFitLines = ({ lines, units }: Content): boolean =>
  !lines || units === undefined || lines.reduce((sum, line) => sum + line.units, 0) === units;

/** A score has to lie on a scale that its method knows. */
function scoreConflict({ method, scale, score }: Content): Conflict | undefined {
  if (method === undefined || scale === undefined || score === undefined) return undefined;
  const scales = scalesOf(method);
  if (!scales.includes(scale))
    return {
      field: 'scale',
      detail: `must be ${scales.join(' or ')} for ${method}`,
    };
  const lowest = lowestOf(method);
  if (score >= lowest && score <= scale) return undefined;
  return {
    field: 'score',
    detail: `must be from ${String(lowest)} to ${String(scale)} for ${method} on this scale`,
  };
}

/** Fields that are right alone and wrong together. */
function conflictIn(type: FactType, data: Content): Conflict | undefined {
  const { positions, positionsCorrect } = data;
  if (!unitsFitLines(data)) {
    return { field: 'units', detail: 'is not the sum of the lines; leave it out or correct it' };
  }
  if (positions !== undefined && positionsCorrect !== undefined && positionsCorrect > positions) {
    return { field: 'positionsCorrect', detail: 'must not be more than positions' };
  }
  if (type === 'order.promise-revised' && !data.promise && !data.dispatchBy) {
    return { field: 'promise', detail: 'is missing; send the new promise or dispatchBy' };
  }
  if (data.decision !== undefined && data.decision !== 'proposed' && data.decidedBy === undefined) {
    return { field: 'decidedBy', detail: 'is missing; say who decided, client or provider' };
  }
  return scoreConflict(data);
}

/** Names and values as the ledger keeps them. */
function factData(data: Content, ownRule: string | undefined): FactData {
  const { promise, dispatchBy, type, revisedBy, voids, disputes, kind: _kind, ...same } = data;
  const timeRule = ruleOf([ownRule, ...(promise?.rules ?? []), dispatchBy?.rule]);
  return {
    ...(promise && { promise: promise.promise }),
    ...(dispatchBy && { dispatchBy: dispatchBy.at }),
    ...same,
    ...(type && { discrepancy: type }),
    ...(revisedBy && { by: revisedBy }),
    ...(voids && { voids: { source: voids.source, id: voids.id } }),
    ...(disputes && { disputes: { source: disputes.source, id: disputes.id } }),
    ...(timeRule !== undefined && { timeRule }),
  };
}

/** The rules in use, each once: times of one event mostly share one zone. */
function ruleOf(rules: readonly (string | undefined)[]): string | undefined {
  const used = new Set(rules.filter((rule) => rule !== undefined));
  return used.size === 0 ? undefined : [...used].join(', ');
}

function refusedBy(
  error: z.ZodError,
  input: unknown,
  prefix: string,
  type: FactType | undefined,
): ParseResult {
  const issue = error.issues[0];
  if (!issue) return refusal(prefix, 'is not valid');
  const path = [...(prefix === '' ? [] : [prefix]), ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    const unknown = [...(path === '' ? [] : [path]), issue.keys[0] ?? ''].join('.');
    const fields = type === undefined ? undefined : fieldsAt(type, issue.path);
    if (type === undefined || fields === undefined) return refusal(unknown, 'there is no such field');
    if (issue.path.length > 0)
      return refusal(unknown, `${path} has no such field; it takes ${fields.join(', ')}`);
    return refusal(unknown, `${type} has no such field; it takes ${fields.join(', ')}`);
  }
  if (valueAt(input, issue.path) === undefined) return refusal(path, MISSING[path] ?? 'is missing');
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return refusal(path, `must be of type ${issue.expected}`);
  }
  return refusal(path, issue.message);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
