import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createPlanHandler } from '../../../functions/queue/plan-invitations/handler.ts';
import { createHandler as createSendHandler } from '../../../functions/queue/send-invitations/handler.ts';
import { createHandler as createTendHandler } from '../../../functions/schedule/tend-surveys/handler.ts';
import { HOUR_MS } from '../../../shared/domain/calendar/time.ts';
import { MailThrottled } from '../../../shared/ports/mail.ts';
import type { SendRequest } from '../../../shared/ports/survey-queues.ts';
import { mailboxIdOf } from '../../../shared/store/digests.ts';
import { aWorkersDesk, sqsEvent, TIME_ENOUGH } from '../../support/queue.ts';
import { aSurveyDesk, requestOf, SLOT } from '../../support/survey-desk.ts';

let desk: ReturnType<typeof aSurveyDesk>;
let worker: ReturnType<typeof aWorkersDesk>;
beforeEach(() => {
  desk = aSurveyDesk();
  worker = aWorkersDesk();
});

const everybody = ['ann', 'bob', 'cem'];
const aPlannedWave = async () => {
  const wave = await desk.begin();
  await desk.addContacts(...everybody.map((name) => ({ contactId: name, mail: `${name}@acme.example` })));
  const plan = createPlanHandler({ ...worker.deps, planning: desk.planning });
  expect(await plan(sqsEvent([requestOf(wave)]), TIME_ENOUGH)).toEqual({ batchItemFailures: [] });
  return wave;
};

describe('messages to plan', () => {
  it('are logged with ids and counts', async () => {
    const wave = await aPlannedWave();
    expect(worker.lines).toContainEqual([
      'info',
      'survey.planned',
      { ...requestOf(wave), outcome: 'planned', planned: 3, skipped: 0 },
    ]);
    expect(worker.counts).toEqual({ InvitationsPlanned: 3 });
  });

  it('of an unknown wave come back', async () => {
    const plan = createPlanHandler({ ...worker.deps, planning: desk.planning });
    const wave = await desk.begin();
    const event = sqsEvent([{ ...requestOf(wave), waveId: '2020-01-01T00:00Z' }, requestOf(wave)]);
    expect(await plan(event, TIME_ENOUGH)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(worker.retried).toEqual(['message-0']);
  });
});

describe('messages to send', () => {
  const handler = () => createSendHandler({ ...worker.deps, sending: desk.sending });
  const one = (request: SendRequest, name: string): SendRequest => ({
    ...request,
    mailboxIds: [mailboxIdOf(`${name}@acme.example`)],
  });

  it('that fail are brought back, and only those', async () => {
    await aPlannedWave();
    const [request] = desk.asked;
    const { mailer } = desk.sending;
    Object.assign(desk.sending, {
      mailer: {
        send: (mail: { to: string }) =>
          mail.to.startsWith('bob')
            ? Promise.reject(new MailThrottled('SES takes no mail now'))
            : mailer.send(mail as never),
      },
    });
    const event = sqsEvent(everybody.map((name) => one(request!, name)));
    expect(await handler()(event, TIME_ENOUGH)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-1' }],
    });
    expect(worker.retried).toEqual(['message-1']);
    expect(worker.counts).toMatchObject({ SurveyMailsSent: 2 });
  });

  it('that are no such messages come back', async () => {
    await aPlannedWave();
    const [request] = desk.asked;
    const tooMany = { ...request, mailboxIds: Array.from({ length: 11 }, () => request!.mailboxIds[0]) };
    const { batchItemFailures } = await handler()(
      sqsEvent([tooMany, { ...request, mailboxIds: [] }, { ...request, what: 'advert' }, 'x']),
      TIME_ENOUGH,
    );
    expect(batchItemFailures).toHaveLength(4);
    expect(desk.mails).toEqual([]);
  });

  it('tell nobody who is behind a mailbox: neither in the queue nor in the log', async () => {
    const wave = await aPlannedWave();
    const queued = JSON.stringify(desk.asked);
    await handler()(sqsEvent(desk.asked), TIME_ENOUGH);
    const text = queued + JSON.stringify(worker.lines);
    expect(text).not.toMatch(/acme\.example|Ann Example|secret-/);
    expect(worker.lines).toContainEqual([
      'info',
      'survey.sent',
      { ...requestOf(wave), what: 'invitation', sent: 3, tomorrow: 0 },
    ]);
  });
});

describe('the hourly round', () => {
  it('says what it did', async () => {
    const wave = await aPlannedWave();
    desk.time.now = wave.closesAt + HOUR_MS;
    const { log } = worker.deps;
    const tended = await createTendHandler({ log, tending: desk.tending })();
    expect(tended).toMatchObject({ lapsed: 3, closed: 1, failed: 0 });
    expect(worker.lines).toContainEqual(['info', 'schedule.completed', { ...tended }]);
  });

  it('fails when something is left, and says what', async () => {
    const wave = await desk.begin();
    await desk.waves.begin({ ...wave, waveId: '2026-01-01T00:00Z' as never, versionNumber: 9 });
    desk.time.now = SLOT + 365 * 24 * HOUR_MS;
    const { log } = worker.deps;
    await expect(createTendHandler({ log, tending: desk.tending })()).rejects.toThrow('1 waves');
    expect(worker.lines).toContainEqual([
      'error',
      'survey.left',
      { programmeId: wave.programmeId, waveId: '2026-01-01T00:00Z' },
      expect.any(Error),
    ]);
  });
});
