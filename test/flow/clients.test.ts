import { beforeAll, describe, expect, it } from 'vitest';
import { makeClient, own, signedIn, type Caller, type Problem } from './support/api.ts';

interface ClientBody extends Problem {
  readonly clientId: string;
  readonly name: string;
  readonly version: number;
}

describe('clients', () => {
  let admin: Caller;

  beforeAll(async () => {
    admin = await signedIn('admin');
  });

  describe('edited', () => {
    const clientId = own('edited');
    const at = `/v1/clients/${clientId}`;

    beforeAll(async () => {
      await makeClient(admin, clientId);
    });

    it('want the version that was read', async () => {
      const { status, body } = await admin.send<Problem>('PATCH', at, { name: 'New name' });
      expect({ status, code: body.code }).toEqual({ status: 428, code: 'if-match-required' });
    });

    it('take an edit once, and refuse it from the version before', async () => {
      const read = await admin.get<ClientBody>(at);
      const etag = read.headers.get('etag')!;
      const first = await admin.send<ClientBody>('PATCH', at, { name: 'First' }, { 'if-match': etag });
      expect(first.status).toBe(200);
      expect(first.headers.get('etag')).not.toBe(etag);
      const second = await admin.send<Problem>('PATCH', at, { name: 'Second' }, { 'if-match': etag });
      expect({ status: second.status, code: second.body.code }).toEqual({
        status: 412,
        code: 'stale-version',
      });
      expect((await admin.get<ClientBody>(at)).body.name).toBe('First');
    });

    it('let one of two edits made at once win', async () => {
      const { headers } = await admin.get<ClientBody>(at);
      const ifMatch = { 'if-match': headers.get('etag')! };
      const edits = ['Left', 'Right'].map((name) => admin.send<ClientBody>('PATCH', at, { name }, ifMatch));
      const statuses = (await Promise.all(edits)).map(({ status }) => status).sort();
      expect(statuses).toEqual([200, 412]);
    });

    it('can be renamed by their account manager, and keep their terms', async () => {
      const manager = await signedIn('account-manager', clientId);
      const { headers } = await manager.get<ClientBody>(at);
      const ifMatch = { 'if-match': headers.get('etag')! };
      const terms = await manager.send<Problem>('PATCH', at, { contract: { minVolume: 5 } }, ifMatch);
      expect({ status: terms.status, path: terms.body.errors?.[0]?.path }).toEqual({
        status: 400,
        path: 'contract',
      });
      expect((await manager.send('PATCH', at, { name: 'By the manager' }, ifMatch)).status).toBe(200);
    });
  });

  describe('created with an Idempotency-Key', () => {
    const clientId = own('once');
    const body = { clientId, name: 'Once', timeZone: 'Asia/Shanghai' };
    const key = { 'idempotency-key': own('key') };

    it('are created once, with the same answer to a repeat', async () => {
      const first = await admin.send<ClientBody>('POST', '/v1/clients', body, key);
      const repeat = await admin.send<ClientBody>('POST', '/v1/clients', body, key);
      expect([first.status, repeat.status]).toEqual([201, 201]);
      expect(repeat.body).toEqual(first.body);
      expect(repeat.headers.get('idempotency-replayed')).toBe('true');
      expect(first.headers.get('location')).toBe(`/v1/clients/${clientId}`);
    });

    it('refuse the key with another body', async () => {
      const other = await admin.send<Problem>('POST', '/v1/clients', { ...body, name: 'Twice' }, key);
      expect({ status: other.status, code: other.body.code }).toEqual({
        status: 409,
        code: 'idempotency-key-reused',
      });
    });

    it('exist already for a request with another key', async () => {
      const again = await admin.send<Problem>('POST', '/v1/clients', body);
      expect({ status: again.status, code: again.body.code }).toEqual({
        status: 409,
        code: 'client-exists',
      });
    });
  });
});
