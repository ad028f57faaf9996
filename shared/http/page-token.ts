import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { problem } from '../domain/errors.ts';
import type { HttpRequest } from './route.ts';

/** Where a list goes on: a small JSON object, such as the store's start key. */
const positionSchema = z.record(z.string(), z.json());
export type PagePosition = z.infer<typeof positionSchema>;

export interface PageTokens {
  /** The token for the page after `position`. `tenant` is the client whose list it is, else the caller. */
  seal(request: HttpRequest, tenant: string, position: PagePosition): Promise<string>;
  /** The position in the request's `nextToken`; `undefined` on a first page. Throws `invalid-page-token`. */
  open(request: HttpRequest, tenant: string): Promise<PagePosition | undefined>;
}

const walkSchema = z.object({ after: z.string() });

/** Where a walk over orders goes on; `undefined` on a first page. Throws `invalid-page-token`. */
export async function walkedTo(
  tokens: PageTokens,
  request: HttpRequest,
  tenant: string,
): Promise<string | undefined> {
  const sealed = await tokens.open(request, tenant);
  if (!sealed) return undefined;
  // A genuine token of another shape is one from before an upgrade.
  const position = walkSchema.safeParse(sealed);
  if (!position.success) throw problem.invalidPageToken();
  return position.data.after;
}

const querySchema = z.looseObject({ nextToken: z.string().optional() });

// The page size may change from page to page; every other part of the query makes it another list.
function bindingOf(request: HttpRequest, tenant: string): string {
  const query = Object.entries(querySchema.parse(request.query))
    .filter(([name, value]) => name !== 'limit' && name !== 'nextToken' && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([request.routeKey, tenant, query]);
}

/** Opaque tokens, signed (HMAC-SHA256) over position, tenant, route and query. */
export function createPageTokens(key: () => Promise<string>): PageTokens {
  const mac = async (payload: string, binding: string): Promise<Buffer> =>
    createHmac('sha256', await key())
      .update(`${String(binding.length)}:${binding}${payload}`)
      .digest();
  return {
    seal: async (request, tenant, position) => {
      const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
      return `${payload}.${(await mac(payload, bindingOf(request, tenant))).toString('base64url')}`;
    },
    open: async (request, tenant) => {
      const { nextToken } = querySchema.parse(request.query);
      if (nextToken === undefined) return undefined;
      const [payload, signature, ...rest] = nextToken.split('.');
      if (payload === undefined || signature === undefined || rest.length > 0)
        throw problem.invalidPageToken();
      const given = Buffer.from(signature, 'base64url');
      const wanted = await mac(payload, bindingOf(request, tenant));
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw problem.invalidPageToken();
      return positionSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    },
  };
}
