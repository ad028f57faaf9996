import { describe, expect, it } from 'vitest';
import { TOKEN_ROLES } from '../../../infra/local/tokens.ts';
import { authorization, localStack } from '../../support/local-stack/stack.ts';

const get = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
  (await fetch(`${localStack().apiUrl}${path}`, { headers })).status;

describe('signing in to the local installation', () => {
  it('needs no token for health', async () => {
    expect(await get('/v1/health')).toBe(200);
  });

  it('refuses a request without a token, and one with a tampered token', async () => {
    const { authorization: bearer } = await authorization('admin');
    expect(await get('/v1/clients')).toBe(401);
    expect(await get('/v1/clients', { authorization: `${bearer.slice(0, -4)}AAAA` })).toBe(401);
  });

  it.each(TOKEN_ROLES)('gives %s a token that the gateway takes', async (role) => {
    expect([200, 403]).toContain(await get('/v1/clients', await authorization(role)));
  });

  it('makes the same viewer of a client for two that ask at once', async () => {
    const tokens = await Promise.all([1, 2, 3].map(() => authorization('client-viewer', 'sign-in-test')));
    const subjects = tokens.map(({ authorization: bearer }) => {
      const claims = JSON.parse(Buffer.from(bearer.split('.')[1]!, 'base64url').toString()) as {
        sub: string;
      };
      return claims.sub;
    });
    expect(new Set(subjects).size).toBe(1);
  });
});
