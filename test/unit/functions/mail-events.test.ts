import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/queue/record-mail-events/handler.ts';
import { tagsOf } from '../../../shared/domain/survey/mail-tags.ts';
import { createInvitationRepository } from '../../../shared/store/invitation-repository.ts';
import { createMailboxRepository } from '../../../shared/store/mailbox-repository.ts';
import { CLIENT } from '../../support/builders.ts';
import { aMailbox, anInvitation, MAILBOX, WAVE } from '../../support/contacts.ts';
import { aWorkersDesk, sqsEvent, TIME_ENOUGH } from '../../support/queue.ts';
import { surveyStore } from '../../support/survey-desk.ts';

const SENT_AT = '2026-07-01T07:00:01.123Z';
const REF = { ...WAVE, clientId: CLIENT, mailboxId: MAILBOX };
const TAGS = Object.fromEntries(Object.entries(tagsOf(REF)).map(([name, value]) => [name, [value]]));

/** A record as SES publishes it; what is not read is there too. */
const record = (eventType: string, over: object = {}, tags: object = TAGS): unknown => ({
  eventType,
  mail: {
    timestamp: SENT_AT,
    source: 'surveys@provider.example',
    messageId: '0100',
    destination: ['ann@acme.example'],
    tags: { 'ses:configuration-set': ['tallyman'], 'ses:from-domain': ['provider.example'], ...tags },
  },
  ...over,
});
const bounce = (bounceType: string, tags: object = TAGS): unknown =>
  record(
    'Bounce',
    { bounce: { bounceType, bouncedRecipients: [{ emailAddress: 'ann@acme.example' }] } },
    tags,
  );
const complaint = record('Complaint', { complaint: { complainedRecipients: [{ emailAddress: 'a' }] } });
const open = (timestamp: string): unknown => record('Open', { open: { timestamp, userAgent: 'x' } });

const aDesk = () => {
  const documents = surveyStore();
  const mailboxes = createMailboxRepository(documents, 'crm');
  const invitations = createInvitationRepository(documents, 'crm');
  const desk = aWorkersDesk();
  const handler = createHandler({ ...desk.deps, recording: { mailboxes, invitations } });
  return {
    ...desk,
    documents,
    mailboxes,
    invitations,
    told: (...bodies: readonly unknown[]) => handler(sqsEvent(bodies), TIME_ENOUGH),
    invitation: () => invitations.find(REF),
  };
};

let desk: ReturnType<typeof aDesk>;
beforeEach(async () => {
  desk = aDesk();
  await desk.invitations.plan(anInvitation(), 2_000_000_000);
  await desk.mailboxes.save(aMailbox());
});

describe('what SES tells of a mail', () => {
  it('a permanent bounce ends mail to the mailbox and shows in the invitation, once', async () => {
    expect(await desk.told(bounce('Permanent'))).toEqual({ batchItemFailures: [] });
    expect(await desk.mailboxes.find(MAILBOX)).toEqual(aMailbox({ blocked: 'bounced', version: 2 }));
    expect(await desk.invitation()).toEqual(anInvitation({ state: 'bounced', version: 2 }));
    await desk.told(bounce('Permanent'));
    expect((await desk.invitation())?.version).toBe(2);
    expect(desk.counts).toEqual({ MailsBounced: 2 });
  });

  it.each(['Transient', 'Undetermined'])('a %s bounce changes nothing', async (type) => {
    const before = desk.documents.all('crm');
    await desk.told(bounce(type));
    expect(desk.documents.all('crm')).toEqual(before);
  });

  it('a complaint ends mail to the mailbox, also where the person had opted out', async () => {
    await desk.mailboxes.save(aMailbox({ blocked: 'opted-out', version: 2 }));
    await desk.told(complaint);
    expect((await desk.mailboxes.find(MAILBOX))?.blocked).toBe('complained');
    expect(await desk.invitation()).toEqual(anInvitation());
    expect(desk.counts).toEqual({ MailsComplained: 1 });
  });

  it('a bounce blocks a mailbox that was forgotten meanwhile', async () => {
    await desk.mailboxes.remove(aMailbox());
    await desk.told(bounce('Permanent'));
    expect(await desk.mailboxes.find(MAILBOX)).toMatchObject({ blocked: 'bounced', invitations: [] });
  });

  it('the first opening is kept', async () => {
    await desk.told(open('2026-07-01T08:00:00.000Z'), open('2026-07-02T08:00:00.000Z'));
    expect(await desk.invitation()).toMatchObject({ openedAt: Date.UTC(2026, 6, 1, 8), version: 2 });
  });

  it('a bounce of a mail whose sending was never noted says both', async () => {
    const planned = anInvitation({ ...WAVE, state: 'planned', sentAt: null });
    const other = aDesk();
    await other.invitations.plan(planned, 2_000_000_000);
    await other.told(bounce('Permanent'));
    expect(await other.invitation()).toMatchObject({ state: 'bounced', sentAt: Date.parse(SENT_AT) });
  });

  it('an answer stays one, whatever becomes of its reminder', async () => {
    const answered = anInvitation({ state: 'answered', version: 2 });
    await desk.invitations.update(answered);
    await desk.told(bounce('Permanent'));
    expect(await desk.invitation()).toEqual(answered);
  });

  it.each([
    ['of an unknown kind', record('RenderingFailure')],
    ['of a mail that is none of a survey', bounce('Permanent', { client: ['acme'], case: ['01ABC'] })],
    ['of a mail without tags', { eventType: 'Complaint', mail: { timestamp: SENT_AT } }],
    ['that greets a new topic', 'Successfully validated SNS topic for Amazon SES event publishing.'],
  ])('a message %s is acknowledged, and changes nothing', async (_, body) => {
    const before = desk.documents.all('crm');
    expect(await desk.told(body)).toEqual({ batchItemFailures: [] });
    expect(desk.documents.all('crm')).toEqual(before);
  });

  it('a message that is none of SES comes back', async () => {
    expect(await desk.told({ hello: 'world' })).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-0' }],
    });
  });

  it('is logged without an address', async () => {
    await desk.told(bounce('Permanent'), complaint, { mail: 'ann@acme.example' });
    expect(JSON.stringify(desk.lines)).not.toContain('acme.example');
  });
});
