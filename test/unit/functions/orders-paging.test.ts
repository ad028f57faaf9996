import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/orders/handler.ts';
import { ADMIN, call } from '../../support/api.ts';
import { aClient, placed } from '../../support/builders.ts';
import { aLedger, order } from '../../support/ledger.ts';

const ROUTE = 'GET /v1/clients/{clientId}/orders';
const MAX_TOKEN = 2048;

// 200 characters and 512 bytes, half of them doubled by JSON or tripled in a key.
const longNumber = (i: number): string =>
  `${String(i).padStart(4, '0')}${'"'.repeat(46)}${'%'.repeat(46)}${'😀'.repeat(104)}`;
const NUMBERS = Array.from({ length: 70 }, (_, i) => longNumber(i));
const REFERENCE = `R${'\\'.repeat(50)}${'ä'.repeat(79)}`;

interface Page {
  readonly orders: readonly { readonly orderNo: string }[];
  readonly nextToken?: string;
}

async function aList() {
  const ledger = await aLedger({ client: aClient({ buckets: 64 }) });
  await ledger.record(...NUMBERS.map((number) => order(number, [placed({ references: [REFERENCE] })])));
  const handler = createHandler(ledger);
  const send = (query: Record<string, string>) =>
    call(handler, { route: ROUTE, as: ADMIN, params: { clientId: ledger.client.clientId }, query });
  return { ledger, send };
}

describe('a list of orders of a client with 64 buckets and long numbers', () => {
  it.each([
    ['by period', { from: '2026-03-01', to: '2026-03-31' }],
    ['by number', { q: '00' }],
    ['by reference', { q: REFERENCE.slice(0, 100) }],
  ])('%s takes the tokens that it gives, all of them short', async (_, query: Record<string, string>) => {
    const { send } = await aList();
    const numbers: string[] = [];
    let token: string | undefined;
    do {
      const { status, text } = await send({ ...query, limit: '5', ...(token && { nextToken: token }) });
      expect(status).toBe(200);
      const page = JSON.parse(text) as Page;
      numbers.push(...page.orders.map(({ orderNo }) => orderNo));
      token = page.nextToken;
      expect(token?.length ?? 0).toBeLessThan(MAX_TOKEN);
    } while (token !== undefined);
    expect(numbers.toSorted()).toEqual(NUMBERS);
  });

  it('refuses a token of another shape with the way out', async () => {
    const { ledger, send } = await aList();
    const query = { from: '2026-03-01', to: '2026-03-31' };
    const request = { routeKey: ROUTE, query } as Parameters<typeof ledger.pageTokens.seal>[0];
    const nextToken = await ledger.pageTokens.seal(request, ledger.client.clientId, { 0: 'O#delivery#SO-1' });
    const { status, body } = await send({ ...query, nextToken });
    expect([status, body.code]).toEqual([400, 'invalid-page-token']);
  });
});
