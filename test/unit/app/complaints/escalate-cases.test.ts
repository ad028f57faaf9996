import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../../functions/schedule/escalate-cases/handler.ts';
import { LEASE_MS } from '../../../../shared/app/complaints/send-notice.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../shared/domain/calendar/time.ts';
import { takeStep } from '../../../../shared/domain/complaint/case-transitions.ts';
import type { Case } from '../../../../shared/domain/complaint/case.ts';
import { isRefusal } from '../../../../shared/domain/complaint/edit-case.ts';
import type { CaseMailRequest } from '../../../../shared/ports/cases.ts';
import { MailRefused, MailThrottled } from '../../../../shared/ports/mail.ts';
import { createCaseRepository } from '../../../../shared/store/case-repository.ts';
import type { Documents } from '../../../../shared/store/documents.ts';
import { aClient, at, CLIENT, clientId, CONTRACT, NOW } from '../../../support/builders.ts';
import { caseMails } from '../../../support/case-mails.ts';
import { aCase } from '../../../support/cases.ts';
import { withFaults } from '../../../support/memory-documents/index.ts';
import { aWorkersDesk } from '../../../support/queue.ts';

let world: Awaited<ReturnType<typeof caseMails>>;
let queued: CaseMailRequest[];
let desk: ReturnType<typeof aWorkersDesk>;

beforeEach(async () => {
  world = await caseMails();
  queued = [];
  desk = aWorkersDesk();
});

const run = (store: Documents = world.documents) =>
  createHandler({
    ...desk.deps,
    escalating: {
      ...world.worker(store),
      cases: createCaseRepository(store, 'crm'),
      clients: world.clients,
      mails: {
        send: (requests) => {
          queued.push(...requests);
          return Promise.resolve();
        },
      },
    },
  })();

const stored = async (): Promise<Case> => (await world.cases.find(CLIENT, 'CASE-1'))!;
const subjects = () => world.sent.map(({ subject }) => subject);

/** Every hour once, and once more, as the scheduler may. */
async function everyHour(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    world.time.now += HOUR_MS;
    await run();
    await run();
  }
}

// Raised at noon, to be acknowledged by 16:00.
const DUE = at('2026-06-01 16:00');
const raised = (over: Partial<Case> = {}): Case =>
  aCase({}, { acknowledgeBy: DUE, answerBy: at('2026-06-03 12:00'), ...over });

describe('the owner of a case', () => {
  it('is told once that the date nears, once that it has passed', async () => {
    await world.cases.save(raised(), undefined);
    world.time.now = DUE - HOUR_MS;
    await run();
    expect(world.sent).toEqual([]);
    world.time.now += 1;
    await run();
    await run();
    expect(world.sent).toMatchObject([
      {
        to: 'desk@tallyman.example',
        subject: 'Due soon: complaint CASE-1 of acme',
        tags: { case: 'CASE-1' },
      },
    ]);
    expect(world.sent[0]!.text).toContain('acknowledged by 2026-06-01 16:00 (Europe/Berlin)');
    await everyHour(12);
    expect(subjects().slice(1)).toEqual(['Overdue: complaint CASE-1 of acme']);
    expect(await stored()).toMatchObject({ escalation: 2, sending: null, edits: 1 });
  });

  it('is not told of a date again when the case is brought on before it', async () => {
    await world.cases.save(
      raised({ state: 'acknowledged', acknowledgedAt: NOW, answerBy: NOW + 8 * HOUR_MS }),
      undefined,
    );
    await everyHour(9);
    expect(subjects()).toHaveLength(2);
    const edit = { by: 'manager', now: world.time.now, contract: CONTRACT };
    const investigated = takeStep(await stored(), { step: 'investigating' }, edit);
    if (isRefusal(investigated)) throw new Error('refused');
    await world.cases.save(investigated, undefined);
    await everyHour(3);
    expect(subjects()).toHaveLength(2);
  });

  it('is told of the next date anew', async () => {
    await world.cases.save(
      raised({ state: 'investigating', acknowledgedAt: NOW, answerBy: NOW + 8 * HOUR_MS }),
      undefined,
    );
    await everyHour(12);
    expect(subjects()).toHaveLength(2);
    expect(world.sent[1]!.text).toContain('answered by');
  });

  it('hears of what has passed already without a word that it nears', async () => {
    await world.cases.save(raised(), undefined);
    world.time.now = DUE + 1;
    await run();
    expect(subjects()).toEqual(['Overdue: complaint CASE-1 of acme']);
  });

  it.each([
    ['answered', raised({ state: 'answered' })],
    ['undated', raised({ acknowledgeBy: null })],
    ['without an owner', raised({ owner: null })],
  ])('is not told of a case %s', async (_, one) => {
    await world.cases.save(one, undefined);
    await everyHour(48);
    expect(world.sent).toEqual([]);
  });

  it('is told by the next walk when the provider takes no mail, and not again at an address it refuses', async () => {
    await world.cases.save(raised(), undefined);
    world.time.now = DUE + 1;
    world.faults.before = new MailThrottled('later');
    await run();
    expect(desk.lines).toContainEqual([
      'warn',
      'case.owner-untold',
      { clientId: CLIENT, caseId: 'CASE-1' },
      world.faults.before,
    ]);
    world.faults.before = undefined;
    await run();
    expect(world.sent).toHaveLength(1);
    await world.cases.save(
      { ...(await stored()), escalation: 0, version: (await stored()).version + 1 },
      undefined,
    );
    world.faults.before = new MailRefused('never');
    await run();
    expect((await stored()).escalation).toBe(2);
  });

  it('is told by the next walk of what one left that died at any operation before the mail', async () => {
    for (const fault of ['kill-before', 'kill-after', 'lost-answer'] as const) {
      let points = 0;
      for (let at_ = 1; ; at_++) {
        world = await caseMails();
        await world.cases.save(raised(), undefined);
        world.time.now = DUE + 1;
        const store = withFaults(world.documents, { faults: new Map([[at_, fault]]) });
        await run(store).catch(() => undefined);
        const first = world.sent.length;
        world.time.now += LEASE_MS;
        await run();
        await run();
        expect(world.sent.length).toBeLessThanOrEqual(first + 1);
        expect(world.sent.length).toBeGreaterThan(0);
        expect((await stored()).escalation).toBe(2);
        if (store.operations < at_) {
          expect(world.sent).toHaveLength(1);
          break;
        }
        points++;
      }
      expect(points).toBe(5);
    }
  });
});

describe('the walk of every hour', () => {
  it('counts what is overdue over all clients, whoever was told', async () => {
    for (const id of ['globex', 'initech']) {
      await world.clients.create(aClient({ clientId: clientId(id) }), CONTRACT, 'admin-1');
      for (let i = 0; i < 120; i++)
        await world.cases.save(
          { ...raised(), clientId: clientId(id), caseId: `C-${String(i)}`, owner: null },
          undefined,
        );
    }
    await world.cases.save(raised(), undefined);
    world.time.now = DUE;
    expect(await run()).toEqual({ overdue: 0, told: 1, queued: 0 });
    world.time.now += 1;
    expect(await run()).toEqual({ overdue: 241, told: 1, queued: 0 });
    expect(desk.counts).toEqual({ CasesOverdue: 241, CaseMailsSent: 2 });
  });

  it('queues mails again whose message got lost, also those of a closed case', async () => {
    const asked = NOW - 10 * MINUTE_MS;
    const lost = raised({
      ...{ state: 'closed', acknowledgedAt: asked, answeredAt: asked + 1 },
      mailsDue: ['acknowledgement', 'outcome'],
    });
    await world.cases.save(lost, undefined);
    expect(await run()).toMatchObject({ queued: 1 });
    expect(queued).toEqual([{ clientId: CLIENT, caseId: 'CASE-1', mail: 'acknowledgement' }]);
    world.time.now += MINUTE_MS;
    await run();
    expect(queued.slice(1).map(({ mail }) => mail)).toEqual(['acknowledgement', 'outcome']);
    await world.cases.save({ ...lost, mailsSent: lost.mailsDue, version: 2 }, undefined);
    expect(await run()).toMatchObject({ queued: 0 });
    expect(world.documents.all('crm').filter(({ pk }) => pk.startsWith('open-cases#'))).toEqual([]);
  });
});
