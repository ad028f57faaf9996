import { describe, expect, it } from 'vitest';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { programmeIdSchema } from '../../../shared/domain/survey/programme.ts';
import { cachedDirectory, cachedProgrammes, cachedRegistries } from '../../../shared/store/cached-readers.ts';
import { createClientRepository } from '../../../shared/store/client-repository.ts';
import { StoreUnavailable } from '../../../shared/store/documents.ts';
import { createProgrammeRepository } from '../../../shared/store/programme-repository.ts';
import { anApi } from '../../support/api.ts';
import { aClient, CLIENT, clientId, CONTRACT, NOW } from '../../support/builders.ts';
import { withFaults } from '../../support/memory-documents/index.ts';
import { aProgramme, aProgrammeVersion } from '../../support/programmes.ts';
import { register } from '../../support/register.ts';

describe('clients', () => {
  it('come back as they were made, with their contract', async () => {
    const { clients } = anApi();
    expect(await clients.create(aClient(), CONTRACT, 'admin-1')).toBe(true);
    expect(await clients.find(CLIENT)).toEqual(aClient());
    expect(await clients.terms(CLIENT)).toEqual({ client: aClient(), contracts: [CONTRACT] });
    expect(await clients.terms(clientId('other'))).toBeUndefined();
  });

  it('are made once, whole or not at all', async () => {
    const { clients, documents } = anApi();
    const made = await Promise.all(
      [1, 2, 3].map((n) => clients.create(aClient({ name: `n${String(n)}` }), CONTRACT, 'admin-1')),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(documents.all('crm')).toHaveLength(3);
  });

  it('are made after a clash with another transaction', async () => {
    const { documents } = anApi();
    const clients = createClientRepository(
      withFaults(documents, { faults: new Map([[1, 'conflict']] as const) }),
      'crm',
    );
    expect(await clients.create(aClient(), CONTRACT, 'admin-1')).toBe(true);
  });

  it('are found many at once, each once, missing ones left out', async () => {
    const { clients } = anApi();
    const ids = Array.from({ length: 120 }, (_, i) => clientId(`c${String(i)}`));
    for (const id of ids) await clients.create(aClient({ clientId: id }), CONTRACT, 'admin-1');
    const found = await clients.findMany([...ids, ...ids, clientId('none')]);
    expect(found.map((client) => client.clientId).sort()).toEqual([...ids].sort());
  });

  it('fail loudly, naming the key, when an item is not as stored here', async () => {
    const { clients, documents } = anApi();
    await clients.create(aClient(), CONTRACT, 'admin-1');
    await documents.update({ table: 'crm', key: { pk: 'client#acme', sk: 'profile' }, set: { buckets: 3 } });
    await expect(clients.find(CLIENT)).rejects.toThrow(/"client#acme","profile".*buckets/);
  });

  it('widen their spread by doubling, never narrow it, and keep their version', async () => {
    const { clients } = anApi();
    await clients.create(aClient(), CONTRACT, 'admin-1');
    await clients.widenSpread(CLIENT, 20);
    expect((await clients.find(CLIENT))?.spreadDays).toBe(32);
    await Promise.all([33, 100, 65, 40].map((days) => clients.widenSpread(CLIENT, days)));
    expect(await clients.find(CLIENT)).toEqual(aClient({ spreadDays: 128 }));
  });

  it('keep a spread that grew while they were edited', async () => {
    const { clients } = anApi();
    await clients.create(aClient(), CONTRACT, 'admin-1');
    const read = aClient();
    await clients.widenSpread(CLIENT, 60);
    expect(await clients.update({ ...read, name: 'New', version: 2 })).toBe(true);
    expect(await clients.find(CLIENT)).toEqual(aClient({ name: 'New', version: 2, spreadDays: 64 }));
  });
});

describe('the cached directory', () => {
  it('keeps terms for 30 seconds and sees a new client at once', async () => {
    const { clients, clock, time } = anApi();
    const cached = cachedDirectory(clients, clock);
    expect(await cached.terms(CLIENT)).toBeUndefined();
    await clients.create(aClient(), CONTRACT, 'admin-1');
    expect((await cached.terms(CLIENT))?.client.name).toBe('Acme');
    await clients.update(aClient({ name: 'New', version: 2 }));
    time.now += 29_999;
    expect((await cached.terms(CLIENT))?.client.name).toBe('Acme');
    time.now += 1;
    expect((await cached.terms(CLIENT))?.client.name).toBe('New');
  });

  it('knows a spread it has widened', async () => {
    const { clients, clock } = anApi();
    await clients.create(aClient(), CONTRACT, 'admin-1');
    const cached = cachedDirectory(clients, clock);
    await cached.terms(CLIENT);
    await cached.widenSpread(CLIENT, 50);
    expect((await cached.terms(CLIENT))?.client.spreadDays).toBe(64);
  });

  it('does not keep a failed read', async () => {
    const { clients, clock } = anApi();
    await clients.create(aClient(), CONTRACT, 'admin-1');
    let down = true;
    const flaky = {
      ...clients,
      terms: (id: typeof CLIENT) => (down ? Promise.reject(new StoreUnavailable('down')) : clients.terms(id)),
    };
    const cached = cachedDirectory(flaky, clock);
    await expect(cached.terms(CLIENT)).rejects.toThrow('down');
    down = false;
    expect((await cached.terms(CLIENT))?.client.clientId).toBe('acme');
  });
});

it('cached registries are read again after 30 seconds', async () => {
  const { registries, clock, time } = anApi();
  const cached = cachedRegistries(registries, clock);
  expect((await cached.all()).sites.size).toBe(0);
  await register(registries, 'site', 'HAM');
  expect((await cached.all()).sites.size).toBe(0);
  time.now += 30_000;
  expect((await cached.all()).sites).toEqual(new Map([['HAM', 'HAM']]));
});

it('cached programmes are every one there is, read again after 30 seconds or a failure', async () => {
  const { documents, clock, time } = anApi();
  const programmes = createProgrammeRepository(documents, 'crm');
  const save = (id: string) =>
    programmes.save(aProgramme({ programmeId: programmeIdSchema.parse(id) }), aProgrammeVersion());
  const ids = Array.from({ length: 101 }, (_, i) => `p-${String(i).padStart(3, '0')}`);
  for (const id of ids) await save(id);
  let down = true;
  const cached = cachedProgrammes(
    {
      list: (after, limit) =>
        down ? Promise.reject(new StoreUnavailable('down')) : programmes.list(after, limit),
    },
    clock,
  );
  await expect(cached.all()).rejects.toThrow('down');
  down = false;
  const seen = async () => (await cached.all()).map(({ programmeId }) => programmeId);
  expect(await seen()).toEqual(ids);
  await save('q');
  time.now += 29_999;
  expect(await seen()).toEqual(ids);
  time.now += 1;
  expect(await seen()).toEqual([...ids, 'q']);
});

it('a grant is saved over the version before only', async () => {
  const { grants } = anApi();
  const grant = (version: number, id = 'acme') => grantOf('p', [clientId(id)], version);
  expect([
    await grants.save(grant(1)),
    await grants.save(grant(1, 'globex')),
    await grants.save(grant(3)),
  ]).toEqual([true, false, false]);
  expect(await grants.find('p')).toEqual(grant(1));
});

it('audit entries of one instant stand beside each other', async () => {
  const { audit, audited } = anApi();
  for (const target of ['a', 'b'])
    await audit.append({ at: NOW, principalId: 'p', action: 'x', outcome: 'done', target });
  expect(audited().map((entry) => [entry.pk, entry['target']])).toEqual([
    ['audit#2026-06', 'a'],
    ['audit#2026-06', 'b'],
  ]);
});
