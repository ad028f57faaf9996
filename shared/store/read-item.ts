import type * as z from 'zod';
import type { Item } from './documents.ts';

/** A stored item that its schema does not accept: a fault of the program or of a hand-made edit, never of a caller. */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
}

/** The item as its schema gives it, keys left out. Throws `UnreadableItem`, naming the key and the fields. */
export function readItem<T extends z.ZodType>(schema: T, item: Item): z.output<T> {
  const { pk, sk, ...attributes } = item;
  const parsed = schema.safeParse(attributes);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new UnreadableItem(`item ${JSON.stringify([pk, sk])} is not as stored by this program: ${faults}`);
}

/** A text attribute, mostly part of a key. Throws `UnreadableItem` when it is none. */
export function textOf(item: Item, name: string): string {
  const value = item[name];
  if (typeof value === 'string') return value;
  throw new UnreadableItem(`item ${JSON.stringify([item['pk'], item['sk']])} has no text ${name}`);
}
