import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LinkPurpose, SignedLinks } from '../ports/links.ts';

/** HMAC-SHA256 over purpose and text. `key` is read anew only when the process is. */
export function createSignedLinks(key: () => Promise<string>): SignedLinks {
  const mac = async (purpose: LinkPurpose, payload: string): Promise<Buffer> =>
    createHmac('sha256', await key())
      .update(`${purpose}:${payload}`)
      .digest();
  return {
    seal: async (purpose, text) => {
      const payload = Buffer.from(text).toString('base64url');
      return `${payload}.${(await mac(purpose, payload)).toString('base64url')}`;
    },
    open: async (purpose, token) => {
      const [payload, signature, ...rest] = token.split('.');
      // The mac is worked out in any case: a malformed token takes as long as a wrong one.
      const wanted = await mac(purpose, payload ?? '');
      const given = Buffer.from(signature ?? '', 'base64url');
      if (payload === undefined || rest.length > 0 || given.length !== wanted.length) return undefined;
      return timingSafeEqual(given, wanted) ? Buffer.from(payload, 'base64url').toString() : undefined;
    },
  };
}
