import { getGrant, putGrant, type GrantsDeps } from '../../../shared/app/grants.ts';
import { etagOf, versionOf } from '../../../shared/http/etag.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import { getGrantRoute, grantView, putGrantRoute } from '../../../shared/http/routes/access.ts';

/** Access: which clients a person or machine is assigned to. */
export const createHandler = (deps: HttpDeps & GrantsDeps) =>
  createHttpHandler(
    [
      on(getGrantRoute, async ({ principal, params }) => {
        const grant = await getGrant(deps, principal, params.principalId);
        return { body: grantView(grant), headers: { etag: etagOf(grant.version) } };
      }),
      on(putGrantRoute, async ({ principal, params, body, ifMatch, now }) => {
        const seen = (): number => versionOf(ifMatch);
        const grant = await putGrant(deps, principal, params.principalId, body, seen, now);
        return { body: grantView(grant), headers: { etag: etagOf(grant.version) } };
      }),
    ],
    deps,
  );
