import { describe, expect, it } from 'vitest';
import { activateContract, type ActivateDeps } from '../../../../shared/app/contracts/activate-contract.ts';
import { createAuthorizer } from '../../../../shared/app/authorize.ts';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import { createAuditRepository } from '../../../../shared/store/audit-repository.ts';
import { createClientRepository } from '../../../../shared/store/client-repository.ts';
import { createContractRepository } from '../../../../shared/store/contract-repository.ts';
import type { Documents } from '../../../../shared/store/documents.ts';
import { anApi } from '../../../support/api.ts';
import { aClient, CLIENT, CONTRACT, NOW } from '../../../support/builders.ts';
import { ANYONE } from '../../../support/ledger.ts';
import { withFaults, type Fault } from '../../../support/memory-documents/index.ts';

const SECOND: Contract = { ...CONTRACT, version: 2, effectiveFrom: '2026-06-01', minVolume: 9 };
const FAULTS: readonly Fault[] = ['kill-before', 'kill-after', 'lost-answer', 'unavailable', 'conflict'];
/** Reads of client and versions, the transaction, the entry of the audit log; some to spare. */
const OPERATIONS = [1, 2, 3, 4, 5, 6];

type Api = ReturnType<typeof anApi>;

async function anApiWithDraft(): Promise<Api> {
  const api = anApi();
  await api.clients.create(aClient(), CONTRACT, 'admin-1');
  const draft = { contract: SECOND, edit: 'e-1', editedBy: 'manager', editedAt: NOW };
  await api.contracts.saveDraft(aClient(), draft, undefined);
  return api;
}

function depsOn(api: Api, documents: Documents): ActivateDeps {
  const clients = createClientRepository(documents, 'crm');
  const audit = createAuditRepository(documents, 'crm', api.ids);
  return {
    clients,
    audit,
    authorizer: createAuthorizer({ grants: api.grants, clients, audit, clock: api.clock }),
    contracts: createContractRepository(documents, 'crm'),
    queue: api.queue,
    ids: api.ids,
    secondPerson: 'not-required',
  };
}

const activate = (deps: ActivateDeps) => activateContract(deps, ANYONE, CLIENT, 2, {}, NOW);

describe('an activation that is broken off at any point', () => {
  it.each(FAULTS.flatMap((fault) => OPERATIONS.map((at) => [fault, at] as const)))(
    '(%s at operation %d) is whole or not begun, and done by a repeat',
    async (fault, operation) => {
      const api = await anApiWithDraft();
      const faulty = withFaults(api.documents, { faults: new Map([[operation, fault]]) });
      await activate(depsOn(api, faulty)).catch(() => undefined);

      const half = (await api.contracts.versions(CLIENT))!;
      const isActive = half.active.length === 2;
      expect([half.draft === undefined, half.client.version, half.client.rejudging.length]).toEqual(
        isActive ? [true, 2, 4] : [false, 1, 0],
      );

      await activate(depsOn(api, api.documents));
      const { active, draft, client } = (await api.contracts.versions(CLIENT))!;
      expect([active.map(({ contract }) => contract), draft, client.version]).toEqual([
        [CONTRACT, SECOND],
        undefined,
        2,
      ]);
      // The last message of each bucket is of the pass that the bucket is marked with: its end takes the mark off.
      for (const { request } of api.queued)
        await api.clients.finishRejudging(CLIENT, request.bucket, request.pass);
      expect((await api.clients.find(CLIENT))?.rejudging).toEqual([]);
      expect(new Set(api.queued.map(({ request }) => request.bucket))).toEqual(new Set([0, 1, 2, 3]));
    },
  );
});
