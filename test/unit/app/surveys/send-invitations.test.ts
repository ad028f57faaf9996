import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../../shared/domain/calendar/time.ts';
import type { Case } from '../../../../shared/domain/complaint/case.ts';
import { tagsOf } from '../../../../shared/domain/survey/mail-tags.ts';
import { LEASE_MS } from '../../../../shared/domain/survey/mailbox.ts';
import { programmeIdSchema } from '../../../../shared/domain/survey/programme.ts';
import type { Wave } from '../../../../shared/domain/survey/wave.ts';
import { InvitationsWait, sendInvitations } from '../../../../shared/app/surveys/send-invitations.ts';
import { createSignedLinks } from '../../../../shared/http/signed-links.ts';
import { MailRefused, MailThrottled, type Mail } from '../../../../shared/ports/mail.ts';
import { Unavailable } from '../../../../shared/ports/unavailable.ts';
import { mailboxIdOf, tokenDigest } from '../../../../shared/store/digests.ts';
import { at, CLIENT, clientId } from '../../../support/builders.ts';
import { aProgramme } from '../../../support/programmes.ts';
import { aSurveyDesk, requestOf, SLOT } from '../../../support/survey-desk.ts';

type Desk = ReturnType<typeof aSurveyDesk>;
const mailOf = (name: string): string => `${name}@acme.example`;
const contact = (name: string) => ({ contactId: name, mail: mailOf(name) });

let desk: Desk;
beforeEach(() => {
  desk = aSurveyDesk();
});

/** A wave with these people, planned. */
async function planned(
  people: readonly string[],
  ...[version = {}, head = {}, slotAt = SLOT]: Partial<Parameters<Desk['begin']>>
): Promise<Wave> {
  const wave = await desk.begin(version, head, slotAt);
  for (const name of people)
    if (!(await desk.contacts.find(CLIENT, name))) await desk.addContacts(contact(name));
  await desk.plan(wave);
  return wave;
}

const invitationOf = async (wave: Wave, name: string) =>
  (await desk.invitations.find({ ...requestOf(wave), mailboxId: mailboxIdOf(mailOf(name)) }))!;
const stateOf = async (wave: Wave, name: string): Promise<string> => (await invitationOf(wave, name)).state;
const addressed = (): readonly string[] => desk.mails.map(({ to }) => to).sort();

/** The mailer fails for these people. */
function failingMailer(errors: Readonly<Record<string, Error>>): () => void {
  const { mailer } = desk.sending;
  const send = async (mail: Mail): Promise<void> => {
    const [name = ''] = mail.to.split('@');
    const error = errors[name];
    if (error) throw error;
    await mailer.send(mail);
  };
  Object.assign(desk.sending, { mailer: { send } });
  return () => Object.assign(desk.sending, { mailer });
}

describe('an invitation that goes out', () => {
  it('is mailed, and marked with the digest of its link alone', async () => {
    const wave = await planned(['ann']);
    expect(await desk.sendAll()).toEqual([]);
    const [mail] = desk.mails;
    const ref = { ...requestOf(wave), mailboxId: mailboxIdOf(mailOf('ann')) };
    expect(mail).toMatchObject({ to: 'ann@acme.example', tags: tagsOf(ref) });
    const token = /\/s\/([\w-]+)/.exec(mail!.text)![1]!;
    expect(await invitationOf(wave, 'ann')).toMatchObject({
      state: 'sent',
      sentAt: SLOT,
      tokens: [tokenDigest(token)],
    });
    expect(await desk.tokens.find(tokenDigest(token))).toEqual({
      ...ref,
      digest: tokenDigest(token),
      expiresAt: wave.closesAt,
    });
    expect(JSON.stringify(desk.documents.all('crm'))).not.toContain(token);
  });

  it('has a link that unsubscribes its mailbox', async () => {
    await planned(['ann']);
    await desk.sendAll();
    const { unsubscribeUrl, text } = desk.mails[0]!;
    expect(text).toContain(unsubscribeUrl);
    const links = createSignedLinks(() => Promise.resolve('a key for tests'));
    const token = unsubscribeUrl!.replace('https://surveys.example/u/', '');
    expect(await links.open('unsubscribe', token)).toBe(mailboxIdOf(mailOf('ann')));
  });

  it('costs four write units with its planning', async () => {
    const people = Array.from({ length: 25 }, (_, n) => `p${String(n)}`);
    const wave = await planned(people);
    desk.documents.capacity.reset();
    await desk.sendAll();
    expect(desk.documents.capacity.write).toBe(3 * 25);
    expect((await desk.invited(wave)).every(({ state }) => state === 'sent')).toBe(true);
  });

  it('is mailed once, however often its message comes', async () => {
    await planned(['ann']);
    const [request] = desk.asked;
    await desk.sendAll();
    desk.asked.push(request!, request!);
    expect(await desk.sendAll()).toEqual([]);
    expect(desk.mails).toHaveLength(1);
  });
});

describe('before the mail', () => {
  it('a complaint holds the person back, and nobody else', async () => {
    const wave = await planned(['ann', 'bob']);
    const open = { clientId: CLIENT, kind: 'complaint', state: 'raised', contactId: 'ann', orders: [] };
    Object.assign(desk.sending, { cases: { openOf: () => Promise.resolve([open as unknown as Case]) } });
    await desk.sendAll();
    expect([await stateOf(wave, 'ann'), await stateOf(wave, 'bob')]).toEqual(['held-back', 'sent']);
    expect(addressed()).toEqual([mailOf('bob')]);
    expect((await invitationOf(wave, 'ann')).contactId).toBeNull();
  });

  it('another programme that asked the person lately cools it down', async () => {
    await planned(['ann', 'bob']);
    await desk.sendAll();
    const other = programmeIdSchema.parse('after-delivery');
    const later = SLOT + 100 * DAY_MS;
    desk.time.now = later;
    const wave = await planned(['cem'], { coolDownDays: 120 }, { programmeId: other }, later);
    await desk.sendAll();
    expect([await stateOf(wave, 'ann'), await stateOf(wave, 'cem')]).toEqual(['cooled-down', 'sent']);
    expect(desk.mails).toHaveLength(3);
  });

  it('the same person at another client was asked: once is enough', async () => {
    const globex = clientId('globex');
    const wave = await planned(['ann']);
    await desk.addContacts({ ...contact('ann'), clientId: globex });
    await desk.plan(wave, globex);
    await desk.sendAll();
    expect(addressed()).toEqual([mailOf('ann')]);
    const [first, second] = await desk.invited(wave);
    expect([first?.state, second?.state]).toEqual(['sent', 'cooled-down']);
  });

  it('a person who was erased, moved or took the consent back since is not reached', async () => {
    const wave = await planned(['ann', 'bob', 'cem']);
    const change = async (name: string, over: object): Promise<void> => {
      const found = (await desk.contacts.find(CLIENT, name))!;
      await desk.contacts.save({ ...found, ...over, version: found.version + 1 });
    };
    await desk.contacts.remove(CLIENT, 'ann');
    await change('bob', { mail: 'robert@acme.example' });
    await change('cem', { consent: { mail: 'refused', phone: 'unknown' } });
    await desk.sendAll();
    expect(desk.mails).toEqual([]);
    for (const name of ['ann', 'bob', 'cem']) expect(await stateOf(wave, name)).toBe('unreachable');
  });

  it('a paused programme leaves it planned, and it goes out when it is resumed', async () => {
    const wave = await planned(['ann']);
    const [request] = desk.asked;
    await desk.programmes.save(aProgramme({ state: 'paused', version: 2 }));
    await desk.sendAll();
    expect([await stateOf(wave, 'ann'), desk.mails.length]).toEqual(['planned', 0]);
    await desk.programmes.save(aProgramme({ version: 3 }));
    desk.asked.push(request!);
    await desk.sendAll();
    expect(await stateOf(wave, 'ann')).toBe('sent');
  });

  it('its texts are those of the version that the wave began with', async () => {
    await planned(['ann']);
    const version = (await desk.programmes.version(aProgramme().programmeId, 1))!;
    await desk.programmes.save(aProgramme({ currentVersion: 2, version: 2 }), {
      ...version,
      number: 2,
      subject: { en: 'Edited' },
      languages: ['en'],
    });
    await desk.sendAll();
    expect(desk.mails[0]?.subject).toBe('How are we doing?');
  });
});

describe('the most a day', () => {
  const people = Array.from({ length: 25 }, (_, n) => `p${String(n)}`);
  const sendAgain = async (wave: Wave): Promise<void> => {
    await desk.plan(wave);
    await desk.sendAll();
  };

  it('is not exceeded, and the rest goes out on the days after', async () => {
    const wave = await planned(people, { mostPerDay: 10 });
    const sent: number[] = [];
    for (const day of [0, 1, 2]) {
      desk.time.now = SLOT + day * DAY_MS;
      await desk.sendAll();
      await sendAgain(wave);
      sent.push(desk.mails.length);
    }
    expect(sent).toEqual([10, 20, 25]);
    expect(new Set(addressed()).size).toBe(25);
  });

  it('is that of a civil day in the zone of the programme, on a night of clock change too', async () => {
    // 25 October 2026 has 25 hours in Berlin and begins at 22:00 the evening before in UTC.
    const slot = at('2026-10-25 00:30');
    desk.time.now = slot;
    const wave = await planned(people, { mostPerDay: 10 }, {}, slot);
    await desk.sendAll();
    const sent: number[] = [];
    for (const hours of [23, 24, 25]) {
      desk.time.now = slot + hours * HOUR_MS;
      await sendAgain(wave);
      sent.push(desk.mails.length);
    }
    expect(sent).toEqual([10, 10, 20]);
  });

  it('is not used up by those who get no mail', async () => {
    const wave = await planned(people, { mostPerDay: 10 });
    for (const name of people.slice(0, 15)) await desk.contacts.remove(CLIENT, name);
    await desk.sendAll();
    expect((await desk.invited(wave)).filter(({ state }) => state === 'sent')).toHaveLength(10);
  });
});

describe('when the provider does not take a mail', () => {
  it('for its address, the person is unreachable and the others get theirs', async () => {
    const wave = await planned(['ann', 'bob', 'cem']);
    failingMailer({ bob: new MailRefused('malformed') });
    expect(await desk.sendAll()).toEqual([]);
    expect(await stateOf(wave, 'bob')).toBe('unreachable');
    expect(addressed()).toEqual([mailOf('ann'), mailOf('cem')]);
  });

  it('because it takes no more now, the message comes again for that one alone, at once', async () => {
    const wave = await planned(['ann', 'bob', 'cem']);
    const mend = failingMailer({ bob: new MailThrottled('rate') });
    const [failure] = await desk.sendAll();
    expect(failure).toBeInstanceOf(InvitationsWait);
    expect(addressed()).toEqual([mailOf('ann'), mailOf('cem')]);
    expect(await stateOf(wave, 'bob')).toBe('planned');
    mend();
    expect(await desk.sendAll()).toEqual([]);
    expect(addressed()).toEqual([mailOf('ann'), mailOf('bob'), mailOf('cem')]);
  });

  it('and says nothing, it is tried again only when nobody can be sending any more', async () => {
    const wave = await planned(['ann', 'bob']);
    const mend = failingMailer({ ann: new Unavailable('no answer') });
    expect(await desk.sendAll()).toHaveLength(1);
    mend();
    desk.time.now = SLOT + LEASE_MS - 1;
    expect(await desk.sendAll()).toHaveLength(1);
    expect([await stateOf(wave, 'ann'), addressed()]).toEqual(['planned', [mailOf('bob')]]);
    desk.time.now = SLOT + LEASE_MS;
    expect(await desk.sendAll()).toEqual([]);
    expect(addressed()).toEqual([mailOf('ann'), mailOf('bob')]);
  });

  it('gives back what it had of the most a day, so that the day is not used up by mails that never were', async () => {
    await planned(['ann', 'bob', 'cem'], { mostPerDay: 3 });
    const mend = failingMailer({ bob: new MailThrottled('rate'), cem: new MailRefused('malformed') });
    for (let attempt = 0; attempt < 4; attempt++) expect(await desk.sendAll()).toHaveLength(1);
    mend();
    expect(await desk.sendAll()).toEqual([]);
    expect(addressed()).toEqual([mailOf('ann'), mailOf('bob')]);
  });

  it('what a program error keeps from one does not keep it from the others', async () => {
    await planned(['ann', 'bob']);
    failingMailer({ ann: new TypeError('a bug') });
    const [failure] = await desk.sendAll();
    expect(failure).toMatchObject({ name: 'InvitationsWait', cause: { name: 'TypeError' } });
    expect(addressed()).toEqual([mailOf('bob')]);
  });

  it('leaves a mailbox that it throttled as it was: others are not cooled down by a mail that never was', async () => {
    await planned(['ann']);
    failingMailer({ ann: new MailThrottled('rate') });
    await desk.sendAll();
    expect(await desk.mailboxes.find(mailboxIdOf(mailOf('ann')))).toMatchObject({
      lastInvitedAt: null,
      lastInvitation: null,
      leasedUntil: null,
      version: 2,
    });
  });
});

describe('a reminder', () => {
  const WEEK = 7 * DAY_MS;
  const remind = (wave: Wave, ...people: readonly string[]) =>
    sendInvitations(desk.sending, {
      ...requestOf(wave),
      what: 'reminder',
      mailboxIds: people.map((name) => mailboxIdOf(mailOf(name))),
    });

  it('goes out once, with a second link, to who was invited and has not answered', async () => {
    const wave = await planned(['ann', 'bob', 'cem'], { reminderAfterDays: 7 });
    await desk.sendAll();
    const bob = await invitationOf(wave, 'bob');
    await desk.invitations.update({ ...bob, state: 'answered', version: bob.version + 1 });
    desk.mails.length = 0;
    desk.time.now = SLOT + WEEK;
    expect(await remind(wave, 'ann', 'bob', 'cem')).toMatchObject({ sent: 2 });
    expect(await remind(wave, 'ann', 'bob', 'cem')).toMatchObject({ sent: 0 });
    expect(addressed()).toEqual([mailOf('ann'), mailOf('cem')]);
    expect(desk.mails[0]?.subject).toBe('Reminder: How are we doing?');
    const ann = await invitationOf(wave, 'ann');
    expect(ann).toMatchObject({ state: 'sent', sentAt: SLOT, remindedAt: SLOT + WEEK });
    expect(new Set(ann.tokens).size).toBe(2);
  });

  it('takes nothing of the most a day', async () => {
    const wave = await planned(['ann'], { reminderAfterDays: 7, mostPerDay: 1 });
    await desk.sendAll();
    desk.time.now = SLOT + WEEK;
    await desk.allowance.take(wave.programmeId, '2026-07-08', 1, 1);
    expect(await remind(wave, 'ann')).toMatchObject({ sent: 1 });
  });

  it('that is refused for its address is a bounce', async () => {
    const wave = await planned(['ann'], { reminderAfterDays: 7 });
    await desk.sendAll();
    desk.time.now = SLOT + WEEK;
    failingMailer({ ann: new MailRefused('on the suppression list') });
    await remind(wave, 'ann');
    expect(await stateOf(wave, 'ann')).toBe('bounced');
  });
});
