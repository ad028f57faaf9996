import { importRegistry } from '../../../shared/app/import-registry.ts';
import { listUnregistered, type ListUnregisteredDeps } from '../../../shared/app/list-unregistered.ts';
import * as app from '../../../shared/app/registries.ts';
import { SETTLE_SECONDS } from '../../../shared/app/request-rejudge.ts';
import { etagOf, versionOf } from '../../../shared/http/etag.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import { readRow } from '../../../shared/http/registry-rows.ts';
import * as routes from '../../../shared/http/routes/registries.ts';

export type RegistryFunctionDeps = HttpDeps & app.RegistriesDeps & ListUnregisteredDeps;

const accepted = ({ clientsRejudged }: app.Rejudged) => ({
  body: { clientsRejudged, startsAfterSeconds: SETTLE_SECONDS },
});

/** Registries: sites, carriers and service levels that figures may be grouped by, causes of misses, reasons of excuses. */
export const createHandler = (deps: RegistryFunctionDeps) =>
  createHttpHandler(
    [
      on(routes.listRegistryRoute, async ({ principal, params: { registry } }) => ({
        body: { registry, ...(await app.listRegistry(deps, principal, registry)) },
      })),
      on(routes.putRegistryEntryRoute, async ({ principal, params, body, ifMatch, now }) => {
        const { clientIds, ...content } = body;
        const edit = { principal, registry: params.registry, clientIds, now };
        const written = { id: params.id, ...content };
        const done = await app.putRegistryEntry(deps, edit, written, () => versionOf(ifMatch));
        return {
          body: { ...done.entry, clientsRejudged: done.clientsRejudged },
          headers: { etag: etagOf(done.entry.version) },
        };
      }),
      on(routes.importRegistryRoute, async ({ principal, params, body, now }) => {
        const edit = { principal, ...params, clientIds: body.clientIds, now };
        return { body: await importRegistry(deps, edit, body.entries.map(readRow)) };
      }),
      on(routes.putRegistryAliasRoute, async ({ principal, params, body, now }) => {
        const { clientIds, ...alias } = body;
        return accepted(await app.putRegistryAlias(deps, { principal, ...params, clientIds, now }, alias));
      }),
      on(routes.deleteRegistryAliasRoute, async ({ principal, params, query, now }) => {
        const edit = { principal, ...params, clientIds: undefined, now };
        return accepted(await app.deleteRegistryAlias(deps, edit, query.value));
      }),
      on(routes.mergeRegistryEntryRoute, async ({ principal, params: { registry, id }, body, now }) => {
        const { clientIds, into } = body;
        const edit = { principal, registry, clientIds, now };
        return accepted(await app.mergeRegistryEntry(deps, edit, id, into));
      }),
      on(routes.listUnregisteredRoute, async ({ principal, params: { registry }, query }) => {
        const { from, to, clientId } = query;
        const found = await listUnregistered(deps, principal, registry, { from, to }, clientId);
        return {
          body: { ...found, values: found.values.map((one) => ({ ...one, clients: [...one.clients] })) },
        };
      }),
    ],
    deps,
  );
