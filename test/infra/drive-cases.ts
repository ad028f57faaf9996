import { expect } from 'vitest';

import { createHandler } from '../../functions/api/cases/handler.ts';
import { createHandler as createMails } from '../../functions/queue/send-case-mails/handler.ts';
import { createHandler as createEscalation } from '../../functions/schedule/escalate-cases/handler.ts';
import { DAY_MS } from '../../shared/domain/calendar/time.ts';
import { grantOf } from '../../shared/domain/crm/grant.ts';
import type { Mailer } from '../../shared/ports/mail.ts';
import { composeCaseMails, composeCases, composeEscalation } from '../../shared/runtime/compose-cases.ts';
import { createCaseRepository } from '../../shared/store/case-repository.ts';
import { createContactRepository } from '../../shared/store/contact-repository.ts';
import { createMailboxRepository } from '../../shared/store/mailbox-repository.ts';
import { call, person, type Call } from '../support/api.ts';
import { CLIENT, delivered, placed } from '../support/builders.ts';
import { aCase } from '../support/cases.ts';
import { aContact, aMailbox } from '../support/contacts.ts';
import { order } from '../support/ledger.ts';
import { counting, deliver, each, log, NO_FAILURES, pageTokens, type Driving } from './driving.ts';

const TABLES = { LEDGER_TABLE: 'ledger', TALLIES_TABLE: 'tallies', CRM_TABLE: 'crm' };
const APPROVER = person('approver', 'client-approver');
const mails = { send: () => Promise.resolve() };
const mailer = { send: () => Promise.resolve() };

const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Raises, works on and closes a claim that is valid, a complaint that is not, and counts who complains. */
export async function driveCases({ world, documents }: Driving): Promise<void> {
  await world.grants.save(grantOf('approver', [CLIENT], 1));
  await world.record(
    order('SO-6', [
      placed({ units: 10, value: { amount: 1000, currency: 'EUR' } }),
      delivered('2026-03-12 10:00'),
    ]),
  );
  const handler = createHandler({ ...composeCases(documents, TABLES), log, mails, pageTokens });
  const path = '/v1/clients/{clientId}/cases';
  const params = { clientId: CLIENT };
  const raise = (body: object, key: string, as?: Call['as']): Call => ({
    ...{ route: `POST ${path}`, params, headers: { 'idempotency-key': key }, as },
    body: { category: 'damage', description: 'Two were broken.', ...body },
  });
  const claim = {
    kind: 'claim',
    orders: ['SO-6'],
    claim: { claimed: { amount: 500, currency: 'EUR' }, units: 2 },
  };
  const first = await call(handler, { ...raise(claim, 'k-1'), as: APPROVER });
  const second = await call(handler, { ...raise({ kind: 'complaint' }, 'k-2'), as: APPROVER });
  expect([first.status, second.status]).toEqual([201, 201]);
  const idOf = ({ headers }: typeof first) => headers['location']?.split('/').at(-1) ?? '';
  const on = (caseId: string, rest: string, body: object, as?: Call['as']): Call => ({
    ...{ route: `POST ${path}/{caseId}/${rest}`, params: { ...params, caseId }, body },
    ...(as && { as }),
  });
  const [one, two] = [idOf(first), idOf(second)];
  const change = (caseId: string, version: number, body: object): Call => ({
    route: `PATCH ${path}/{caseId}`,
    ...{ params: { ...params, caseId }, headers: { 'if-match': `"${String(version)}"` }, body },
  });
  const days = { from: isoDay(Date.now() - 30 * DAY_MS), to: isoDay(Date.now()) };
  const calls: readonly (readonly [number, Call])[] = [
    [200, { route: `GET ${path}`, params, query: { state: 'all' } }],
    [200, { route: `GET ${path}`, params, query: { state: 'open', limit: '1' }, as: APPROVER }],
    [200, { route: `GET ${path}/{caseId}`, params: { ...params, caseId: one } }],
    [
      200,
      change(one, 1, {
        owner: 'desk@provider.example',
        rootCause: 'Packed badly.',
        correctiveAction: 'Foam.',
      }),
    ],
    [200, on(one, 'steps', { step: 'acknowledged' })],
    [200, on(one, 'steps', { step: 'investigating' })],
    [200, on(one, 'validity', { valid: true })],
    [200, on(one, 'claim', { accepted: { amount: 400, currency: 'EUR' } })],
    [200, on(one, 'steps', { step: 'answered', outcome: 'We pay.' })],
    [200, on(one, 'steps', { step: 'closed' })],
    [200, on(two, 'validity', { valid: false })],
    [200, on(two, 'validity', { agreed: true }, APPROVER)],
    [409, on(two, 'steps', { step: 'closed' })],
    [200, { route: 'GET /v1/complaints/incidence', query: days }],
    [200, { route: 'GET /v1/complaints/incidence', query: days, as: person('manager', 'account-manager') }],
  ];
  expect(await each(handler, ...calls.map(([, call_]) => call_))).toEqual(calls.map(([status]) => status));
  expect(world.documents.all('crm').filter(({ pk }) => pk === 'outbox')).toEqual([]);
}

/** Mails somebody at their contact's address, nobody where there is none, and not twice. */
export async function driveCaseMails({ world, documents }: Driving): Promise<void> {
  await createContactRepository(world.documents, 'crm').save(aContact());
  await createMailboxRepository(world.documents, 'crm').save(aMailbox());
  const cases = createCaseRepository(world.documents, 'crm');
  const due = { mailsDue: ['acknowledgement'] as const };
  await cases.save(aCase({ contactId: 'ann' }, due), undefined);
  await cases.save(aCase({}, { ...due, caseId: 'CASE-2' }), undefined);
  // With its last mail out a closed case is finished, and its name leaves the list of those that are not.
  await cases.save(aCase({ contactId: 'ann' }, { ...due, caseId: 'CASE-3', state: 'closed' }), undefined);
  const sending = { ...composeCaseMails(documents, 'crm'), mailer };
  const handler = createMails({ log, counting, sending });
  const message = (caseId: string) => ({ clientId: CLIENT, caseId, mail: 'acknowledgement' });
  const all = ['CASE-1', 'CASE-2', 'CASE-3'].map(message);
  expect(await deliver(handler, ...all)).toEqual(NO_FAILURES);
  expect(await deliver(handler, message('CASE-1'))).toEqual(NO_FAILURES);
  expect((await cases.find(CLIENT, 'CASE-1'))?.mailsSent).toEqual(['acknowledgement']);
}

/** Tells the owner of a case that is overdue, and which somebody closes meanwhile. */
export async function driveEscalation({ world, documents }: Driving): Promise<void> {
  const cases = createCaseRepository(world.documents, 'crm');
  await cases.save(aCase(), undefined);
  const closing: Mailer = {
    send: async () => {
      const one = await cases.find(CLIENT, 'CASE-1');
      if (one) await cases.save({ ...one, state: 'closed', version: one.version + 1 }, undefined);
    },
  };
  const escalating = { ...composeEscalation(documents, 'crm'), mailer: closing, mails };
  expect(await createEscalation({ log, counting, escalating })()).toEqual({ overdue: 1, told: 1, queued: 0 });
}
