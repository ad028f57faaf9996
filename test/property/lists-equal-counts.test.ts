import { describe, expect, it } from 'vitest';
import { listOrders, type OrderListPage } from '../../shared/app/list-orders.ts';
import { readClientKpis } from '../../shared/app/read-kpis.ts';
import { DAY_MS } from '../../shared/domain/calendar/time.ts';
import { CATALOGUE, KPI_IDS, type KpiId } from '../../shared/domain/kpi/catalogue.ts';
import type { SeenOutcome } from '../../shared/domain/kpi/counts.ts';
import type { Figure } from '../../shared/domain/kpi/figures.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import { contractWith, day, NOW, orderNo } from '../support/builders.ts';
import { aLedger, ANYONE, figure, type TestLedger } from '../support/ledger.ts';
import { seededRandom } from '../support/memory-documents/index.ts';
import { surveyAnswer } from '../support/survey-answers.ts';
import { warehouseOrder } from '../support/warehouse.ts';
import { makeSchedule, type Random } from '../fault/schedule.ts';

const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 1e9));
const RUNS = 12;
const SCHEDULES_A_RUN = 40;
const PERIODS_A_RUN = 3;

const OUTCOMES = ['met', 'missed', 'open', 'overdue', 'excluded', 'not-measured'] as const;
/** What is counted as 1 an order; of all else the list says how much each order adds. */
const ONE_EACH: ReadonlySet<string> = new Set(['orders', 'receipts', 'incidents', 'answers']);
const CELLS = KPI_IDS.flatMap((kpi) => OUTCOMES.map((outcome) => ({ kpi, outcome })));

/** Orders of every kind of trouble, some with verdicts four months apart, recorded fact by fact in any order. */
async function record(ledger: TestLedger, random: Random): Promise<void> {
  const sent: OrderFacts[] = [];
  for (let i = 0; i < SCHEDULES_A_RUN; i++) {
    for (const { kind, orderNo: number, facts } of makeSchedule(i, random).orders)
      for (const fact of facts)
        sent.push({ kind, orderNo: orderNo(`${String(i)} ${number}`), facts: [fact] });
  }
  for (let i = 0; i < SCHEDULES_A_RUN; i++) {
    for (const { facts, ...order } of [warehouseOrder(i, random), surveyAnswer(i, random)])
      for (const fact of facts) sent.push({ ...order, facts: [fact] });
  }
  sent.sort(() => random() - 0.5);
  for (let i = 0; i < sent.length; i += 50) {
    ledger.time.now += DAY_MS / 24;
    await ledger.record(...sent.slice(i, i + 50));
  }
}

interface Question {
  readonly days: { readonly from: number; readonly to: number };
  readonly asOf: number;
}

/** Mostly around the days the orders count on, from one day to a year. */
function anyQuestion(random: Random): Question {
  const from = day('2026-02-20') + Math.floor(random() * 60);
  const to = from + Math.floor(random() ** 2 * 365);
  return { days: { from, to }, asOf: NOW + Math.floor(random() * 100) * DAY_MS };
}

function countOf({ gross, open, notMeasured, excluded }: Figure, outcome: SeenOutcome): number {
  switch (outcome) {
    case 'met':
    case 'missed':
    case 'overdue':
      return gross[outcome];
    case 'open':
      return open;
    case 'not-measured':
      return notMeasured;
    case 'excluded':
      return Object.values(excluded).reduce((sum, amount) => sum + amount, 0);
  }
}

async function listed(
  ledger: TestLedger,
  question: Question,
  kpi: KpiId,
  outcome: SeenOutcome,
  random: Random,
): Promise<{ readonly names: string[]; readonly amount: number }> {
  const names: string[] = [];
  let amount = 0;
  const query = { ...question, kpi, outcome, dataQuality: undefined, disputed: false };
  let after: OrderListPage['next'];
  do {
    const limit = 1 + Math.floor(random() * 40);
    const page = await listOrders(ledger, ANYONE, ledger.client.clientId, query, limit, after);
    for (const { order, verdict } of page.orders) {
      expect(verdict).toMatchObject({ kpi, outcome });
      names.push(`${order.kind} ${order.orderNo}`);
      amount += verdict?.amount ?? 0;
    }
    after = page.next;
  } while (after !== undefined);
  return { names, amount };
}

/** Compares every cell of a period with its list. @returns how many orders were listed */
async function compare(
  ledger: TestLedger,
  question: Question,
  kpis: readonly Figure[],
  run: string,
  random: Random,
): Promise<number> {
  let counted = 0;
  for (const { kpi, outcome } of CELLS) {
    const { names, amount } = await listed(ledger, question, kpi, outcome, random);
    const where = `${run}, ${kpi} ${outcome}, ${JSON.stringify(question)}`;
    expect(new Set(names).size, where).toBe(names.length);
    expect(amount, where).toBe(countOf(figure(kpis, kpi), outcome));
    if (ONE_EACH.has(CATALOGUE[kpi].unit)) expect(amount, where).toBe(names.length);
    counted += names.length;
  }
  return counted;
}

describe(`lists and counts, seed ${String(SEED)} (PROPERTY_SEED repeats it)`, () => {
  it('agree for every KPI, outcome, period and clock, whatever the page size', async () => {
    let counted = 0;
    let widest = 0;
    for (let run = 0; run < RUNS; run++) {
      const random = seededRandom(SEED + run);
      const ledger = await aLedger({ contract: contractWith({ currency: 'EUR' }) });
      await record(ledger, random);
      widest = Math.max(widest, (await ledger.clients.find(ledger.client.clientId))!.spreadDays);
      for (let i = 0; i < PERIODS_A_RUN; i++) {
        const question = anyQuestion(random);
        const query = { ...question, knownAt: undefined, groupBy: undefined };
        const { kpis } = await readClientKpis(ledger, ANYONE, ledger.client.clientId, query);
        counted += await compare(ledger, question, kpis, `run ${String(run)}`, random);
      }
    }
    // The orders were worth looking at: many counted, some far from the day they are listed under.
    expect(counted).toBeGreaterThan(1000);
    expect(widest).toBeGreaterThan(32);
  });
});
