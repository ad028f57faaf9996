import { ulid } from 'ulid';
import type { Ids } from '../ports/ids.ts';

export const systemIds: Ids = { ulid: () => ulid() };
