import * as z from 'zod';
import { createClient, type CreateClientDeps } from '../../../shared/app/create-client.ts';
import { getClient } from '../../../shared/app/get-client.ts';
import { listClients } from '../../../shared/app/list-clients.ts';
import { readRejudging, type ReadRejudgingDeps } from '../../../shared/app/rejudge-progress.ts';
import { requestRejudge, type RequestRejudgeDeps } from '../../../shared/app/request-rejudge.ts';
import { updateClient } from '../../../shared/app/update-client.ts';
import { clientIdSchema } from '../../../shared/domain/ids.ts';
import { etagOf, versionOf } from '../../../shared/http/etag.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import type { PageTokens } from '../../../shared/http/page-token.ts';
import * as routes from '../../../shared/http/routes/clients.ts';
import { readRejudgingRoute, rejudgingView } from '../../../shared/http/routes/rejudging.ts';

export type ClientsDeps = HttpDeps &
  CreateClientDeps &
  RequestRejudgeDeps &
  ReadRejudgingDeps & { readonly pageTokens: PageTokens };

const positionSchema = z.object({ clientId: clientIdSchema }).optional();

/** Clients: create, list, read, edit, judge again. */
export const createHandler = (deps: ClientsDeps) =>
  createHttpHandler(
    [
      on(routes.createClientRoute, async ({ principal, body, now }) => {
        const { client, contract } = await createClient(deps, principal, body, now);
        return {
          body: routes.clientWithContractView(client, contract),
          headers: { etag: etagOf(client.version), location: `/v1/clients/${client.clientId}` },
        };
      }),
      on(routes.listClientsRoute, async (request) => {
        const { principal, query } = request;
        const position = positionSchema.parse(await deps.pageTokens.open(request, principal.id));
        const page = await listClients(deps, principal, position?.clientId, query.limit);
        const clients = page.clients.map(routes.clientView);
        if (page.next === undefined) return { body: { clients } };
        return {
          body: {
            clients,
            nextToken: await deps.pageTokens.seal(request, principal.id, { clientId: page.next }),
          },
        };
      }),
      on(routes.getClientRoute, async ({ principal, params, now }) => {
        const { client, contract } = await getClient(deps, principal, params.clientId, now);
        return {
          body: routes.clientWithContractView(client, contract),
          headers: { etag: etagOf(client.version) },
        };
      }),
      on(routes.updateClientRoute, async ({ principal, params, body, ifMatch, now }) => {
        const seen = versionOf(ifMatch);
        const { client, contract } = await updateClient(deps, principal, params.clientId, seen, body, now);
        return {
          body: routes.clientWithContractView(client, contract),
          headers: { etag: etagOf(client.version) },
        };
      }),
      on(routes.rejudgeClientRoute, async ({ principal, params, now }) => {
        const { client, delaySeconds } = await requestRejudge(deps, principal, params.clientId, now);
        return {
          body: { clientId: client.clientId, buckets: client.buckets, startsAfterSeconds: delaySeconds },
        };
      }),
      on(readRejudgingRoute, async ({ principal, params }) => {
        const { client, ...pass } = await readRejudging(deps, principal, params.clientId);
        return { body: rejudgingView(client.clientId, pass) };
      }),
    ],
    deps,
  );
