import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import { REFERENCE_HEADERS, renderReference } from '../../../shared/http/reference-page.ts';
import { healthRoute, openapiRoute, referenceRoute } from '../../../shared/http/routes/meta.ts';

export interface MetaDeps extends HttpDeps {
  readonly version: string;
  readonly stage: string;
  /** The committed OpenAPI document. */
  readonly document: { readonly openapi: string };
}

/** What may be read without signing in: health, the API's description, and its page. */
export const createHandler = (deps: MetaDeps) => {
  // Made on the first call for it and kept: the document does not change while the process lives.
  let page: string | undefined;
  return createHttpHandler(
    [
      on(healthRoute, () =>
        Promise.resolve({ body: { status: 'ok', version: deps.version, stage: deps.stage } }),
      ),
      on(openapiRoute, () => Promise.resolve({ body: { ...deps.document } })),
      on(referenceRoute, () =>
        Promise.resolve({ body: (page ??= renderReference(deps.document)), headers: REFERENCE_HEADERS }),
      ),
    ],
    deps,
  );
};
