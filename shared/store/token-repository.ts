import * as z from 'zod';
import { invitationRefSchema } from '../domain/survey/invitation.ts';
import type { SurveyToken, TokenStore } from '../ports/waves.ts';
import type { Documents } from './documents.ts';
import { itemOf } from './item-of.ts';
import { crmKeys } from './keys.ts';
import { readItem } from './read-item.ts';

const tokenSchema = invitationRefSchema.extend({
  digest: z.string(),
  expiresAt: z.int(),
}) satisfies z.ZodType<SurveyToken>;

const DAY_SECONDS = 86_400;
/** Days from its end until the store drops a token; until then its own `expiresAt` says that it is over. */
const KEPT_DAYS = 2;

/** Tokens in the crm table by their digest, each in a partition of its own. Reads are consistent. */
export const createTokenRepository = (documents: Documents, table: string): TokenStore => ({
  save: async (token) => {
    const ttl = Math.ceil(token.expiresAt / 1000) + KEPT_DAYS * DAY_SECONDS;
    await documents.put(table, { ...crmKeys.surveyToken(token.digest), ...itemOf(token), ttl });
  },
  find: async (digest) => {
    const item = await documents.get(table, crmKeys.surveyToken(digest), { consistent: true });
    return item && readItem(tokenSchema, item);
  },
});
