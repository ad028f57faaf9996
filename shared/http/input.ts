import type * as z from 'zod';
import { problem, type FieldError } from '../domain/errors.ts';
import { headerOf, type HttpEvent } from './event.ts';
import { issueText } from './issue-text.ts';

export const BODY_LIMIT_BYTES = 512 * 1024;

const MAX_REPORTED = 50;
const MAX_BASE64_CHARACTERS = Math.ceil((BODY_LIMIT_BYTES * 4) / 3) + 4;

const join = (path: readonly PropertyKey[], prefix: string): string =>
  [...(prefix === '' ? [] : [prefix]), ...path.map(String)].join('.');

/** The field errors of a failed parse: `contract.minVolume`, `3.data.units`; an unknown field by its own name. */
export function fieldErrors(error: z.ZodError, prefix = ''): FieldError[] {
  return error.issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            path: join([...issue.path, key], prefix),
            detail: 'not known here; leave it out',
          }))
        : [{ path: join(issue.path, prefix), detail: issue.message }],
    )
    .slice(0, MAX_REPORTED);
}

/** The value as its schema gives it; throws `invalid-request` with every field that is wrong. */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown, prefix = ''): z.output<T> {
  const parsed = schema.safeParse(value, { error: issueText });
  if (!parsed.success) throw problem.invalidRequest(fieldErrors(parsed.error, prefix));
  return parsed.data;
}

interface MediaType {
  readonly name: string;
  readonly pattern: RegExp;
}

const JSON_TYPE: MediaType = {
  name: 'JSON (application/json)',
  pattern: /^application\/([\w.+-]+\+)?json\s*(;|$)/i,
};
const FORM_TYPE: MediaType = {
  name: 'a form (application/x-www-form-urlencoded)',
  pattern: /^application\/x-www-form-urlencoded\s*(;|$)/i,
};

const MAX_TYPE_SHOWN = 100;

function checkType(event: HttpEvent, { name, pattern }: MediaType): void {
  const type = headerOf(event, 'content-type');
  if (type !== undefined && !pattern.test(type))
    throw problem.unsupportedMediaType(type.slice(0, MAX_TYPE_SHOWN), name);
}

function bytesOf(event: HttpEvent): Uint8Array {
  const body = event.body ?? '';
  if (body.length > MAX_BASE64_CHARACTERS) throw problem.bodyTooLarge(BODY_LIMIT_BYTES);
  const bytes = Buffer.from(body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > BODY_LIMIT_BYTES) throw problem.bodyTooLarge(BODY_LIMIT_BYTES);
  return bytes;
}

/**
 * The JSON of the body, of any shape; `undefined` when there is none.
 * Throws `body-too-large` over 512 KB, `unsupported-media-type`, `invalid-json` (also for bytes that are no UTF-8).
 */
export function jsonBodyOf(event: HttpEvent): unknown {
  const bytes = bytesOf(event);
  if (bytes.length === 0) return undefined;
  checkType(event, JSON_TYPE);
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return value;
  } catch {
    throw problem.invalidJson();
  }
}

/**
 * The fields of a form, every value of each name in their order; no fields when there is no body.
 * Throws `body-too-large` over 512 KB, `unsupported-media-type`, `invalid-request` for bytes that are no UTF-8.
 */
export function formBodyOf(event: HttpEvent): Readonly<Record<string, readonly string[]>> {
  const bytes = bytesOf(event);
  if (bytes.length === 0) return {};
  checkType(event, FORM_TYPE);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw problem.invalidField('', 'is not a form in UTF-8');
  }
  const fields = Map.groupBy(new URLSearchParams(text), ([name]) => name);
  return Object.fromEntries([...fields].map(([name, pairs]) => [name, pairs.map(([, value]) => value)]));
}
