import { beforeEach, describe, expect, it } from 'vitest';
import { clientId, NOW } from '../../support/builders.ts';
import { aCasesApi, APPROVER, codeOf, pathsOf, VIEWER, type CasesApi } from '../../support/cases.ts';
import { aContact } from '../../support/contacts.ts';
import { runInTurns, seededRandom, withFaults } from '../../support/memory-documents/index.ts';

let api: CasesApi;

beforeEach(async () => {
  api = await aCasesApi();
});

describe('a new case', () => {
  it('has an id, due dates, an incident of its own and its place', async () => {
    const { status, headers, body } = await api.raise({ severity: 'high', orders: ['SO-1'] });
    expect([status, headers['etag']]).toEqual([201, '"1"']);
    expect(headers['location']).toBe(`/v1/clients/acme/cases/${body.caseId}`);
    expect(body).toMatchObject({
      ...{ kind: 'complaint', state: 'raised', next: ['acknowledged'], validity: 'undecided', version: 1 },
      ...{ incidentId: body.caseId, orders: ['SO-1'], channel: 'phone', severity: 'high' },
      inside: { owner: 'desk@tallyman.example', history: [{ by: 'manager', what: 'raised' }] },
    });
    expect(Date.parse(body.acknowledgeBy!)).toBeGreaterThan(NOW);
    expect((await api.read(body.caseId)).body).toEqual(body);
  });

  it.each([
    [{ orders: ['SO-1', 'SO-9'] }, 'orders.1'],
    [{ orders: ['SO-1', 'SO-1'] }, 'orders.1'],
    [{ contactId: 'nobody' }, 'contactId'],
    [{ incidentId: 'INC-9' }, 'incidentId'],
    [{ kind: 'claim' }, 'claim'],
    [{ claim: { claimed: { amount: 1, currency: 'EUR' } } }, 'claim'],
    [{ kind: 'claim', claim: { claimed: { amount: -1, currency: 'EUR' } } }, 'claim.claimed.amount'],
    [{ kind: 'claim', claim: { claimed: { amount: 1, currency: 'EURO' } } }, 'claim.claimed.currency'],
    [
      {
        kind: 'claim',
        orders: ['SO-1', 'SO-2'],
        claim: { claimed: { amount: 1, currency: 'EUR' }, units: 1 },
      },
      'claim.units',
    ],
    [{ kind: 'feedback', incidentId: 'INC-1' }, 'incidentId'],
    [{ channel: null }, 'channel'],
    [{ category: 'rude' }, 'category'],
    [{ description: ' ' }, 'description'],
    [{ description: 'x'.repeat(4001) }, 'description'],
    [{ description: 'bell \u0007' }, 'description'],
    [{ owner: 'desk' }, 'owner'],
    [{ who: 'me' }, 'who'],
  ])('is refused by path: %j → %s', async (over, path) => {
    const before = api.ledger.documents.all('crm');
    const answer = await api.raise(over);
    expect([answer.status, pathsOf(answer)]).toEqual([400, [path]]);
    expect(api.ledger.documents.all('crm')).toEqual(before);
  });

  it('names a contact that is there, and keeps line breaks of its text', async () => {
    await api.ledger.contacts.save(aContact());
    const { status, body } = await api.raise({ contactId: 'ann', description: 'late\n\tand wet' });
    expect([status, body]).toMatchObject([201, { contactId: 'ann', description: 'late\n\tand wet' }]);
  });

  it('joins an incident of another case, or one reported as an event', async () => {
    const first = await api.raise();
    const second = await api.raise({ incidentId: first.body.caseId });
    expect(second.body.incidentId).toBe(first.body.caseId);
  });

  it('is raised once for each Idempotency-Key, also when the first answer was lost', async () => {
    const key = { headers: { 'idempotency-key': 'k-1' } };
    const first = await api.raise({}, key);
    const repeat = await api.raise({}, key);
    expect(repeat.body).toEqual(first.body);
    // The kept answer is gone, as after a death before it was written.
    for (const { pk, sk } of api.ledger.documents
      .all('crm')
      .filter((item) => item.pk.startsWith('idempotency#')))
      await api.ledger.documents.delete('crm', { pk, sk });
    const late = await api.raise({}, key);
    expect(late.body.caseId).toBe(first.body.caseId);
    expect((await api.list()).body.cases).toHaveLength(1);
    expect(codeOf(await api.raise({ severity: 'low' }, key))).toEqual([409, 'idempotency-key-reused']);
    expect((await api.raise({}, { headers: { 'idempotency-key': 'k-2' } })).body.caseId).not.toBe(
      first.body.caseId,
    );
  });
});

describe('what a client’s own people raise', () => {
  const own = { channel: undefined, owner: undefined };

  it('comes by the portal and has no owner yet', async () => {
    for (const as of [VIEWER, APPROVER]) {
      const { status, body } = await api.raise(own, { as });
      expect([status, body.channel, body.inside]).toEqual([201, 'portal', undefined]);
      const seen = await api.read(body.caseId);
      expect(seen.body.inside?.owner).toBeNull();
      const unowned = await api.step(body.caseId, 'acknowledged');
      expect([...codeOf(unowned), ...pathsOf(unowned)]).toEqual([409, 'case-incomplete', 'owner']);
      const owned = await api.change(body.caseId, { owner: 'desk@tallyman.example' }, 1);
      expect(owned.status).toBe(200);
      expect((await api.step(body.caseId, 'acknowledged')).status).toBe(200);
    }
  });

  it.each([
    [{ ...own, owner: 'desk@tallyman.example' }, 'owner'],
    [{ ...own, channel: 'phone' }, 'channel'],
    [{ ...own, kind: 'feedback' }, 'kind'],
  ])('leaves the rest to the provider: %j', async (over, path) => {
    const answer = await api.raise(over, { as: VIEWER });
    expect([answer.status, pathsOf(answer)]).toEqual([400, [path]]);
  });
});

describe('the list of cases', () => {
  it('has the open ones, newest first, page by page; or all', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await api.raise()).body.caseId);
    const closed = ids[1]!;
    await api.decide(closed, false);
    for (const step of ['acknowledged', 'investigating']) await api.step(closed, step);
    await api.step(closed, 'answered', { outcome: 'It was on time.' });
    await api.step(closed, 'closed');

    const open = await api.list({ limit: '3' });
    expect(open.body.cases.map(({ caseId }) => caseId)).toEqual([ids[4], ids[3], ids[2]]);
    const rest = await api.list({ limit: '3', nextToken: open.body.nextToken! });
    expect(rest.body.cases.map(({ caseId }) => caseId)).toEqual([ids[0]]);
    expect(rest.body.nextToken).toBeUndefined();
    const all = await api.list({ state: 'all' });
    expect(all.body.cases.map(({ caseId }) => caseId)).toEqual([...ids].reverse());
    expect((await api.list({ state: 'all', nextToken: open.body.nextToken! })).body.code).toBe(
      'invalid-page-token',
    );
  });

  it('takes a reopened case in again', async () => {
    const { caseId } = await api.broughtTo('answered');
    await api.decide(caseId, false);
    await api.step(caseId, 'closed');
    // The outcome mail is not out yet: the walk of every hour still sees the case, the list of open ones does not.
    expect((await api.list()).body.cases).toEqual([]);
    await api.step(caseId, 'reopened');
    expect((await api.list()).body.cases).toHaveLength(1);
  });
});

describe('a step', () => {
  it('is refused with what is possible instead', async () => {
    const { caseId } = await api.broughtTo('raised');
    const { status, body } = await api.step(caseId, 'closed');
    expect([status, body.code, body.allowed]).toEqual([409, 'case-state', ['acknowledged']]);
  });

  it('closes a valid complaint with its cause and the action against it', async () => {
    const { caseId } = await api.broughtTo('answered');
    expect(pathsOf(await api.step(caseId, 'closed'))).toEqual(['validity']);
    const { body } = await api.decide(caseId, true);
    expect(pathsOf(await api.step(caseId, 'closed'))).toEqual(['rootCause', 'correctiveAction']);
    await api.change(caseId, { rootCause: 'no driver', correctiveAction: 'a second one' }, body.version);
    expect((await api.step(caseId, 'closed')).body).toMatchObject({ state: 'closed', next: ['reopened'] });
    expect(codeOf(await api.change(caseId, { severity: 'low' }, 7))).toEqual([409, 'case-state']);
    expect(codeOf(await api.decide(caseId, false))).toEqual([409, 'case-state']);
  });

  it('takes an outcome with answered alone, and keeps its note inside', async () => {
    const { caseId } = await api.broughtTo('raised');
    expect(pathsOf(await api.step(caseId, 'acknowledged', { outcome: 'x' }))).toEqual(['outcome']);
    const { body } = await api.step(caseId, 'acknowledged', { note: 'called back' });
    expect(body.inside?.history.at(-1)).toMatchObject({ what: 'acknowledged', note: 'called back' });
  });

  it('of two at once lets one win, whoever comes first', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { caseId } = await api.broughtTo('raised');
      const request = {
        route: 'POST /v1/clients/{clientId}/cases/{caseId}/steps',
        params: { clientId: 'acme', caseId },
        body: { step: 'acknowledged' },
      };
      const statuses: number[] = [];
      await runInTurns(
        seededRandom(seed),
        [1, 2].map(() => async (turn) => {
          const send = api.sendOn(withFaults(api.ledger.documents, { turn }));
          statuses.push((await send(request)).status);
        }),
      );
      expect(statuses.sort()).toEqual([200, 409]);
      expect((await api.read(caseId)).body.version).toBe(2);
    }
  });

  it('asks for its mail once', async () => {
    const { caseId } = await api.broughtTo('answered');
    expect(api.queued).toEqual([
      { clientId: 'acme', caseId, mail: 'acknowledgement' },
      { clientId: 'acme', caseId, mail: 'outcome' },
    ]);
  });

  it('stands when the queue takes no mail, which then waits', async () => {
    const { caseId } = await api.broughtTo('raised');
    api.mailQueue.isDown = true;
    const { status, body } = await api.step(caseId, 'acknowledged');
    expect([status, api.queued, body.inside?.mails]).toEqual([
      200,
      [],
      { sent: [], waiting: ['acknowledgement'] },
    ]);
  });
});

describe('a change', () => {
  it('wants the version that was seen, and dates anew what another severity moves', async () => {
    const { caseId, acknowledgeBy, answerBy } = await api.broughtTo('raised');
    const changed = await api.change(caseId, { severity: 'critical', owner: 'lead@tallyman.example' }, 1);
    expect(changed.headers['etag']).toBe('"2"');
    expect(Date.parse(changed.body.acknowledgeBy!)).toBeLessThan(Date.parse(acknowledgeBy!));
    expect(Date.parse(changed.body.answerBy!)).toBeLessThan(Date.parse(answerBy!));
    expect(changed.body.inside?.owner).toBe('lead@tallyman.example');
    expect(codeOf(await api.change(caseId, { severity: 'low' }, 1))).toEqual([412, 'stale-version']);
    const bare = await api.change(caseId, { severity: 'low' }, 1, { headers: {} });
    expect(codeOf(bare)).toEqual([428, 'if-match-required']);
  });

  it('leaves the date of what was done', async () => {
    const { caseId, acknowledgeBy, version } = await api.broughtTo('acknowledged');
    const { body } = await api.change(caseId, { severity: 'critical' }, version);
    expect(body.acknowledgeBy).toBe(acknowledgeBy);
  });

  it('is not disturbed by mails sent meanwhile', async () => {
    const { caseId, version } = await api.broughtTo('acknowledged');
    const one = (await api.cases.find(clientId('acme'), caseId))!;
    await api.cases.save({ ...one, mailsSent: ['acknowledgement'], version: one.version + 1 }, undefined);
    expect((await api.change(caseId, { category: 'conduct' }, version)).status).toBe(200);
  });

  it('that changes nothing writes nothing', async () => {
    const { caseId } = await api.broughtTo('raised');
    const before = api.ledger.documents.all('crm');
    expect((await api.change(caseId, { severity: 'medium' }, 1)).body.version).toBe(1);
    expect(api.ledger.documents.all('crm')).toEqual(before);
  });

  it('joins another incident until it is decided, one that is there', async () => {
    const other = await api.broughtTo('raised');
    const { caseId } = await api.broughtTo('raised');
    expect(pathsOf(await api.change(caseId, { incidentId: 'INC-9' }, 1))).toEqual(['incidentId']);
    const joined = await api.change(caseId, { incidentId: other.caseId }, 1);
    expect(joined.body.incidentId).toBe(other.caseId);
    const left = await api.change(caseId, { incidentId: null }, 2);
    expect(left.body.incidentId).toBe(caseId);
    await api.decide(caseId, true);
    expect(pathsOf(await api.change(caseId, { incidentId: other.caseId }, 4))).toEqual(['incidentId']);
  });
});

describe('a claim', () => {
  const claim = { kind: 'claim', claim: { claimed: { amount: 48_000, currency: 'EUR' } } };

  it('is accepted in its own currency and settled, also once it is closed', async () => {
    const { caseId } = await api.broughtTo('answered', claim);
    const wrong = await api.claim(caseId, { accepted: { amount: 1, currency: 'USD' } });
    expect([wrong.status, pathsOf(wrong)]).toEqual([400, ['accepted.currency']]);
    expect(pathsOf(await api.claim(caseId, { settlement: { reference: 'CN-1' } }))).toEqual(['accepted']);
    expect(pathsOf(await api.claim(caseId, {}))).toEqual(['accepted']);
    const accepted = await api.claim(caseId, { accepted: { amount: 40_000, currency: 'EUR' } });
    expect(accepted.body.claim?.accepted).toEqual({ amount: 40_000, currency: 'EUR' });
    await api.decide(caseId, false);
    await api.step(caseId, 'closed');
    expect(codeOf(await api.claim(caseId, { accepted: { amount: 1, currency: 'EUR' } }))).toEqual([
      409,
      'case-state',
    ]);
    const future = { reference: 'CN-1', settledAt: '2027-01-01T00:00:00Z' };
    expect(pathsOf(await api.claim(caseId, { settlement: future }))).toEqual(['settlement.settledAt']);
    const settled = await api.claim(caseId, {
      settlement: { reference: 'CN-1', settledAt: '2026-05-31T10:00:00Z' },
    });
    expect(settled.body.claim?.settlement).toEqual({ reference: 'CN-1', settledAt: '2026-05-31T10:00:00Z' });
  });

  it('is none of a complaint', async () => {
    const { caseId } = await api.broughtTo('raised');
    const answer = await api.claim(caseId, { accepted: { amount: 1, currency: 'EUR' } });
    expect([answer.status, pathsOf(answer)]).toEqual([400, ['accepted']]);
  });
});

describe('validity', () => {
  it('is decided by the provider and agreed to by an approver of the client', async () => {
    const { caseId } = await api.broughtTo('raised');
    expect(pathsOf(await api.agree(caseId))).toEqual(['agree']);
    expect((await api.decide(caseId, false)).body).toMatchObject({
      validity: 'invalid',
      clientAgreed: false,
    });
    expect((await api.agree(caseId)).body).toMatchObject({ clientAgreed: true, version: 3 });
    expect((await api.agree(caseId)).body.version).toBe(3);
    expect((await api.decide(caseId, true)).body).toMatchObject({ validity: 'valid', clientAgreed: false });
  });

  it('is none of feedback', async () => {
    const { body } = await api.raise({ kind: 'feedback' });
    expect(pathsOf(await api.decide(body.caseId, true))).toEqual(['valid']);
  });

  it('is one thing at a time', async () => {
    const { caseId } = await api.broughtTo('raised');
    const route = 'POST /v1/clients/{clientId}/cases/{caseId}/validity';
    for (const body of [{}, { valid: true, agreed: true }]) {
      const answer = await api.send({ route, params: { clientId: 'acme', caseId }, body });
      expect([answer.status, pathsOf(answer)]).toEqual([400, ['valid']]);
    }
  });
});
