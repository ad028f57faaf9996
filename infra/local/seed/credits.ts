import * as z from 'zod';
import { parseDay } from '../../../shared/domain/calendar/time.ts';
import { addMonths, monthOfDay, type MonthText } from '../../../shared/domain/credit/month.ts';
import { callApi, expectDone, pauseOf, type Target } from './api.ts';
import type { DemoCompany } from './generate.ts';

/** What was billed to a client for a month, as a row of POST /v1/billing. */
export interface BillingRow {
  readonly clientId: string;
  readonly month: MonthText;
  /** Minor units. */
  readonly invoice: number;
  readonly freight: number;
  readonly currency: string;
}

/** Of the two whole months of new terms, the earlier one first. */
const AMOUNTS = [
  { invoice: 10_000_001, freight: 6_214_350 },
  { invoice: 11_482_720, freight: 7_058_910 },
] as const;

/** The amounts behind the credits of each whole month since the new terms began. */
export const demoBilling = ({ versions }: DemoCompany): readonly BillingRow[] =>
  versions.flatMap(({ clientId, terms: { effectiveFrom, credits, currency } }) => {
    if (!credits || currency === null || effectiveFrom === null) return [];
    const first = monthOfDay(parseDay(effectiveFrom) ?? 0);
    return AMOUNTS.map((amounts, i) => ({ clientId, month: addMonths(first, i), ...amounts, currency }));
  });

const OK = 200;
const CREATED = 201;
const CONFLICT = 409;

/** Enters what was billed; the same again changes nothing. */
export async function sendBilling(target: Target, company: DemoCompany): Promise<void> {
  const body = JSON.stringify({ rows: demoBilling(company) });
  await expectDone(target, { method: 'POST', path: '/v1/billing', token: target.managerToken, body }, [OK]);
}

const rejudgingSchema = z.object({ state: z.enum(['waiting', 'running', 'done']) });

const LOOK_EVERY_MS = 5000;
const LIMIT_MS = 600_000;

async function isJudged(target: Target, clientId: string): Promise<boolean> {
  const path = `/v1/clients/${clientId}/rejudging`;
  const { body } = await callApi(target, { method: 'GET', path, token: target.adminToken });
  return rejudgingSchema.safeParse(body).data?.state === 'done';
}

/** Whether a client's orders were judged again within the time that this takes. */
async function awaitJudged(target: Target, clientId: string): Promise<boolean> {
  for (let waited = 0; waited <= LIMIT_MS; waited += LOOK_EVERY_MS) {
    if (await isJudged(target, clientId)) return true;
    await pauseOf(target)(LOOK_EVERY_MS);
  }
  return false;
}

/** What was issued once the figures stood. */
export interface Settled {
  readonly clientId: string;
  readonly month: MonthText;
}

/**
 * Issues and approves one credit: of the first month that has one. Activating terms for days gone by has all orders
 * judged again after some minutes, and until then a credit is refused: nobody waits for this.
 * @returns `undefined` where there is nothing to issue, or the orders are still not judged
 */
export async function issueFirstCredit(target: Target, company: DemoCompany): Promise<Settled | undefined> {
  const [row] = demoBilling(company);
  if (!row || !(await awaitJudged(target, row.clientId))) return undefined;
  const { clientId, month } = row;
  const path = `/v1/clients/${clientId}/credits`;
  const token = target.adminToken;
  const body = JSON.stringify({ month });
  await expectDone(target, { method: 'POST', path, token, body }, [CREATED, CONFLICT]);
  const approval = { method: 'POST', path: `${path}/${month}/approve`, token, body: '{}' } as const;
  await expectDone(target, approval, [OK, CONFLICT]);
  return { clientId, month };
}
