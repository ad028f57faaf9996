import * as z from 'zod';
import { invitationSchema, type Invitation } from '../domain/survey/invitation.ts';
import type { ProgrammeId } from '../domain/survey/programme.ts';
import type { DailyAllowance, InvitationStore } from '../ports/waves.ts';
import { StoreUnavailable, type Documents, type Item } from './documents.ts';
import { itemOf } from './item-of.ts';
import { crmKeys } from './keys.ts';
import { readItem, textOf } from './read-item.ts';
import { versionCondition } from './version-condition.ts';

const PAGE_INVITATIONS = 100;

const consistent = { consistent: true };

const readInvitation = (item: Item): Invitation => readItem(invitationSchema, item);

/** Invitations in the crm table, those of a wave in one partition. Reads of named ones are consistent; lists may lag by a moment. */
export const createInvitationRepository = (documents: Documents, table: string): InvitationStore => ({
  find: async (ref) => {
    const item = await documents.get(table, crmKeys.invitation(ref), consistent);
    return item && readInvitation(item);
  },
  findMany: async (refs) => {
    if (refs.length === 0) return [];
    const items = await documents.batchGet(table, refs.map(crmKeys.invitation), consistent);
    return items.map(readInvitation);
  },
  plan: (invitation, ttl) =>
    documents.put(
      table,
      { ...crmKeys.invitation(invitation), ...itemOf(invitation), ttl },
      { when: 'absent' },
    ),
  // An update, so that the time to live stays what it was.
  update: (invitation) =>
    documents.update({
      table,
      key: crmKeys.invitation(invitation),
      set: itemOf(invitation),
      condition: { when: 'equals', attribute: 'version', value: invitation.version - 1 },
    }),
  list: async (wave, clientId, after) => {
    const pk = crmKeys.wavePk(wave);
    const { items, next } = await documents.query({
      table,
      pk,
      sort: { beginsWith: crmKeys.invitationPrefix(clientId) },
      limit: PAGE_INVITATIONS,
      ...(after !== undefined && { after: { pk, sk: after } }),
    });
    const invitations = items.map(readInvitation);
    return next ? { invitations, next: textOf(next, 'sk') } : { invitations };
  },
});

const DAY_SECONDS = 86_400;
/** Days a count is kept: it is read on its own civil day only. */
const KEPT_DAYS = 7;
const ATTEMPTS = 10;

const takenSchema = z.object({ version: z.int().min(1), taken: z.int().min(0) });

/** What went out on the days of programmes, in the crm table: one item a day. */
export function createDailyAllowance(documents: Documents, table: string): DailyAllowance {
  /** Changes the count of a day by what `decide` makes of it; answers by how much. */
  const change = async (
    programmeId: ProgrammeId,
    day: string,
    decide: (taken: number) => number,
  ): Promise<number> => {
    const key = crmKeys.surveyDay(programmeId, day);
    const ttl = Date.parse(day) / 1000 + KEPT_DAYS * DAY_SECONDS;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const item = await documents.get(table, key, consistent);
      const { version, taken } = item ? readItem(takenSchema, item) : { version: 0, taken: 0 };
      const difference = decide(taken);
      if (difference === 0) return 0;
      const next = { ...key, version: version + 1, taken: taken + difference, ttl };
      if (await documents.put(table, next, versionCondition(next.version))) return difference;
    }
    throw new StoreUnavailable(`every attempt to count ${programmeId} of ${day} met another one`);
  };
  return {
    take: (programmeId, day, wanted, most) =>
      change(programmeId, day, (taken) => Math.max(0, Math.min(wanted, most - taken))),
    giveBack: async (programmeId, day, unused) => {
      await change(programmeId, day, (taken) => -Math.min(unused, taken));
    },
  };
}
