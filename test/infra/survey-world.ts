import { DAY_MS, HOUR_MS } from '../../shared/domain/calendar/time.ts';
import { answerIdOf } from '../../shared/domain/survey/answer.ts';
import type { Invitation, MailboxId } from '../../shared/domain/survey/invitation.ts';
import { programmeIdSchema, type ProgrammeVersion } from '../../shared/domain/survey/programme.ts';
import { waveIdOf, type Wave } from '../../shared/domain/survey/wave.ts';
import { createAnswerRepository } from '../../shared/store/answer-repository.ts';
import { createContactRepository } from '../../shared/store/contact-repository.ts';
import { mailboxIdOf } from '../../shared/store/digests.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { createInvitationRepository } from '../../shared/store/invitation-repository.ts';
import { createProgrammeRepository } from '../../shared/store/programme-repository.ts';
import { createWaveRepository } from '../../shared/store/wave-repository.ts';
import { CLIENT } from '../support/builders.ts';
import { aContact, anInvitation } from '../support/contacts.ts';
import { aProgramme, aProgrammeVersion } from '../support/programmes.ts';
import { anAnswer } from '../support/survey-results.ts';

/** Two surveys of the test client at the real time, which the real compositions read. */

const now = Date.now();
const minute = Math.floor(now / 60_000) * 60_000;
// Lies in the last full hour, so that the hourly round takes it for the one of the day.
const lastHour = new Date(Math.floor(now / HOUR_MS) * HOUR_MS - HOUR_MS).toISOString().slice(11, 16);
const SCHEDULE = { every: 'day', date: null, time: lastHour, weekday: null, day: null, timeZone: 'Etc/UTC' };

export const OPEN: Wave = {
  programmeId: programmeIdSchema.parse('daily'),
  waveId: waveIdOf(minute - 3 * DAY_MS),
  versionNumber: 1,
  previousSlotAt: minute - 4 * DAY_MS,
  closesAt: now + DAY_MS,
  state: 'open',
};
/** Of the same programme, over since yesterday. */
export const OVER: Wave = { ...OPEN, waveId: waveIdOf(minute - 9 * DAY_MS), closesAt: now - DAY_MS };
/** Of a transactional programme that asks whoever an order names. */
export const AFTER_DELIVERY: Wave = {
  ...OPEN,
  programmeId: programmeIdSchema.parse('delivered'),
  waveId: waveIdOf(minute),
  previousSlotAt: minute - DAY_MS,
};

export const PEOPLE = ['ann', 'bob', 'eve', 'joe'] as const;
type PersonName = (typeof PEOPLE)[number];

const addressOf = (name: PersonName): string => `${name}@acme.example`;
export const mailboxOf = (name: PersonName): MailboxId => mailboxIdOf(addressOf(name));

export const invitationOf = (wave: Wave, name: PersonName, over: Partial<Invitation> = {}): Invitation => ({
  ...anInvitation({ contactId: name, mailboxId: mailboxOf(name), ...over }),
  programmeId: wave.programmeId,
  waveId: wave.waveId,
});

const VERSION: Partial<ProgrammeVersion> = {
  anonymous: true,
  smallestGroup: 2,
  mostPerDay: 50,
  reminderAfterDays: 1,
  coolDownDays: 0,
};

/** Contacts, programmes and waves; a wave that is over has two answers and somebody who was never sent to. */
export async function aSurveyedClient(documents: Documents): Promise<void> {
  const contacts = createContactRepository(documents, 'crm');
  for (const name of PEOPLE) await contacts.save(aContact({ contactId: name, mail: addressOf(name) }));
  const programmes = createProgrammeRepository(documents, 'crm');
  const daily = { programmeId: OPEN.programmeId, schedule: { ...SCHEDULE, every: 'day' } as const };
  await programmes.save(aProgramme(daily), aProgrammeVersion(VERSION));
  await programmes.save(
    aProgramme({ ...daily, programmeId: AFTER_DELIVERY.programmeId, kind: 'transactional' }),
    aProgrammeVersion({ audience: 'consignee' }),
  );
  const waves = createWaveRepository(documents, 'crm');
  for (const wave of [OPEN, OVER, AFTER_DELIVERY]) await waves.begin(wave);
  const invitations = createInvitationRepository(documents, 'crm');
  await invitations.plan(invitationOf(OVER, 'joe', { state: 'planned', sentAt: null }), 1);
  const { programmeId, waveId } = OVER;
  for (const name of ['ann', 'bob'] as const) {
    const answered = invitationOf(OVER, name, { state: 'answered' });
    await invitations.plan(answered, 1);
    const answer = { programmeId, waveId, clientId: CLIENT, answerId: answerIdOf(answered) };
    await createAnswerRepository(documents, 'crm').keepPartial(anAnswer({ recommend: 9 }, answer), 1);
  }
}
