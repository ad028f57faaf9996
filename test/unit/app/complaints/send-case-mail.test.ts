import { beforeEach, describe, expect, it } from 'vitest';
import { sendCaseMail } from '../../../../shared/app/complaints/send-case-mail.ts';
import { CaseBusy, LEASE_MS } from '../../../../shared/app/complaints/send-notice.ts';
import type { Case } from '../../../../shared/domain/complaint/case.ts';
import { MailRefused, MailThrottled } from '../../../../shared/ports/mail.ts';
import { Unavailable } from '../../../../shared/ports/unavailable.ts';
import { mailboxIdOf } from '../../../../shared/store/digests.ts';
import { CLIENT } from '../../../support/builders.ts';
import { caseMails } from '../../../support/case-mails.ts';
import { aCase } from '../../../support/cases.ts';
import { aContact, aMailbox } from '../../../support/contacts.ts';
import { runInTurns, seededRandom, withFaults } from '../../../support/memory-documents/index.ts';

type World = Awaited<ReturnType<typeof caseMails>>;

let world: World;

beforeEach(async () => {
  world = await caseMails();
});

const ACKNOWLEDGEMENT = { clientId: CLIENT, caseId: 'CASE-1', mail: 'acknowledgement' } as const;
const OUTCOME = { ...ACKNOWLEDGEMENT, mail: 'outcome' } as const;

const due = (over: Partial<Case> = {}): Case =>
  aCase({ contactId: 'ann' }, { state: 'acknowledged', mailsDue: ['acknowledgement'], ...over });

const stored = async (in_ = world): Promise<Case> => (await in_.cases.find(CLIENT, 'CASE-1'))!;

describe('a mail about a case', () => {
  it('goes to the contact, in their language, with ids alone as tags', async () => {
    await world.cases.save(due(), undefined);
    expect(await sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).toBe(true);
    expect(world.sent).toMatchObject([
      {
        to: 'ann@acme.example',
        subject: 'Eingegangen: Vorgang CASE-1',
        tags: { client: 'acme', case: 'CASE-1', mailbox: mailboxIdOf('ann@acme.example') },
      },
    ]);
    expect(world.sent[0]).not.toHaveProperty('unsubscribeUrl');
    expect(await stored()).toMatchObject({ mailsSent: ['acknowledgement'], sending: null, edits: 1 });
  });

  it('goes where an anonymous person wants to be reached, in the language of their answer', async () => {
    const anonymous = { contactId: null, replyTo: 'me@else.example', language: 'pt-PT' };
    await world.cases.save(due(anonymous), undefined);
    await sendCaseMail(world.worker(), ACKNOWLEDGEMENT);
    expect(world.sent).toMatchObject([{ to: 'me@else.example', subject: 'Recebemos: caso CASE-1' }]);
  });

  it('goes to somebody who wants no surveys, and to none whose mailbox bounced', async () => {
    await world.contacts.save(
      aContact({ optedOut: true, version: 2, consent: { mail: 'refused', phone: 'refused' } }),
    );
    await world.cases.save(due(), undefined);
    await world.mailboxes.save(aMailbox({ blocked: 'opted-out' }));
    expect(await sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).toBe(true);
    await world.cases.save({ ...(await stored()), mailsSent: [], version: 4 }, undefined);
    await world.mailboxes.save(aMailbox({ blocked: 'bounced', version: 2 }));
    expect(await sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).toBe(false);
    expect(world.sent).toHaveLength(1);
    expect((await stored()).mailsDue).toEqual([]);
  });

  it.each([
    ['without an address', { contactId: null }],
    ['to a contact that is gone', { contactId: 'gone' }],
  ])('%s is due no more', async (_, over) => {
    await world.cases.save(due(over), undefined);
    expect(await sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).toBe(false);
    expect([world.sent, (await stored()).mailsDue]).toEqual([[], []]);
  });

  it.each([
    ['that nobody asked for', due({ mailsDue: [] })],
    ['that went out', due({ mailsSent: ['acknowledgement'] })],
  ])('%s is not sent, and nothing is written', async (_, one) => {
    await world.cases.save(one, undefined);
    expect(await sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).toBe(false);
    expect([world.sent, await stored()]).toEqual([[], one]);
  });

  it('about no case is dropped', async () => {
    expect(await sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).toBe(false);
  });
});

describe('what the provider says', () => {
  it('throttled: the mail waits, and goes out as soon as its message comes again', async () => {
    await world.cases.save(due(), undefined);
    world.faults.before = new MailThrottled('later');
    await expect(sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).rejects.toThrow(MailThrottled);
    world.faults.before = undefined;
    expect(await sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).toBe(true);
  });

  it('refused for good: nothing is due any more', async () => {
    await world.cases.save(due(), undefined);
    world.faults.before = new MailRefused('never');
    await sendCaseMail(world.worker(), ACKNOWLEDGEMENT);
    world.faults.before = undefined;
    expect(await sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).toBe(false);
    expect(world.sent).toEqual([]);
  });

  it('no answer: it may be out, so that nobody tries before the claim has run out', async () => {
    await world.cases.save(due(), undefined);
    world.faults.after = new Unavailable('no answer');
    await expect(sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).rejects.toThrow(Unavailable);
    world.faults.after = undefined;
    world.time.now += LEASE_MS - 1;
    await expect(sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).rejects.toThrow(CaseBusy);
    world.time.now += 1;
    expect(await sendCaseMail(world.worker(), ACKNOWLEDGEMENT)).toBe(true);
  });
});

describe('people working on the case while its mail goes out', () => {
  it('lose nothing of what they did', async () => {
    await world.cases.save(due(), undefined);
    const worker = world.worker();
    await sendCaseMail(
      {
        ...worker,
        mailer: {
          send: async (mail) => {
            const one = await stored();
            await world.cases.save(
              { ...one, severity: 'critical', edits: 2, version: one.version + 1 },
              undefined,
            );
            await worker.mailer.send(mail);
          },
        },
      },
      ACKNOWLEDGEMENT,
    );
    expect(await stored()).toMatchObject({ severity: 'critical', edits: 2, mailsSent: ['acknowledgement'] });
  });

  it('are told anew of an answer that was given anew meanwhile', async () => {
    const answered = { state: 'answered', answeredAt: 1, outcome: 'no', mailsDue: ['outcome'] } as const;
    await world.cases.save(due(answered), undefined);
    const worker = world.worker();
    await sendCaseMail(
      {
        ...worker,
        mailer: {
          send: async (mail) => {
            const one = await stored();
            await world.cases.save(
              { ...one, answeredAt: 2, outcome: 'yes', version: one.version + 1 },
              undefined,
            );
            await worker.mailer.send(mail);
          },
        },
      },
      OUTCOME,
    );
    expect((await stored()).mailsSent).toEqual([]);
    await sendCaseMail(worker, OUTCOME);
    expect(world.sent.map(({ text }) => text.split('\n\n')[1])).toEqual(['no', 'yes']);
    expect((await stored()).mailsSent).toEqual(['outcome']);
  });
});

describe('of 1 to 5 deliveries', () => {
  it('one mail goes out, in whatever order they run', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const each = await caseMails();
      await each.cases.save(due(), undefined);
      const ended = await runInTurns(
        seededRandom(seed),
        Array.from(
          { length: 1 + (seed % 5) },
          () => (turn) => sendCaseMail(each.worker(withFaults(each.documents, { turn })), ACKNOWLEDGEMENT),
        ),
      );
      expect(each.sent).toHaveLength(1);
      for (const one of ended) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(CaseBusy);
      expect((await stored(each)).mailsSent).toEqual(['acknowledgement']);
    }
  });

  // Operations of one delivery: case, client, contact, mailbox are read (1–4), the case is claimed (5); the mail goes out; the
  // case is read again (6) and marked (7). Whoever dies then leaves a mail of which the store does not know.
  it.each([
    ['kill-before', [6, 7]],
    ['kill-after', [6]],
    ['lost-answer', [6]],
    ['unavailable', [6, 7]],
  ] as const)(
    'the first dies (%s) at each operation: none is lost, a second goes out only for a death at %j',
    async (fault, twice: readonly number[]) => {
      const mails: number[] = [];
      for (let at = 1; ; at++) {
        const each = await caseMails();
        await each.cases.save(due(), undefined);
        const store = withFaults(each.documents, { faults: new Map([[at, fault]]) });
        await sendCaseMail(each.worker(store), ACKNOWLEDGEMENT).catch(() => undefined);
        if (store.operations < at) break;
        for (let delivery = 2; delivery <= 5; delivery++) {
          each.time.now += LEASE_MS / 2;
          await sendCaseMail(each.worker(), ACKNOWLEDGEMENT).catch(() => undefined);
        }
        expect((await stored(each)).mailsSent).toEqual(['acknowledgement']);
        mails.push(each.sent.length);
      }
      expect(mails).toEqual([1, 2, 3, 4, 5, 6, 7].map((at) => (twice.includes(at) ? 2 : 1)));
    },
  );
});
