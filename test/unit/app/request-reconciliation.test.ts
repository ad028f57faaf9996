import { describe, expect, it } from 'vitest';
import { requestReconciliation } from '../../../shared/app/request-reconciliation.ts';
import type { ReconcileRequest } from '../../../shared/ports/reconcile-queue.ts';
import { anApi } from '../../support/api.ts';
import { aClient, clientId, CONTRACT } from '../../support/builders.ts';

async function requestAfter(clients: readonly (readonly [string, number])[]) {
  const api = anApi();
  for (const [id, buckets] of clients)
    await api.clients.create(aClient({ clientId: clientId(id), buckets }), CONTRACT, 'admin-1');
  const sent: ReconcileRequest[] = [];
  const queue = {
    send: (requests: readonly ReconcileRequest[]): Promise<void> => {
      sent.push(...requests);
      return Promise.resolve();
    },
  };
  return { queued: await requestReconciliation({ clients: api.clients, queue }), sent };
}

describe('the daily reconciliation', () => {
  it('is asked for once for each bucket of each client, without repair', async () => {
    const { queued, sent } = await requestAfter([
      ['acme', 2],
      ['globex', 1],
    ]);
    expect(queued).toBe(3);
    expect(sent).toEqual([
      { clientId: 'acme', bucket: 0, repair: false },
      { clientId: 'acme', bucket: 1, repair: false },
      { clientId: 'globex', bucket: 0, repair: false },
    ]);
  });

  it('reaches every one of many clients', async () => {
    const ids = Array.from({ length: 250 }, (_, i) => `client-${String(i)}`);
    const { queued, sent } = await requestAfter(ids.map((id) => [id, 4]));
    expect(queued).toBe(1000);
    expect(new Set(sent.map((one) => `${one.clientId} ${String(one.bucket)}`)).size).toBe(1000);
  });

  it('asks for nothing where there is no client', async () => {
    expect(await requestAfter([])).toEqual({ queued: 0, sent: [] });
  });
});
