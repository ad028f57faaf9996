import type { EpochMs } from '../../domain/calendar/time.ts';
import type { Contract } from '../../domain/contract/contract.ts';
import { contractOn, historyOf } from '../../domain/contract/in-force.ts';
import { monthsNeeded, type MonthRecord } from '../../domain/credit/credit.ts';
import { recordOfIssued } from '../../domain/credit/issued-credit.ts';
import {
  creditContractOf,
  creditOfMonth,
  recordOfMonth,
  type MonthOutcome,
} from '../../domain/credit/month-credit.ts';
import { addMonths, daysOfMonth, type MonthText } from '../../domain/credit/month.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { Figure } from '../../domain/kpi/figures.ts';
import type { Terms } from '../../ports/clients.ts';
import type { BillingStore, CreditStore } from '../../ports/credits.ts';
import { figuresOfClient } from '../read-kpis.ts';
import type { SumKpisDeps } from '../sum-kpis.ts';

export interface CalculateMonthDeps extends SumKpisDeps {
  readonly billing: BillingStore;
  readonly credits: CreditStore;
}

/** The version whose credit terms a month has: the one in force on its last day. */
export const contractOfMonth = (terms: Terms, month: MonthText): Contract =>
  contractOn(historyOf(terms), daysOfMonth(month).to);

async function figuresOf(
  deps: SumKpisDeps,
  terms: Terms,
  month: MonthText,
  now: EpochMs,
): Promise<readonly Figure[]> {
  const query = { days: daysOfMonth(month), asOf: now, knownAt: undefined, groupBy: undefined };
  return (await figuresOfClient(deps, terms, query)).kpis;
}

interface Earlier {
  readonly history: readonly MonthRecord[];
  /** Months that should have a credit by now and have none. */
  readonly unissued: readonly MonthText[];
}

/** What issued credits, as their last notes left them, say of these months. */
async function issuedRecords(
  { credits }: CalculateMonthDeps,
  clientId: ClientId,
  months: readonly MonthText[],
): Promise<ReadonlyMap<MonthText, MonthRecord>> {
  const issued = await credits.findMany(clientId, months);
  const notes = await credits.lastNotes(clientId, issued);
  return new Map([...issued, ...notes].map((kept) => [kept.month, recordOfIssued(kept)]));
}

const MONTHS_AT_ONCE = 6;

/** The earlier months that a month depends on: from what was issued, else from their figures as they are today. */
export async function earlierMonths(
  deps: CalculateMonthDeps,
  terms: Terms,
  month: MonthText,
  count: number,
  now: EpochMs,
): Promise<Earlier> {
  const months = Array.from({ length: count }, (_, i) => addMonths(month, i - count));
  const withTerms = months.filter((of) => creditContractOf(contractOfMonth(terms, of)));
  const issued = await issuedRecords(deps, terms.client.clientId, withTerms);
  const open = withTerms.filter((of) => !issued.has(of));
  const measured: MonthRecord[] = [];
  for (let i = 0; i < open.length; i += MONTHS_AT_ONCE) {
    const some = open.slice(i, i + MONTHS_AT_ONCE);
    const records = await Promise.all(
      some.map(async (of) =>
        recordOfMonth(contractOfMonth(terms, of), of, await figuresOf(deps, terms, of, now)),
      ),
    );
    measured.push(...records.filter((record) => record !== undefined));
  }
  return {
    history: [...issued.values(), ...measured],
    unissued: open.filter((of) => contractOfMonth(terms, of).credits?.rampUp.includes(of) === false),
  };
}

/** The credit of a month from the figures of now, for callers who may see it; nothing is written. */
export async function calculateMonth(
  deps: CalculateMonthDeps,
  terms: Terms,
  month: MonthText,
  now: EpochMs,
): Promise<{ readonly outcome: MonthOutcome; readonly unissued: readonly MonthText[] }> {
  const contract = contractOfMonth(terms, month);
  const count = contract.credits ? monthsNeeded(contract.credits) : 0;
  const [figures, billing, { history, unissued }] = await Promise.all([
    contract.credits ? figuresOf(deps, terms, month, now) : [],
    deps.billing.billing(terms.client.clientId, month),
    earlierMonths(deps, terms, month, count, now),
  ]);
  return { outcome: creditOfMonth(contract, month, figures, billing, history), unissued };
}
