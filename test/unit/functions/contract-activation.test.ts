import { beforeEach, describe, expect, it } from 'vitest';
import { Unavailable } from '../../../shared/ports/unavailable.ts';
import { ADMIN } from '../../support/api.ts';
import { at, clientId } from '../../support/builders.ts';
import {
  bodyOf,
  codeOf,
  contractsOf,
  etagOf,
  MANAGER,
  OPERATIONS,
  OTHER_ADMIN,
  pathsOf,
  RETROACTIVE,
  terms,
  VIEWER,
  type Contracts,
} from '../../support/contracts.ts';

let contracts: Contracts;
beforeEach(async () => {
  contracts = await contractsOf();
});

// The clock stands at 2026-06-01 12:00 in Berlin.
describe('POST /v1/clients/{clientId}/contracts/{version}/activate', () => {
  it('makes the draft active; orders to come need no judging again', async () => {
    const etag = etagOf(await contracts.put(2, terms('2026-07-01')));
    const answer = await contracts.activate(2);
    expect([answer.status, etagOf(answer), bodyOf(answer)]).toMatchObject([
      200,
      etag,
      { version: 2, status: 'active', inForce: false, effectiveTo: null, rejudging: false, warnings: [] },
    ]);
    expect(contracts.queued).toEqual([]);
    const client = (await contracts.clients.find(clientId('acme')))!;
    expect([client.version, client.rejudging]).toEqual([2, []]);
    expect(codeOf(await contracts.put(2, terms('2026-07-01')))).toEqual([409, 'contract-active']);
  });

  it('has every bucket judged again where orders may be under it, after the old terms are forgotten', async () => {
    await contracts.put(2, terms('2026-06-01'));
    expect(bodyOf(await contracts.activate(2))).toMatchObject({ inForce: true, rejudging: true });
    expect(contracts.queued.map(({ request, delaySeconds }) => [request.bucket, delaySeconds])).toEqual(
      [0, 1, 2, 3].map((bucket) => [bucket, 120]),
    );
    expect((await contracts.clients.find(clientId('acme')))?.rejudging).toEqual([0, 1, 2, 3]);
  });

  it('counts on facts dated a little ahead when the version begins at midnight', async () => {
    await contracts.put(2, terms('2026-07-01'));
    contracts.time.now = at('2026-06-30 23:40');
    expect(bodyOf(await contracts.activate(2)).rejudging).toBe(false);
    await contracts.put(3, terms('2026-07-02'));
    contracts.time.now = at('2026-07-01 23:44');
    expect(bodyOf(await contracts.activate(3)).rejudging).toBe(true);
  });

  it('into the past wants the agreement of the client, and keeps it', async () => {
    await contracts.put(2, terms('2026-05-31'));
    const refused = await contracts.activate(2);
    expect([...codeOf(refused), ...pathsOf(refused)]).toEqual([
      409,
      'activation-in-the-past',
      'effectiveFrom',
    ]);
    for (const retroactive of [
      {},
      { agreedBy: 'provider', reason: 'x' },
      { agreedBy: 'client', reason: ' ' },
    ])
      expect((await contracts.activate(2, { retroactive })).status).toBe(400);
    const done = await contracts.activate(2, RETROACTIVE);
    expect(bodyOf(done)).toMatchObject({ status: 'active', rejudging: true, ...RETROACTIVE });
    expect(bodyOf(await contracts.get(2))).toMatchObject(RETROACTIVE);
    expect(contracts.audited().at(-1)).toMatchObject({
      action: 'terms:activate-retroactive',
      target: 'contract/2',
    });
    expect(JSON.stringify(contracts.audited())).not.toContain('by mail');
  });

  it('reads today in the zone of the client, not of the version', async () => {
    contracts.time.now = at('2026-06-02 00:30');
    await contracts.put(2, terms('2026-06-01', { timeZone: 'America/Sao_Paulo' }));
    expect(codeOf(await contracts.activate(2))).toEqual([409, 'activation-in-the-past']);
  });

  it('notes no agreement that was not needed', async () => {
    await contracts.put(2, terms('2026-06-01'));
    expect(bodyOf(await contracts.activate(2, RETROACTIVE))).not.toHaveProperty('retroactive');
    expect(contracts.audited().at(-1)).toMatchObject({ action: 'terms:activate' });
  });

  it('refuses a version that begins no later than the one before, agreed or not, naming both days', async () => {
    await contracts.put(2, terms('2026-07-01'));
    await contracts.activate(2);
    for (const day of ['2026-07-01', '2026-06-15']) {
      const draft = await contracts.get(3);
      await contracts.put(3, terms(day), draft.headers['etag']);
      const answer = await contracts.activate(3, RETROACTIVE);
      expect([...codeOf(answer), ...pathsOf(answer)]).toEqual([409, 'contract-overlap', 'effectiveFrom']);
      expect(answer.body.errors[0]?.detail).toContain(`${day} is not after 2026-07-01`);
    }
  });

  it('is refused for another edit than the one that was read', async () => {
    const first = etagOf(await contracts.put(2, terms('2026-07-01')));
    const second = etagOf(await contracts.put(2, terms('2026-08-01'), first));
    expect(codeOf(await contracts.activate(2, {}, ADMIN, first))).toEqual([412, 'stale-version']);
    expect((await contracts.activate(2, {}, ADMIN, second)).status).toBe(200);
  });

  it('that could not queue its pass leaves the marks, and a repeat queues it', async () => {
    const sent = contracts.queue.send;
    await contracts.put(2, terms('2026-06-01'));
    contracts.queue.send = () => Promise.reject(new Unavailable('the queue is down'));
    expect((await contracts.activate(2)).status).toBe(503);
    expect((await contracts.clients.find(clientId('acme')))?.rejudging).toEqual([0, 1, 2, 3]);

    contracts.queue.send = sent;
    const again = await contracts.activate(2);
    expect([again.status, bodyOf(again).rejudging, contracts.queued.length]).toEqual([200, true, 4]);
    for (const { request } of contracts.queued)
      await contracts.clients.finishRejudging(request.clientId, request.bucket, request.pass);
    expect(bodyOf(await contracts.activate(2)).rejudging).toBe(false);
    expect(contracts.queued).toHaveLength(4);
  });

  it('refuses a draft that today’s checks would not take any more', async () => {
    await contracts.put(2, terms('2026-07-01'));
    const { client, draft } = (await contracts.contracts.versions(clientId('acme')))!;
    const contract = { ...draft!.contract, currency: 'ABC' };
    await contracts.contracts.saveDraft(client, { ...draft!, contract }, draft!.edit);
    const answer = await contracts.activate(2);
    expect([...codeOf(answer), ...pathsOf(answer)]).toEqual([400, 'invalid-request', 'currency']);
  });

  it('finds nothing where there is no draft', async () => {
    expect(codeOf(await contracts.activate(2))).toEqual([404, 'not-found']);
    expect(codeOf(await contracts.activate(9))).toEqual([404, 'not-found']);
  });

  it('is for administrators', async () => {
    await contracts.put(2, terms('2026-07-01'));
    for (const as of [MANAGER, OPERATIONS, VIEWER])
      expect(codeOf(await contracts.activate(2, {}, as))).toEqual([403, 'forbidden']);
  });

  describe('where the stage wants a second person', () => {
    beforeEach(async () => {
      contracts = await contractsOf('required');
    });

    it('is refused to whoever saved the draft last', async () => {
      const saved = await contracts.put(2, terms('2026-07-01'));
      expect(bodyOf(saved).warnings).toMatchObject([{ code: 'second-person-required' }]);
      expect(codeOf(await contracts.activate(2))).toEqual([403, 'second-person-required']);
      expect(bodyOf(await contracts.get(2, OTHER_ADMIN)).warnings).toEqual([]);
      expect((await contracts.activate(2, {}, OTHER_ADMIN, etagOf(saved))).status).toBe(200);
    });

    it('goes by the last editor, not by the first', async () => {
      const first = etagOf(await contracts.put(2, terms('2026-07-01')));
      const second = etagOf(await contracts.put(2, terms('2026-08-01'), first, OTHER_ADMIN));
      expect(codeOf(await contracts.activate(2, {}, OTHER_ADMIN))).toEqual([403, 'second-person-required']);
      expect((await contracts.activate(2, {}, ADMIN, second)).status).toBe(200);
    });

    it('asks for the draft that was read', async () => {
      const first = etagOf(await contracts.put(2, terms('2026-07-01')));
      expect(codeOf(await contracts.activate(2, {}, OTHER_ADMIN))).toEqual([428, 'if-match-required']);
      await contracts.put(2, terms('2026-08-01'), first);
      expect(codeOf(await contracts.activate(2, {}, OTHER_ADMIN, first))).toEqual([412, 'stale-version']);
    });
  });
});
