import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/contacts/handler.ts';
import type { NewCase } from '../../../shared/domain/complaint/new-case.ts';
import { raisedCase } from '../../../shared/domain/complaint/new-case.ts';
import { answerIdOf, type Answer as SurveyAnswer } from '../../../shared/domain/survey/answer.ts';
import type { Invitation } from '../../../shared/domain/survey/invitation.ts';
import { composeContacts } from '../../../shared/runtime/compose-contacts.ts';
import { createAnswerRepository } from '../../../shared/store/answer-repository.ts';
import { createAuditRepository } from '../../../shared/store/audit-repository.ts';
import { createCaseRepository } from '../../../shared/store/case-repository.ts';
import { mailboxIdOf } from '../../../shared/store/digests.ts';
import type { Documents } from '../../../shared/store/documents.ts';
import { createInvitationRepository } from '../../../shared/store/invitation-repository.ts';
import { crmKeys } from '../../../shared/store/keys.ts';
import { createProgrammeRepository } from '../../../shared/store/programme-repository.ts';
import { createWaveRepository } from '../../../shared/store/wave-repository.ts';
import { ADMIN, anApi, call, type Answer } from '../../support/api.ts';
import { aClient, CLIENT, clientId, CONTRACT, NOW, orderNo } from '../../support/builders.ts';
import { aContact, aMailbox, anInvitation, MAILBOX, WAVE } from '../../support/contacts.ts';
import { withFaults } from '../../support/memory-documents/index.ts';
import { aProgramme, aProgrammeVersion } from '../../support/programmes.ts';
import { anAnswer, aWave, CHANNEL, RECOMMEND, waveId, WISHES } from '../../support/survey-results.ts';

const ANN_WRITES = 'Ask for Ann on +49 40 123456';
const GLOBEX = clientId('globex');
const OPEN = { ...WAVE, waveId: waveId('2026-06-01T07:00Z') };
const EARLIER = mailboxIdOf('ann@old.example');
const ANN = aContact({ earlierMailboxes: [EARLIER] });
const BOB = aContact({ contactId: 'bob', name: 'Bob Example', mail: 'bob@acme.example' });

let api: ReturnType<typeof anApi>;

const answerOf = (invitation: Invitation, values: SurveyAnswer['values']): SurveyAnswer =>
  anAnswer(values, {
    ...WAVE,
    waveId: invitation.waveId,
    clientId: invitation.clientId,
    answerId: answerIdOf(invitation),
    contactId: invitation.contactId,
    orderNo: invitation.orderNo,
  });

const aCase = (caseId: string, over: Partial<NewCase>, of = CLIENT) => ({
  ...raisedCase(
    { clientId: of, caseId },
    {
      kind: 'complaint',
      incidentId: null,
      orders: [],
      contactId: null,
      replyTo: null,
      language: null,
      category: 'conduct',
      severity: 'low',
      channel: 'phone',
      description: 'The driver was rude.',
      remedySought: 'apology',
      owner: null,
      claim: null,
      ...over,
    },
    { by: 'manager', now: NOW },
    CONTRACT,
  ),
  mailsDue: ['acknowledgement', 'outcome'] as const,
  mailsSent: ['acknowledgement'] as const,
});

// Everything of Ann at acme, beside what must not change: Bob's, and Ann's at another client.
const SENT = anInvitation({ state: 'answered', orderNo: orderNo('SO-1') });
const OLD = anInvitation({ mailboxId: EARLIER, state: 'answered' });
const PLANNED = anInvitation({ ...OPEN, state: 'planned', sentAt: null });
const ELSEWHERE = anInvitation({ clientId: GLOBEX, state: 'answered', contactId: 'ann-globex' });
const BOBS = anInvitation({ mailboxId: mailboxIdOf('bob@acme.example'), contactId: 'bob' });
const refOf = ({ programmeId, waveId: wave, clientId: of, mailboxId }: Invitation) => ({
  programmeId,
  waveId: wave,
  clientId: of,
  mailboxId,
});

beforeEach(async () => {
  api = anApi();
  const { documents } = api;
  for (const id of [CLIENT, GLOBEX]) await api.clients.create(aClient({ clientId: id }), CONTRACT, 'admin-1');
  await createProgrammeRepository(documents, 'crm').save(
    aProgramme({ programmeId: WAVE.programmeId }),
    aProgrammeVersion({ questions: [RECOMMEND, CHANNEL, WISHES] }),
  );
  await createWaveRepository(documents, 'crm').begin(aWave({ ...OPEN, state: 'open' }));
  for (const contact of [ANN, BOB]) await api.contacts.save(contact);
  const invitations = createInvitationRepository(documents, 'crm');
  for (const invitation of [SENT, OLD, PLANNED, ELSEWHERE, BOBS]) await invitations.plan(invitation, 1);
  await api.mailboxes.save(
    aMailbox({ invitations: [refOf(SENT), refOf(ELSEWHERE)], lastInvitation: refOf(SENT), leasedUntil: 9 }),
  );
  await api.mailboxes.save(aMailbox({ mailboxId: EARLIER, invitations: [refOf(OLD)] }));
  await api.mailboxes.save(aMailbox({ mailboxId: BOBS.mailboxId, invitations: [refOf(BOBS)] }));
  const answers = createAnswerRepository(documents, 'crm');
  for (const answer of [
    answerOf(SENT, { recommend: 3, channel: 'phone', wishes: ANN_WRITES }),
    answerOf(OLD, { recommend: 9 }),
    answerOf(ELSEWHERE, { recommend: 7, wishes: 'Elsewhere' }),
  ])
    await answers.keepPartial(answer, 1);
  const cases = createCaseRepository(documents, 'crm');
  await cases.save(aCase('c-1', { contactId: 'ann' }), undefined);
  await cases.save(aCase('c-2', { replyTo: 'Ann@acme.example', language: 'de' }), undefined);
  await cases.save(aCase('c-3', { contactId: 'bob' }), undefined);
  await cases.save(aCase('c-4', { contactId: 'ann' }, GLOBEX), undefined);
});

const ask = (
  method: string,
  path: string,
  contactId = 'ann',
  documents: Documents = api.documents,
): Promise<Answer> => {
  const audit = createAuditRepository(documents, 'crm', api.ids);
  const deps = { ...api, audit, ...composeContacts(documents, 'crm') };
  return call(createHandler(deps), {
    route: `${method} /v1/clients/{clientId}/contacts/{contactId}${path}`,
    params: { clientId: 'acme', contactId },
    as: ADMIN,
  });
};
const erase = (contactId?: string, documents?: Documents) => ask('DELETE', '', contactId, documents);

/** Everything stored but the audit log. */
const stored = () => api.documents.all('crm').filter(({ pk }) => !pk.startsWith('audit#'));
const text = () => JSON.stringify(stored());
const others = () =>
  stored().filter(({ pk, sk }) =>
    [/globex/, /bob/, /c-3/, new RegExp(BOBS.mailboxId), /ann-globex/].some((own) => own.test(`${pk} ${sk}`)),
  );

describe('everything kept of a person', () => {
  it('is exported in words, from this and earlier addresses, and of this client alone', async () => {
    const { status, body } = await ask('GET', '/data');
    const at = new Date(NOW).toISOString();
    const wave = { programmeId: 'quarterly', waveId: '2026-04-01T07:00Z' };
    const sent = { language: 'en', sentAt: at, remindedAt: null, openedAt: null };
    const given = { complete: true, answeredAt: at, outcome: null, language: 'en' };
    const kind = { kind: 'complaint', category: 'conduct', state: 'raised', raisedAt: at, orders: [] };
    const told = { description: 'The driver was rude.', outcome: null };
    expect([status, body]).toEqual([
      200,
      {
        contact: expect.objectContaining({
          contactId: 'ann',
          name: 'Ann Example',
          mailStatus: 'ok',
        }) as object,
        mailboxes: [
          { blocked: null, lastInvitedAt: at },
          { blocked: null, lastInvitedAt: at },
        ],
        invitations: expect.arrayContaining([
          { ...wave, ...sent, state: 'answered', orderNo: 'SO-1' },
          { ...wave, ...sent, state: 'answered', orderNo: null },
          { ...wave, ...sent, waveId: OPEN.waveId, state: 'planned', orderNo: null, sentAt: null },
        ]) as object,
        answers: expect.arrayContaining([
          {
            ...wave,
            ...given,
            orderNo: 'SO-1',
            said: [
              { question: 'What about recommend?', answer: 3 },
              { question: 'What about channel?', answer: 'By phone' },
              { question: 'What about wishes?', answer: ANN_WRITES },
            ],
          },
          { ...wave, ...given, orderNo: null, said: [{ question: 'What about recommend?', answer: 9 }] },
        ]) as object,
        cases: [
          { caseId: 'c-2', ...kind, ...told, replyTo: 'Ann@acme.example' },
          { caseId: 'c-1', ...kind, ...told, replyTo: null },
        ],
        note: expect.stringContaining('Answers to anonymous surveys are not among this') as string,
      },
    ]);
    const { invitations, answers } = body as unknown as Record<string, unknown[]>;
    expect([invitations?.length, answers?.length]).toEqual([3, 2]);
    expect(api.audited().map((entry) => [entry['action'], entry['target']])).toEqual([
      ['contacts:erase', 'ann: exported'],
    ]);
  });

  it('of two people behind one mailbox is told apart', async () => {
    await api.contacts.save(aContact({ contactId: 'cay', name: 'Cay Example' }));
    const { body } = await ask('GET', '/data', 'cay');
    expect(body).toMatchObject({ invitations: [], answers: [] });
    expect((await erase('cay')).body).toMatchObject({ invitations: 0, answers: 0 });
    expect((await ask('GET', '/data')).text).toContain(ANN_WRITES);
  });
});

describe('erasing a person', () => {
  it('leaves scores, descriptions and everybody else, and answers how much it was', async () => {
    const before = others();
    const { status, body } = await erase();
    expect([status, body]).toEqual([200, { contactId: 'ann', invitations: 3, answers: 2, cases: 2 }]);
    expect(others()).toEqual(before);
    expect(before.length).toBeGreaterThan(8);

    const left = stored().filter((item) => !others().includes(item));
    expect(JSON.stringify(left)).not.toMatch(/"ann"|Ann|123456|SO-1"|ann@/);
    const answers = left.filter(({ pk }) => pk.startsWith('answers#'));
    expect(answers.map(({ values }) => values)).toEqual(
      expect.arrayContaining([{ recommend: 3, channel: 'phone' }, { recommend: 9 }]),
    );
    const cases = left.filter(({ pk }) => pk.startsWith('cases#'));
    expect(cases).toEqual(
      ['c-1', 'c-2'].map(
        (caseId) =>
          expect.objectContaining({
            caseId,
            description: 'The driver was rude.',
            mailsDue: ['acknowledgement'],
            edits: 2,
            version: 2,
            history: [
              { at: NOW, by: 'manager', what: 'raised' },
              { at: NOW, by: 'admin-1', what: 'person erased' },
            ],
          }) as object,
      ),
    );
  });

  it('takes the words out of an answer that came without the contact, while its invitation was being forgotten', async () => {
    const answers = createAnswerRepository(api.documents, 'crm');
    const given = answerOf(SENT, { recommend: 3, wishes: ANN_WRITES });
    await answers.keepPartial({ ...given, contactId: null, orderNo: null }, 1);
    expect((await erase()).body).toMatchObject({ answers: 2 });
    expect(text()).not.toContain('123456');
  });

  it('keeps of a mailbox what other clients sent there, and nothing of one that was this client’s alone', async () => {
    await erase();
    expect(await api.mailboxes.find(MAILBOX)).toEqual(
      aMailbox({
        invitations: [refOf(ELSEWHERE)],
        lastInvitation: null,
        leasedUntil: null,
        version: 2,
      }),
    );
    expect(await api.mailboxes.find(EARLIER)).toBeUndefined();
  });

  it.each(['opted-out', 'bounced', 'complained'] as const)('keeps that a mailbox is %s', async (blocked) => {
    const box = aMailbox({ mailboxId: BOBS.mailboxId, invitations: [refOf(BOBS)], blocked, version: 2 });
    await api.mailboxes.save(box);
    await erase('bob');
    expect(await api.mailboxes.find(BOBS.mailboxId)).toEqual({
      ...box,
      invitations: [],
      lastInvitedAt: null,
      version: 3,
    });
  });

  it('keeps an opt-out that was noted with the contact, for when a list brings the address back', async () => {
    const cay = aContact({ contactId: 'cay', mail: 'cay@acme.example', optedOut: true });
    await api.contacts.save(cay);
    await erase('cay');
    await api.contacts.save({ ...cay, optedOut: false });
    expect((await ask('GET', '', 'cay')).body).toMatchObject({ optedOut: false, mailStatus: 'opted-out' });
  });

  it('happens once: the second time nobody is there', async () => {
    await erase();
    const before = text();
    expect((await erase()).status).toBe(404);
    expect(text()).toBe(before);
  });

  it('is on the audit log, and nothing of the person is there or in the logs', async () => {
    await ask('GET', '/data');
    await erase();
    expect(api.audited().map((entry) => [entry['action'], entry['target'], entry['outcome']])).toEqual([
      ['contacts:erase', 'ann: exported', 'done'],
      ['contacts:erase', 'ann', 'done'],
    ]);
    expect(JSON.stringify([api.lines, api.audited()])).not.toMatch(/Example|@|123456|rude/);
  });

  it('is finished by a repeat, wherever it died or lost an answer', async () => {
    const whole = withFaults(api.documents, {});
    const start = stored();
    await erase('ann', whole);
    const erased = stored();
    // Reads and writes: each of them is a place to die.
    expect(whole.operations).toBeGreaterThan(20);
    for (let nth = 1; nth <= whole.operations; nth++) {
      for (const fault of ['kill-before', 'kill-after', 'lost-answer', 'unavailable'] as const) {
        for (const { pk, sk } of stored()) await api.documents.delete('crm', { pk, sk });
        for (const item of start) await api.documents.put('crm', item);
        const first = await erase('ann', withFaults(api.documents, { faults: new Map([[nth, fault]]) }));
        const again = await erase();
        const place = `${fault} at ${String(nth)}`;
        // Where only the answer was lost of what came last, nobody is there any more.
        expect([first.status >= 500, again.status === 200 || again.status === 404], place).toEqual([
          true,
          true,
        ]);
        expect(unversioned(stored()), place).toEqual(unversioned(erased));
      }
    }
  });

  it('goes over an edit that somebody makes at the same time', async () => {
    const invitations = createInvitationRepository(api.documents, 'crm');
    const opened = { ...SENT, openedAt: NOW, version: 2 };
    // Its first write of the invitation meets one that was opened since it was read.
    const racing: Documents = {
      ...api.documents,
      get: (...args) => api.documents.get(...args),
      batchGet: (...args) => api.documents.batchGet(...args),
      query: (query) => api.documents.query(query),
      put: (...args) => api.documents.put(...args),
      delete: (...args) => api.documents.delete(...args),
      batchPut: (...args) => api.documents.batchPut(...args),
      transact: (actions) => api.documents.transact(actions),
      update: async (update) => {
        const { pk, sk } = crmKeys.invitation(SENT);
        if (update.key.pk === pk && update.key.sk === sk) await invitations.update(opened);
        return api.documents.update(update);
      },
    };
    expect((await erase('ann', racing)).body).toMatchObject({ invitations: 3 });
    expect(await invitations.find(SENT)).toEqual({ ...opened, contactId: null, orderNo: null, version: 3 });
  });
});

/** A repeat may write once more what is as it should be. */
const unversioned = (items: ReturnType<typeof stored>) =>
  items.map((item) => (item.pk.startsWith('mailbox#') ? { ...item, version: 0 } : item));
