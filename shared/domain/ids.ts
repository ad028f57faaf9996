import * as z from 'zod';

/** Identifiers that must never be mixed up; each has one constructor, its schema's `parse`. */
export type ClientId = string & { readonly __brand: 'ClientId' };
export type OrderNo = string & { readonly __brand: 'OrderNo' };

const MAX_ORDER_NO_CHARACTERS = 200;
const MAX_ORDER_NO_BYTES = 512;
// Lone surrogates have no UTF-8 form; control characters are the packing separators of the store.
const FORBIDDEN = /[\p{Cc}\p{Cs}]/u;

const encoder = new TextEncoder();
export const byteLength = (text: string): number => encoder.encode(text).length;

// Nothing that short is too long either way; every order that is read passes here.
const MAX_BYTES_PER_UNIT = 3;
const isShortEnough = (text: string): boolean =>
  [...text].length <= MAX_ORDER_NO_CHARACTERS && byteLength(text) <= MAX_ORDER_NO_BYTES;

const isClientId = (text: string): text is ClientId => /^[a-z0-9-]{1,64}$/.test(text);
const isOrderNo = (text: string): text is OrderNo =>
  text.length >= 1 &&
  (text.length * MAX_BYTES_PER_UNIT <= MAX_ORDER_NO_CHARACTERS || isShortEnough(text)) &&
  !FORBIDDEN.test(text) &&
  text.trim() === text &&
  // Dot segments: every HTTP client takes them out of a path, so such an order could never be opened.
  text !== '.' &&
  text !== '..';

export const clientIdSchema = z
  .custom<ClientId>((value) => typeof value === 'string' && isClientId(value), {
    error: 'a client id is 1 to 64 of a-z, 0-9 and -',
  })
  .meta({ type: 'string', pattern: '^[a-z0-9-]{1,64}$' });

/** A client's order number as the client writes it: at most 200 characters and 512 bytes of UTF-8. */
export const orderNoSchema = z
  .custom<OrderNo>((value) => typeof value === 'string' && isOrderNo(value), {
    error: `an order number has 1 to ${String(MAX_ORDER_NO_CHARACTERS)} characters and at most ${String(MAX_ORDER_NO_BYTES)} bytes, no control characters, no space at either end, and is not . or ..`,
  })
  .meta({ type: 'string', minLength: 1, maxLength: MAX_ORDER_NO_CHARACTERS });
