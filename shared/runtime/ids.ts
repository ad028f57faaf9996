import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import type { Ids, Secrets } from '../ports/ids.ts';

const SECRET_BYTES = 16;

export const systemIds: Ids = { ulid: () => ulid() };

export const systemSecrets: Secrets = { secret: () => randomBytes(SECRET_BYTES).toString('base64url') };
