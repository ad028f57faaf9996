import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Contract } from '../../../shared/domain/contract/contract.ts';
import type { ActiveVersion, DraftVersion } from '../../../shared/domain/contract/versions.ts';
import { createContractRepository } from '../../../shared/store/contract-repository.ts';
import { crmKeys } from '../../../shared/store/keys.ts';
import { anApi } from '../../support/api.ts';
import { aClient, CLIENT, clientId, CONTRACT, contractWith, NOW } from '../../support/builders.ts';
import { withFaults } from '../../support/memory-documents/index.ts';

const SECOND: Contract = { ...contractWith({ minVolume: 9 }), version: 2, effectiveFrom: '2026-07-01' };

const draft = (edit = 'e-1', contract = SECOND): DraftVersion => ({
  contract,
  edit,
  editedBy: 'manager',
  editedAt: NOW,
});
const active = (from = draft()): ActiveVersion => ({ ...from, activatedBy: 'admin-2', activatedAt: NOW + 5 });

let api: ReturnType<typeof anApi>;
beforeEach(async () => {
  api = anApi();
  await api.clients.create(aClient(), CONTRACT, 'admin-1');
});
const versions = async () => (await api.contracts.versions(CLIENT))!;

describe('contract versions', () => {
  it('begin with the one that came with the client, active from the start', async () => {
    expect(await versions()).toEqual({
      client: aClient(),
      active: [
        {
          contract: CONTRACT,
          edit: '1',
          editedBy: 'admin-1',
          editedAt: NOW,
          activatedBy: 'admin-1',
          activatedAt: NOW,
        },
      ],
      draft: undefined,
    });
    expect(await api.contracts.versions(clientId('other'))).toBeUndefined();
  });

  it('stored before satisfaction was counted read with the first choice of its options', async () => {
    const key = crmKeys.contract(CLIENT, 1);
    const { satisfaction, ...kpis } = CONTRACT.kpis;
    const contract = z.json().parse({ ...CONTRACT, kpis });
    await api.documents.put('crm', { ...(await api.documents.get('crm', key)), ...key, contract });
    expect((await versions()).active[0]?.contract.kpis.satisfaction).toEqual(satisfaction);
    expect((await api.clients.terms(CLIENT))?.contracts).toEqual([CONTRACT]);
  });

  it('are never seen by what judges while they are drafts', async () => {
    expect(await api.contracts.saveDraft(aClient(), draft(), undefined)).toBe(true);
    expect((await api.clients.terms(CLIENT))?.contracts).toEqual([CONTRACT]);
    expect((await versions()).draft).toEqual(draft());
  });

  it('replace a draft from the edit that was seen only', async () => {
    const save = (edit: string, seen?: string) => api.contracts.saveDraft(aClient(), draft(edit), seen);
    await save('e-1');
    expect([await save('e-2'), await save('e-2', 'e-0'), await save('e-2', 'e-1')]).toEqual([
      false,
      false,
      true,
    ]);
    expect((await versions()).draft?.edit).toBe('e-2');
  });

  it('take no draft from someone who has not seen an activation', async () => {
    await api.contracts.saveDraft(aClient(), draft(), undefined);
    await api.contracts.activate(aClient(), active(), undefined);
    expect(await api.contracts.saveDraft(aClient(), draft('e-2'), undefined)).toBe(false);
    expect((await versions()).draft).toBeUndefined();
  });

  it('lose a draft only as it was seen', async () => {
    await api.contracts.saveDraft(aClient(), draft('e-2'), undefined);
    expect(await api.contracts.deleteDraft(CLIENT, draft('e-1'))).toBe(false);
    expect(await api.contracts.deleteDraft(CLIENT, draft('e-2'))).toBe(true);
    expect((await versions()).draft).toBeUndefined();
  });
});

describe('an activation', () => {
  beforeEach(() => api.contracts.saveDraft(aClient(), draft(), undefined));

  it('puts the version in place of the draft, raises the client and marks every bucket', async () => {
    expect(await api.contracts.activate(aClient(), active(), 'pass-1')).toBe(true);
    const { client, active: all, draft: left } = await versions();
    expect(client).toEqual(aClient({ version: 2, updatedAt: NOW + 5, rejudging: [0, 1, 2, 3] }));
    expect([all[1], left]).toEqual([active(), undefined]);
    expect((await api.clients.terms(CLIENT))?.contracts).toEqual([CONTRACT, SECOND]);
  });

  it('marks nothing without a pass', async () => {
    await api.contracts.activate(aClient(), active(), undefined);
    expect((await versions()).client).toEqual(aClient({ version: 2, updatedAt: NOW + 5 }));
  });

  it.each([
    ['of a draft that was edited meanwhile', aClient(), active(draft('e-0'))],
    ['for a client that was edited meanwhile', aClient({ version: 9 }), active()],
  ])('%s writes nothing', async (_, client, version) => {
    const before = api.documents.all('crm');
    expect(await api.contracts.activate(client, version, 'pass-1')).toBe(false);
    expect(api.documents.all('crm')).toEqual(before);
  });

  it('never writes over an active version', async () => {
    await api.contracts.activate(aClient(), active(), undefined);
    const { client } = await versions();
    await api.contracts.saveDraft(client, draft('e-2'), undefined);
    expect(await api.contracts.activate(client, active(draft('e-2')), undefined)).toBe(false);
    expect((await versions()).active[1]?.edit).toBe('e-1');
  });

  it('made twice at once is made once', async () => {
    const done = await Promise.all(
      [1, 2, 3].map(() => api.contracts.activate(aClient(), active(), 'pass-1')),
    );
    expect(done.filter(Boolean)).toHaveLength(1);
    expect((await versions()).client.version).toBe(2);
  });

  it('comes through after a clash with another transaction', async () => {
    const faults = new Map([[1, 'conflict']] as const);
    const contracts = createContractRepository(withFaults(api.documents, { faults }), 'crm');
    expect(await contracts.activate(aClient(), active(), 'pass-1')).toBe(true);
  });
});
