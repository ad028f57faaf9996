import { expect } from 'vitest';

import { createHandler } from '../../functions/api/contacts/handler.ts';
import { raisedCase, type NewCase } from '../../shared/domain/complaint/new-case.ts';
import { answerIdOf } from '../../shared/domain/survey/answer.ts';
import { composeContacts } from '../../shared/runtime/compose-contacts.ts';
import { person, type Call } from '../support/api.ts';
import { aContact, aMailbox, anInvitation, WAVE } from '../support/contacts.ts';
import { CLIENT, CONTRACT, NOW } from '../support/builders.ts';
import { aProgramme, aProgrammeVersion } from '../support/programmes.ts';
import { anAnswer, aWave } from '../support/survey-results.ts';
import { each, pageTokens, type Driving } from './driving.ts';

/** Somebody of whom everything is kept that there is: an answer in a wave that is open, a mailbox, a case. */
async function leaveTraces({ documents }: Driving['world']): Promise<void> {
  const { contacts, mailboxes, waves, invitations, answers, programmes, cases } = composeContacts(
    documents,
    'crm',
  );
  await programmes.save(aProgramme({ programmeId: WAVE.programmeId }), aProgrammeVersion());
  await waves.begin(aWave({ ...WAVE, state: 'open' }));
  await contacts.save(aContact());
  const invitation = anInvitation({ state: 'answered' });
  await invitations.plan(invitation, 1);
  await mailboxes.save(aMailbox());
  await answers.keepPartial(
    anAnswer({ recommend: 3 }, { ...WAVE, clientId: CLIENT, answerId: answerIdOf(invitation) }),
    1,
  );
  const raised: NewCase = {
    kind: 'complaint',
    ...{ incidentId: null, orders: [], contactId: 'ann', replyTo: null, language: null, owner: null },
    ...{ category: 'conduct', severity: 'low', channel: 'phone', claim: null },
    ...{ description: 'The driver was rude.', remedySought: 'apology' },
  };
  await cases.save(
    raisedCase({ clientId: CLIENT, caseId: 'c-1' }, raised, { by: 'manager', now: NOW }, CONTRACT),
    undefined,
  );
}

/** Calls every route of the contacts function, so that all the rights it needs are used. */
export async function driveContacts({ world, documents, composed }: Driving): Promise<void> {
  await leaveTraces(world);
  const handler = createHandler({ ...composed, ...composeContacts(documents, 'crm'), pageTokens });
  const path = '/v1/clients/{clientId}/contacts';
  const params = { clientId: CLIENT };
  const ann = { ...params, contactId: 'ann' };
  const fields = { name: 'Bob Example', mail: 'bob@acme.example', role: 'operations' };
  const row = { contactId: 'eve', name: 'Eve Example', role: 'other' };
  const calls: readonly (readonly [number, Call])[] = [
    [200, { route: `GET ${path}`, params, query: { limit: '1' } }],
    [201, { route: `POST ${path}`, params, body: { ...fields, contactId: 'bob' } }],
    [403, { route: `GET ${path}`, params, as: person('viewer', 'client-viewer') }],
    [200, { route: `GET ${path}/{contactId}`, params: ann }],
    [
      200,
      {
        route: `PUT ${path}/{contactId}`,
        params: { ...params, contactId: 'bob' },
        headers: { 'if-match': '"1"' },
        body: { ...fields, mail: 'bob@new.example' },
      },
    ],
    [200, { route: `POST ${path}/import`, params, body: { contacts: [row] } }],
    [200, { route: `GET ${path}/{contactId}/data`, params: ann }],
    [200, { route: `DELETE ${path}/{contactId}`, params: ann }],
  ];
  expect(await each(handler, ...calls.map(([, one]) => one))).toEqual(calls.map(([status]) => status));
}
