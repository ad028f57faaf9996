import { createHandler as createClients } from '../../functions/api/clients/handler.ts';
import { createHandler } from '../../functions/api/contracts/handler.ts';
import type { SecondPerson } from '../../shared/domain/contract/checks-activation.ts';
import { defaultContract } from '../../shared/domain/contract/default-contract.ts';
import { termsOf } from '../../shared/domain/contract/versions.ts';
import { grantOf } from '../../shared/domain/crm/grant.ts';
import { publicHolidays as HOLIDAYS } from '../../shared/runtime/public-holidays.ts';
import { ADMIN, anApi, call, person, type Answer, type Call } from './api.ts';
import { clientId, ZONE } from './builders.ts';

export const OTHER_ADMIN = person('admin-2', 'admin');
export const MANAGER = person('manager', 'account-manager');
export const OPERATIONS = person('manager', 'operations');
export const VIEWER = person('viewer', 'client-viewer');

/** The agreement of the client to a version that begins in the past. */
export const RETROACTIVE = { retroactive: { agreedBy: 'client', reason: 'agreed by mail on 28 May' } };

/** The terms of a new client from a day on, with changes. */
export const terms = (effectiveFrom: string | null, over: object = {}): object => ({
  ...termsOf(defaultContract(ZONE)),
  effectiveFrom,
  ...over,
});

type As = Record<string, unknown>;
const PATH = '/v1/clients/{clientId}/contracts/{version}';
const matching = (etag: string | undefined): { readonly headers?: Record<string, string> } =>
  etag === undefined ? {} : { headers: { 'if-match': etag } };

/** The contracts of two clients, `acme` (granted to the manager and the viewer) and `globex`, over the API. */
export async function contractsOf(secondPerson: SecondPerson = 'not-required') {
  const api = anApi();
  const handler = createHandler({ ...api, secondPerson, holidays: HOLIDAYS });
  const clients = createClients(api);
  const send = (request: Call): Promise<Answer> => call(handler, { as: ADMIN, ...request });
  const one = (method: string, version: number | string, request: Omit<Call, 'route'>, rest = '') =>
    send({
      route: `${method} ${PATH}${rest}`,
      params: { clientId: 'acme', version: String(version) },
      ...request,
    });

  for (const id of ['acme', 'globex'])
    await call(clients, {
      route: 'POST /v1/clients',
      as: ADMIN,
      body: { clientId: id, name: id, timeZone: ZONE },
    });
  for (const who of ['manager', 'viewer']) await api.grants.save(grantOf(who, [clientId('acme')], 1));

  return {
    ...api,
    one,
    list: (as: As = ADMIN) =>
      send({ route: 'GET /v1/clients/{clientId}/contracts', params: { clientId: 'acme' }, as }),
    get: (version: number, as: As = ADMIN) => one('GET', version, { as }),
    put: (version: string | number, body: object, etag?: string, as: As = ADMIN) =>
      one('PUT', version, { body, as, ...matching(etag) }),
    discard: (version: number, etag?: string, as: As = ADMIN) =>
      one('DELETE', version, { as, ...matching(etag) }),
    activate: (version: number, body?: object, as: As = ADMIN, etag?: string) =>
      one('POST', version, { as, ...matching(etag), ...(body && { body }) }, '/activate'),
    diff: (version: number, against?: string, as: As = ADMIN) =>
      one('GET', version, { as, ...(against !== undefined && { query: { against } }) }, '/diff'),
  };
}

export type Contracts = Awaited<ReturnType<typeof contractsOf>>;

export interface VersionBody {
  readonly status: string;
  readonly inForce: boolean;
  readonly effectiveTo: string | null;
  readonly editedBy?: string;
  readonly terms: Record<string, unknown>;
  readonly calendarYears: Record<string, { readonly off: readonly string[]; readonly on: readonly string[] }>;
  readonly warnings: readonly { readonly code: string; readonly path: string }[];
  readonly summary: string;
  readonly rejudging: boolean;
  readonly changes: readonly unknown[];
  readonly text: readonly string[];
  readonly contracts: readonly Record<string, unknown>[];
}

export const bodyOf = (answer: Answer): VersionBody => answer.body as unknown as VersionBody;
export const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code];
export const pathsOf = ({ body }: Answer): string[] => body.errors.map(({ path }) => path);
export const etagOf = ({ headers }: Answer): string => headers['etag']!;

export { HOLIDAYS };
