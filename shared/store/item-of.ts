import * as z from 'zod';
import type { Item } from './documents.ts';

/** A record of plain JSON as an item: interfaces give no index signature; the copy has the store's type. */
export const itemOf = (record: object): Item => z.record(z.string(), z.json()).parse(record);
