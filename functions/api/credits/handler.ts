import * as z from 'zod';
import { approveCredit, approveNote } from '../../../shared/app/credits/approve-credit.ts';
import { importBilling, listBilling, putBilling } from '../../../shared/app/credits/billing.ts';
import type { CreditDeps } from '../../../shared/app/credits/credit-deps.ts';
import { issueCredit } from '../../../shared/app/credits/issue-credit.ts';
import { listCredits } from '../../../shared/app/credits/list-credits.ts';
import { noteDifference } from '../../../shared/app/credits/note-difference.ts';
import { readCredit } from '../../../shared/app/credits/read-credit.ts';
import { takeBackCredit } from '../../../shared/app/credits/take-back-credit.ts';
import { monthSchema } from '../../../shared/domain/credit/month.ts';
import { creditEntry, issuedView, monthView, noteView } from '../../../shared/http/credit-view.ts';
import { etagOf, versionOf } from '../../../shared/http/etag.ts';
import { createHttpHandler, on, type BoundRoute, type HttpDeps } from '../../../shared/http/handler.ts';
import type { PageTokens } from '../../../shared/http/page-token.ts';
import type { HttpRequest } from '../../../shared/http/route.ts';
import { readRows } from '../../../shared/http/billing-rows.ts';
import * as billing from '../../../shared/http/routes/billing.ts';
import * as routes from '../../../shared/http/routes/credits.ts';

export type CreditsDeps = HttpDeps & CreditDeps & { readonly pageTokens: PageTokens };

const positionSchema = z.object({ month: monthSchema }).optional();

interface PageRequest extends HttpRequest {
  readonly params: { readonly clientId: string };
}

/** Where a list of months goes on, from and into its page token. */
const pagesFor = ({ pageTokens }: CreditsDeps, request: PageRequest) => ({
  after: async (): Promise<string | undefined> =>
    positionSchema.parse(await pageTokens.open(request, request.params.clientId))?.month,
  token: async (next: string | undefined) =>
    next === undefined
      ? {}
      : { nextToken: await pageTokens.seal(request, request.params.clientId, { month: next }) },
});

const billingRoutes = (deps: CreditsDeps): readonly BoundRoute[] => [
  on(billing.putBillingRoute, async ({ principal, params: { clientId, month }, body, ifMatch, now }) => {
    const seen = (): number => versionOf(ifMatch);
    const saved = await putBilling(
      deps,
      principal,
      clientId,
      { month, ...billing.billedOf(body) },
      seen,
      now,
    );
    return {
      body: billing.billingView(clientId, saved.billing),
      headers: { etag: etagOf(saved.billing.version) },
    };
  }),
  on(billing.listBillingRoute, async (request) => {
    const { principal, params, query } = request;
    const pages = pagesFor(deps, request);
    const after = await pages.after();
    const page = await listBilling(deps, principal, params.clientId, { limit: query.limit, after });
    return {
      body: {
        clientId: params.clientId,
        billing: page.entries.map((entry) => billing.billingView(params.clientId, entry)),
        ...(await pages.token(page.next)),
      },
    };
  }),
  on(billing.importBillingRoute, async ({ principal, body, now }) => {
    const read = readRows(body.rows);
    const results = read.merge(await importBilling(deps, principal, read.rows, now));
    const rejected = results.filter(({ outcome }) => outcome === 'rejected').length;
    return { body: { entered: results.length - rejected, rejected, results } };
  }),
];

const creditRoutes = (deps: CreditsDeps): readonly BoundRoute[] => [
  on(routes.readCreditRoute, async ({ principal, params: { clientId, month }, now }) => ({
    body: monthView(await readCredit(deps, principal, clientId, month, now), month),
  })),
  on(routes.listCreditsRoute, async (request) => {
    const { principal, params, query } = request;
    const pages = pagesFor(deps, request);
    const after = await pages.after();
    const page = await listCredits(deps, principal, params.clientId, { limit: query.limit, after });
    return {
      body: {
        clientId: params.clientId,
        credits: page.entries.map((credit) => creditEntry(credit, page.all)),
        ...(await pages.token(page.next)),
      },
    };
  }),
  on(routes.issueCreditRoute, async ({ principal, params: { clientId }, body: { month }, now }) => ({
    body: issuedView(clientId, await issueCredit(deps, principal, clientId, month, now), [], true),
    headers: { location: `/v1/clients/${clientId}/credits/${month}` },
  })),
  on(routes.takeBackCreditRoute, async ({ principal, params: { clientId, month }, now }) => {
    await takeBackCredit(deps, principal, clientId, month, now);
    return { body: { clientId, month, state: 'taken-back' as const } };
  }),
  on(routes.approveCreditRoute, async ({ principal, params: { clientId, month }, now }) => {
    const issued = await approveCredit(deps, principal, clientId, month, now);
    return { body: issuedView(clientId, issued, await deps.credits.notes(clientId, month), true) };
  }),
  on(routes.noteDifferenceRoute, async ({ principal, params: { clientId, month }, body, now }) => ({
    body: noteView(await noteDifference(deps, principal, clientId, month, body?.reason, now), true),
    headers: { location: `/v1/clients/${clientId}/credits/${month}` },
  })),
  on(routes.approveNoteRoute, async ({ principal, params: { clientId, month, number }, now }) => ({
    body: noteView(await approveNote(deps, principal, clientId, month, number, now), true),
  })),
];

/** Billed amounts, and the service credits that are made of them. */
export const createHandler = (deps: CreditsDeps) =>
  createHttpHandler([...billingRoutes(deps), ...creditRoutes(deps)], deps);
