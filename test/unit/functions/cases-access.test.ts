import { beforeEach, describe, expect, it } from 'vitest';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { person } from '../../support/api.ts';
import { aClient, clientId } from '../../support/builders.ts';
import { aCase, aCasesApi, APPROVER, codeOf, MANAGER, VIEWER, type CasesApi } from '../../support/cases.ts';

let api: CasesApi;

beforeEach(async () => {
  api = await aCasesApi();
});

describe('what clients see', () => {
  it('is the outside of complaints and claims, and no feedback', async () => {
    const complaint = await api.broughtTo('answered');
    await api.cases.save({ ...aCase({ kind: 'feedback' }), caseId: 'ZZ-FEEDBACK' }, undefined);
    for (const as of [VIEWER, APPROVER]) {
      const seen = await api.list({ state: 'all' }, as);
      expect(seen.body.cases.map(({ caseId }) => caseId)).toEqual([complaint.caseId]);
      const one = await api.read(complaint.caseId, as);
      expect(one.body).toMatchObject({ state: 'answered', outcome: 'We are sorry.' });
      expect(one.body).not.toHaveProperty('inside');
      expect(JSON.stringify(one.body)).not.toContain('desk@');
      expect(codeOf(await api.read('ZZ-FEEDBACK', as))).toEqual([404, 'not-found']);
    }
    expect((await api.read('ZZ-FEEDBACK')).body.kind).toBe('feedback');
  });
});

describe('who may', () => {
  it.each([
    ['admin', 201, 200, 200, 200, 403],
    ['account-manager', 201, 200, 200, 200, 403],
    ['operations', 201, 200, 200, 200, 403],
    ['client-approver', 201, 200, 403, 403, 200],
    ['client-viewer', 201, 200, 403, 403, 403],
    ['integration', 403, 403, 403, 403, 403],
  ])('%s: raise %i, read %i, step %i, decide %i, agree %i', async (role, ...wanted) => {
    await api.ledger.grants.save(grantOf('someone', [clientId('acme')], 1));
    const as = person('someone', role);
    const isClient = role.startsWith('client-');
    const { caseId } = await api.broughtTo('raised');
    await api.decide(caseId, false);
    const answers = [
      await api.raise(isClient ? { owner: undefined, channel: undefined } : {}, { as }),
      await api.read(caseId, as),
      await api.step(caseId, 'acknowledged', {}, { as }),
      await api.decide(caseId, true, { as }),
    ];
    await api.decide(caseId, false);
    answers.push(await api.agree(caseId, as));
    expect(answers.map(({ status }) => status)).toEqual(wanted);
  });

  it('gets the same 404 for another tenant’s case and a missing one', async () => {
    await api.ledger.addClient(aClient({ clientId: clientId('globex'), name: 'Globex' }));
    const { caseId } = await api.broughtTo('raised');
    const own = await api.read('no-such-case', VIEWER);
    for (const client of ['globex', 'missing'])
      for (const as of [VIEWER, MANAGER]) {
        const answer = await api.read(caseId, as, client);
        expect([answer.status, answer.body.code, answer.body.errors]).toEqual([404, 'not-found', undefined]);
      }
    expect(codeOf(own)).toEqual([404, 'not-found']);
    expect((await api.raise({}, { params: { clientId: 'globex' } })).status).toBe(404);
  });

  it('leaves lines of ids on the audit log', async () => {
    const { caseId } = await api.broughtTo('acknowledged');
    await api.change(caseId, { severity: 'low', owner: 'lead@tallyman.example' }, 2);
    expect(
      api.ledger.audited().map(({ principalId, action, target }) => [principalId, action, target]),
    ).toEqual([
      ['manager', 'cases:raise', `${caseId} raised`],
      ['manager', 'cases:work', `${caseId} acknowledged`],
      ['manager', 'cases:work', `${caseId} changed owner severity`],
    ]);
  });
});
