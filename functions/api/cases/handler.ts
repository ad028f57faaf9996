import { type CaseCall } from '../../../shared/app/complaints/edit-case.ts';
import { raiseCase, type RaiseCaseDeps } from '../../../shared/app/complaints/raise-case.ts';
import { listCases, readCase } from '../../../shared/app/complaints/read-cases.ts';
import type { ReadIncidenceDeps } from '../../../shared/app/complaints/read-incidence.ts';
import {
  acceptClaim,
  agreeCase,
  changeCaseFields,
  decideCase,
  stepCase,
} from '../../../shared/app/complaints/work-on-case.ts';
import type { Case } from '../../../shared/domain/complaint/case.ts';
import type { ClientId } from '../../../shared/domain/ids.ts';
import { caseView } from '../../../shared/http/case-view.ts';
import { etagOf, versionOf } from '../../../shared/http/etag.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import { requestIdOf } from '../../../shared/http/idempotency.ts';
import { walkedTo, type PageTokens } from '../../../shared/http/page-token.ts';
import type { HttpRequest } from '../../../shared/http/route.ts';
import * as routes from '../../../shared/http/routes/cases.ts';
import { incidenceRoute } from './incidence.ts';

export type CasesDeps = HttpDeps & RaiseCaseDeps & ReadIncidenceDeps & { readonly pageTokens: PageTokens };

type Request = Pick<HttpRequest<{ clientId: ClientId; caseId: string }>, 'principal' | 'params' | 'now'>;

const callOf = ({ principal, params, now }: Request): CaseCall => ({ principal, ...params, now });

const answerOf = (one: Case, { principal, now }: Pick<Request, 'principal' | 'now'>) => ({
  body: caseView(one, principal, now),
  headers: { etag: etagOf(one.edits) },
});

/** Complaints, claims and feedback: raise, read, work on; how many clients complain. */
export const createHandler = (deps: CasesDeps) =>
  createHttpHandler(
    [
      on(routes.raiseCaseRoute, async (request) => {
        const { principal, params, body, now } = request;
        const from = { requestId: requestIdOf(request, deps.ids), now };
        const one = await raiseCase(deps, principal, params.clientId, body, from);
        const { body: view, headers } = answerOf(one, request);
        const location = `/v1/clients/${one.clientId}/cases/${one.caseId}`;
        return { body: view, headers: { ...headers, location } };
      }),
      on(routes.listCasesRoute, async (request) => {
        const { principal, params, query, now } = request;
        const { clientId } = params;
        const after = await walkedTo(deps.pageTokens, request, clientId);
        const wanted = { open: query.state === 'open', after, limit: query.limit };
        const { cases: found, next } = await listCases(deps, principal, clientId, wanted);
        const cases = found.map((one) => caseView(one, principal, now));
        if (next === undefined) return { body: { cases } };
        return { body: { cases, nextToken: await deps.pageTokens.seal(request, clientId, { after: next }) } };
      }),
      on(routes.readCaseRoute, async (request) => answerOf(await readCase(deps, callOf(request)), request)),
      on(routes.changeCaseRoute, async (request) => {
        const seen = versionOf(request.ifMatch);
        return answerOf(await changeCaseFields(deps, callOf(request), request.body, seen), request);
      }),
      on(routes.stepCaseRoute, async (request) =>
        answerOf(await stepCase(deps, callOf(request), request.body), request),
      ),
      on(routes.decideCaseRoute, async (request) => {
        const { valid } = request.body;
        const call = callOf(request);
        return answerOf(
          await (valid === undefined ? agreeCase(deps, call) : decideCase(deps, call, valid)),
          request,
        );
      }),
      on(routes.acceptClaimRoute, async (request) =>
        answerOf(await acceptClaim(deps, callOf(request), request.body), request),
      ),
      incidenceRoute(deps),
    ],
    deps,
  );
