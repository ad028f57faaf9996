import { expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/clients/handler.ts';
import { startPass } from '../../../shared/app/request-rejudge.ts';
import { aClient } from '../../support/builders.ts';
import { ADMIN, call, person } from '../../support/api.ts';
import { aLedger } from '../../support/ledger.ts';

const ROUTE = 'GET /v1/clients/{clientId}/rejudging';

it('GET …/rejudging shows the pass as a whole and bucket by bucket', async () => {
  const ledger = await aLedger({ client: aClient({ buckets: 1 }) });
  await startPass(ledger, ledger.client.clientId, [0]);
  const waiting = { state: 'waiting', judged: 0, startedAt: null, updatedAt: null, finishedAt: null };
  const answer = await call(createHandler(ledger), {
    route: ROUTE,
    as: ADMIN,
    params: { clientId: 'acme' },
  });
  expect([answer.status, answer.body]).toEqual([
    200,
    { clientId: 'acme', ...waiting, buckets: [{ bucket: 0, ...waiting }] },
  ]);
});

it('GET …/rejudging of a client one may not see is not found', async () => {
  const ledger = await aLedger();
  const manager = person('manager', 'account-manager');
  const answer = await call(createHandler(ledger), {
    route: ROUTE,
    as: manager,
    params: { clientId: 'acme' },
  });
  expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
});
