import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, it } from 'vitest';
import { dynamo } from '../../infra/local/clients.ts';
import { clientIdSchema } from '../../shared/domain/ids.ts';
import { crmKeys } from '../../shared/store/keys.ts';
import { localStack } from '../support/local-stack/stack.ts';
import { makeClient, own, signedIn, type Caller, type Problem } from './support/api.ts';
import { event, recorded, sendAll } from './support/events.ts';

const CLIENT = own('credits');
const MONTH = '2026-03';
const CONTRACTS = `/v1/clients/${CLIENT}/contracts`;
const CREDITS = `/v1/clients/${CLIENT}/credits`;
const CREDIT = `${CREDITS}/${MONTH}`;

const POOL = {
  category: 'Transport',
  base: 'invoice',
  atRisk: '0.1',
  share: '0.5',
  allocations: [{ kpi: 'on-time-delivery', share: '0.4' }],
};

interface Credit extends Problem {
  readonly state: string;
  readonly standingTotal: number;
  readonly credit: { readonly total: number; readonly lines: readonly { readonly calculation: string }[] };
  readonly difference: number;
  readonly notes: readonly object[];
}

/** The orders are yet to come, so nothing is to be judged again: the test does not wait for the pass. */
async function endRejudging(): Promise<void> {
  const marks = Array.from({ length: 64 }, (_, bucket) => `rejudge${String(bucket)}`);
  await dynamo(localStack()).send(
    new UpdateCommand({
      TableName: localStack().tables.crm,
      Key: crmKeys.client(clientIdSchema.parse(CLIENT)),
      UpdateExpression: `REMOVE ${marks.join(', ')}`,
    }),
  );
}

let admin: Caller;
let viewer: Caller;

beforeAll(async () => {
  admin = await signedIn('admin');
  await makeClient(admin, CLIENT);
  const manager = await signedIn('account-manager', CLIENT);
  viewer = await signedIn('client-viewer', CLIENT);
  const { terms } = (await manager.get<{ terms: object }>(`${CONTRACTS}/1`)).body;
  const draft = await manager.send('PUT', `${CONTRACTS}/2`, {
    ...terms,
    effectiveFrom: `${MONTH}-01`,
    currency: 'EUR',
    minVolume: 0,
    targets: { 'on-time-delivery': { target: '0.98' } },
    credits: { pools: [POOL], cap: null },
  });
  expect(draft.status, JSON.stringify(draft.body)).toBe(200);
  const agreed = { retroactive: { agreedBy: 'client', reason: 'agreed in the monthly meeting' } };
  const etag = draft.headers.get('etag') ?? '';
  const active = await admin.send('POST', `${CONTRACTS}/2/activate`, agreed, { 'if-match': etag });
  expect(active.status, JSON.stringify(active.body)).toBe(200);
  await endRejudging();
  const orders = ['late', 'kept'].flatMap((orderNo) => [
    event(CLIENT, orderNo, 'order.placed', '2026-03-02T09:00:00+01:00', { promise: { date: '2026-03-10' } }),
    event(CLIENT, orderNo, 'order.delivered', `2026-03-${orderNo === 'late' ? '12' : '10'}T10:00:00+01:00`),
  ]);
  await sendAll(admin, orders);
  await Promise.all(['late', 'kept'].map((orderNo) => recorded(admin, CLIENT, orderNo, 2)));
});

it('a month is billed, credited, approved, and corrected by a difference note', async () => {
  const bill = { invoice: 10_000_000, currency: 'EUR' };
  expect((await admin.send('PUT', `/v1/clients/${CLIENT}/billing/${MONTH}`, bill)).status).toBe(200);
  const preview = (await admin.get<Credit>(CREDIT)).body;
  expect([preview.state, preview.credit.total]).toEqual(['preview', 200_000]);
  expect(preview.credit.lines[0]?.calculation).toBe(
    '50.00 % (1 of 2) misses the target of 98 %: 100,000.00 EUR (invoice) × 10 % (at risk) × 50 % (pool Transport) × 40 % (on-time-delivery) = 2,000.00 EUR',
  );

  expect((await admin.send('POST', CREDITS, { month: MONTH })).status).toBe(201);
  expect((await viewer.get(CREDIT)).status).toBe(404);
  expect((await admin.send('DELETE', CREDIT)).status).toBe(200);
  const issued = await admin.send<Credit>('POST', CREDITS, { month: MONTH });
  expect([issued.status, issued.body.state]).toEqual([201, 'proposed']);
  expect((await admin.send('POST', `${CREDIT}/approve`)).status).toBe(200);
  const refused = await admin.send<Problem>('DELETE', CREDIT);
  expect([refused.status, refused.body.code]).toEqual([409, 'credit-approved']);

  await sendAll(admin, [event(CLIENT, 'late', 'order.delivered', '2026-03-10T08:00:00+01:00')]);
  await recorded(admin, CLIENT, 'late', 3);
  const note = await admin.send<Credit>('POST', `${CREDIT}/difference-notes`, { reason: 'late report' });
  expect([note.status, note.body.difference]).toEqual([201, -200_000]);
  const before = (await viewer.get<Credit>(CREDIT)).body;
  expect([before.notes, before.standingTotal]).toEqual([[], 200_000]);
  expect((await admin.send('POST', `${CREDIT}/difference-notes/1/approve`)).status).toBe(200);
  const after = (await viewer.get<Credit>(CREDIT)).body;
  expect([after.credit.total, after.notes.length, after.standingTotal]).toEqual([200_000, 1, 0]);
  expect(JSON.stringify(after)).not.toContain('issuedBy');
});
