import { expect } from 'vitest';

import { createHandler as createPlan } from '../../functions/queue/plan-invitations/handler.ts';
import { createHandler as createMailEvents } from '../../functions/queue/record-mail-events/handler.ts';
import { createHandler as createSend } from '../../functions/queue/send-invitations/handler.ts';
import { createHandler as createWaves } from '../../functions/schedule/request-survey-waves/handler.ts';
import { createHandler as createTend } from '../../functions/schedule/tend-surveys/handler.ts';
import { DAY_MS, HOUR_MS } from '../../shared/domain/calendar/time.ts';
import type { MailboxId } from '../../shared/domain/survey/invitation.ts';
import { tagsOf } from '../../shared/domain/survey/mail-tags.ts';
import { createSignedLinks } from '../../shared/http/signed-links.ts';
import type { FactQueue } from '../../shared/ports/fact-queue.ts';
import { MailRefused, MailThrottled, type Mailer } from '../../shared/ports/mail.ts';
import { composePlanning, composeSending, composeTending } from '../../shared/runtime/compose-surveys.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import { createDueDeliveries } from '../../shared/store/due-deliveries.ts';
import { outboxAction } from '../../shared/store/fact-outbox.ts';
import { createInvitationRepository } from '../../shared/store/invitation-repository.ts';
import { createMailboxRepository } from '../../shared/store/mailbox-repository.ts';
import { createProgrammeRepository } from '../../shared/store/programme-repository.ts';
import { createWaveRepository } from '../../shared/store/wave-repository.ts';
import { CLIENT, orderNo, placed } from '../support/builders.ts';
import { order } from '../support/ledger.ts';
import { answered } from '../support/survey-answers.ts';
import { counting, deliver, log, NO_FAILURES, type Driving } from './driving.ts';
import { aSurveyedClient, AFTER_DELIVERY, invitationOf, mailboxOf, OPEN, PEOPLE } from './survey-world.ts';

const ENV = {
  ...{ CRM_TABLE: 'crm', LEDGER_TABLE: 'ledger' },
  ...{ PUBLIC_URL: 'https://crm.provider.example', LINK_SECRET_ARN: 'arn' },
};
const links = createSignedLinks(() => Promise.resolve('a key for tests'));
const queue = { send: () => Promise.resolve() };
const worker = { log, counting };
const factQueue: FactQueue = { send: () => Promise.resolve(new Set<never>()) };

/** Plans the client's contacts twice, and those whom a delivered order names. */
export async function drivePlanning({ world, documents }: Driving): Promise<void> {
  await aSurveyedClient(world.documents);
  const came = { ...placed({ contactId: 'ann' }), occurredAt: Date.now() - DAY_MS };
  const arrived = { ...came, type: 'order.delivered' as const, id: 'arrived', data: {} };
  world.time.now = Date.now();
  await world.record(order('SO-7', [came, arrived]));
  const notedAt = Date.now() - HOUR_MS;
  await createDueDeliveries(world.documents, 'crm').note([
    { clientId: CLIENT, orderNo: orderNo('SO-7'), deliveredAt: notedAt, notedAt },
  ]);
  const planning = { ...composePlanning(documents, ENV), sendQueue: queue };
  const handler = createPlan({ ...worker, planning });
  for (const { programmeId, waveId } of [OPEN, AFTER_DELIVERY, OPEN])
    expect(await deliver(handler, { programmeId, waveId, clientId: CLIENT })).toEqual(NO_FAILURES);
  const { invitations } = await createInvitationRepository(world.documents, 'crm').list(
    AFTER_DELIVERY,
    CLIENT,
    undefined,
  );
  expect(invitations.map(({ contactId }) => contactId)).toEqual(['ann']);
}

/** Sends and reminds, is refused and throttled, and holds back whoever is blocked. */
export async function driveSending({ world, documents }: Driving): Promise<void> {
  await aSurveyedClient(world.documents);
  const invitations = createInvitationRepository(world.documents, 'crm');
  for (const name of PEOPLE)
    await invitations.plan(invitationOf(OPEN, name, { state: 'planned', sentAt: null }), 1);
  await createMailboxRepository(world.documents, 'crm').save({
    mailboxId: mailboxOf('joe'),
    blocked: 'opted-out',
    ...{ lastInvitedAt: null, lastInvitation: null, leasedUntil: null, invitations: [], version: 1 },
  });
  const mailer: Mailer = {
    send: ({ to }) => {
      if (to.startsWith('bob')) throw new MailRefused('malformed');
      if (to.startsWith('eve')) throw new MailThrottled('too many');
      return Promise.resolve();
    },
  };
  const handler = createSend({ ...worker, sending: { ...composeSending(documents, ENV), links, mailer } });
  const { programmeId, waveId } = OPEN;
  const message = (what: string, ...mailboxIds: readonly MailboxId[]) => ({
    ...{ programmeId, waveId, clientId: CLIENT, what, mailboxIds },
  });
  expect(
    await deliver(handler, message('invitation', mailboxOf('ann'), mailboxOf('bob'), mailboxOf('joe'))),
  ).toEqual(NO_FAILURES);
  expect((await deliver(handler, message('invitation', mailboxOf('eve')))).batchItemFailures).toHaveLength(1);
  const stored = await invitations.findMany(PEOPLE.map((name) => invitationOf(OPEN, name)));
  const stateOf = new Map(stored.map(({ mailboxId, state }) => [mailboxId, state]));
  expect(PEOPLE.map((name) => stateOf.get(mailboxOf(name)))).toEqual([
    ...['sent', 'unreachable', 'planned', 'unreachable'],
  ]);
}

/** Is told of a bounce, a complaint and an opened mail. */
export async function driveMailEvents({ world, documents }: Driving): Promise<void> {
  await aSurveyedClient(world.documents);
  const invitations = createInvitationRepository(world.documents, 'crm');
  for (const name of ['ann', 'bob'] as const) await invitations.plan(invitationOf(OPEN, name), 1);
  const recording = {
    mailboxes: createMailboxRepository(documents, 'crm'),
    invitations: createInvitationRepository(documents, 'crm'),
  };
  const handler = createMailEvents({ ...worker, recording });
  const event = (eventType: string, name: 'ann' | 'bob', more: object) => {
    const tags = Object.fromEntries(
      Object.entries(tagsOf(invitationOf(OPEN, name))).map(([tag, value]) => [tag, [value]]),
    );
    return { eventType, mail: { timestamp: '2026-06-01T10:00:00Z', tags }, ...more };
  };
  const opened = { open: { timestamp: '2026-06-01T11:00:00Z' } };
  expect(
    await deliver(
      handler,
      event('Open', 'ann', opened),
      event('Bounce', 'bob', { bounce: { bounceType: 'Permanent' } }),
      event('Complaint', 'ann', {}),
    ),
  ).toEqual(NO_FAILURES);
  expect((await recording.mailboxes.find(mailboxOf('ann')))?.blocked).toBe('complained');
}

/** Asks for what an open wave has left over, reminds, closes a wave that is over, sweeps the outbox. */
export async function driveTending({ world, documents }: Driving): Promise<void> {
  await aSurveyedClient(world.documents);
  const invitations = createInvitationRepository(world.documents, 'crm');
  await invitations.plan(invitationOf(OPEN, 'ann', { sentAt: Date.now() - 2 * DAY_MS }), 1);
  await invitations.plan(invitationOf(OPEN, 'bob', { state: 'planned', sentAt: null }), 1);
  const orders = [order('A-1', [answered()], 'survey-answer')];
  await world.documents.transact([
    outboxAction('crm', { outboxId: 'o-1', clientId: CLIENT, at: Date.now() - HOUR_MS, orders }),
  ]);
  const tending = { ...composeTending(documents, ENV), sendQueue: queue, factQueue };
  expect(await createTend({ log, tending })()).toEqual({
    ...{ leftovers: 1, reminders: 1, lapsed: 1, closed: 1, released: 2, swept: 1, failed: 0 },
  });
}

/** Is fired twice for a slot, by a programme of some clients and by one of all. */
export async function driveWaves({ world, documents }: Driving): Promise<void> {
  await aSurveyedClient(world.documents);
  const handler = createWaves({
    log,
    clock: { now: () => Date.now() },
    programmes: createProgrammeRepository(documents, 'crm'),
    waves: createWaveRepository(documents, 'crm'),
    clients: createClientRepository(documents, 'crm'),
    planQueue: queue,
  });
  for (const { programmeId } of [OPEN, AFTER_DELIVERY, OPEN])
    expect(await handler({ programmeId })).toMatchObject({ outcome: 'requested' });
}
