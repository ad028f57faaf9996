import { activateContract, type ActivateDeps } from '../../../shared/app/contracts/activate-contract.ts';
import { compareVersions } from '../../../shared/app/contracts/compare-versions.ts';
import { discardDraft, saveDraft, type DraftDeps } from '../../../shared/app/contracts/save-draft.ts';
import { readContract, versionIn } from '../../../shared/app/contracts/versions-seen.ts';
import { versionEntry, versionView } from '../../../shared/http/contract-view.ts';
import { requiredTagOf, tagOf, tagText } from '../../../shared/http/etag.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import * as routes from '../../../shared/http/routes/contracts.ts';

export type ContractsApiDeps = HttpDeps & DraftDeps & ActivateDeps;

/** Contract versions: list, read, write a draft, discard it, activate it, compare two. */
export const createHandler = (deps: ContractsApiDeps) =>
  createHttpHandler(
    [
      on(routes.listContractsRoute, async ({ principal, params: { clientId }, now }) => {
        const { versions } = await readContract(deps, principal, clientId, now);
        return { body: { clientId, contracts: versions.map(versionEntry).reverse() } };
      }),
      on(routes.getContractRoute, async ({ principal, params: { clientId, version }, now }) => {
        const seen = versionIn(await readContract(deps, principal, clientId, now), version);
        return { body: versionView(clientId, seen), headers: { etag: tagText(seen.version.edit) } };
      }),
      on(routes.putContractRoute, async ({ principal, params, body, ifMatch, now }) => {
        const { clientId, version } = params;
        const seen = await saveDraft(deps, principal, clientId, version, body, tagOf(ifMatch), now);
        return { body: versionView(clientId, seen), headers: { etag: tagText(seen.version.edit) } };
      }),
      on(routes.discardContractRoute, async ({ principal, params: { clientId, version }, ifMatch, now }) => {
        await discardDraft(deps, principal, clientId, version, requiredTagOf(ifMatch), now);
        return { body: { clientId, version, state: 'discarded' as const } };
      }),
      on(routes.activateContractRoute, async ({ principal, params, body, ifMatch, now }) => {
        const { clientId, version } = params;
        const activation = { retroactive: body?.retroactive, seen: tagOf(ifMatch) };
        const { seen, rejudging } = await activateContract(
          deps,
          principal,
          clientId,
          version,
          activation,
          now,
        );
        return {
          body: { ...versionView(clientId, seen), rejudging },
          headers: { etag: tagText(seen.version.edit) },
        };
      }),
      on(routes.diffContractsRoute, async ({ principal, params, query, now }) => {
        const { clientId, version } = params;
        const diff = await compareVersions(deps, principal, clientId, version, query.against, now);
        return { body: { clientId, version, ...diff } };
      }),
    ],
    deps,
  );
