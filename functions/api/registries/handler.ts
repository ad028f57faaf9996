import { listRegistry, putRegistryEntry, type RegistriesDeps } from '../../../shared/app/registries.ts';
import { etagOf, versionOf } from '../../../shared/http/etag.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import { listRegistryRoute, putRegistryEntryRoute } from '../../../shared/http/routes/registries.ts';

/** Registries: sites, carriers and service levels that figures may be grouped by. */
export const createHandler = (deps: HttpDeps & RegistriesDeps) =>
  createHttpHandler(
    [
      on(listRegistryRoute, async ({ principal, params: { registry } }) => {
        const entries = await listRegistry(deps, principal, registry);
        return { body: { registry, entries } };
      }),
      on(putRegistryEntryRoute, async ({ principal, params: { registry, id }, body, ifMatch, now }) => {
        const seen = (): number => versionOf(ifMatch);
        const entry = await putRegistryEntry(deps, principal, registry, { id, ...body }, seen, now);
        return { body: entry, headers: { etag: etagOf(entry.version) } };
      }),
    ],
    deps,
  );
