import { invitationRefSchema, type InvitationRef } from './invitation.ts';

/**
 * Tags of a survey mail, which come back with what becomes of it. SES takes letters, digits and `_-.@` only, so that the colon
 * of a wave's time is written as a full stop.
 */
export const tagsOf = ({ programmeId, waveId, clientId, mailboxId }: InvitationRef) => ({
  programme: programmeId,
  wave: waveId.replace(':', '.'),
  client: clientId,
  mailbox: mailboxId,
});

/** The invitation that a mail belongs to; `undefined` when it is none of a survey. */
export function invitationOfTags(tags: Readonly<Record<string, string>>): InvitationRef | undefined {
  return invitationRefSchema.safeParse({
    programmeId: tags['programme'],
    waveId: tags['wave']?.replace('.', ':'),
    clientId: tags['client'],
    mailboxId: tags['mailbox'],
  }).data;
}
