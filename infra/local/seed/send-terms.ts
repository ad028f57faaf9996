import { expectDone, type Target } from './api.ts';
import type { DemoCompany } from './generate.ts';
import type { DemoVersion } from './terms.ts';

const OK = 200;
const CONFLICT = 409;

/**
 * Writes the second versions as an account manager does, and has an administrator activate those that the clients agreed
 * to. To be called before any order is there: then no order is judged twice.
 */
export async function sendTerms(target: Target, { versions }: DemoCompany): Promise<void> {
  const send = async ({ clientId, version, terms, agreed }: DemoVersion): Promise<void> => {
    const path = `/v1/clients/${clientId}/contracts/${String(version)}`;
    const draft = { method: 'PUT', path, token: target.managerToken, body: JSON.stringify(terms) } as const;
    // 409: active already.
    await expectDone(target, draft, [OK, CONFLICT]);
    if (agreed === undefined) return;
    const body = JSON.stringify({ retroactive: { agreedBy: 'client', reason: agreed } });
    const token = target.adminToken;
    await expectDone(target, { method: 'POST', path: `${path}/activate`, token, body }, [OK]);
  };
  await Promise.all(versions.map(send));
}
