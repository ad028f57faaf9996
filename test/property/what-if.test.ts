import { describe, expect, it } from 'vitest';
import { readClientKpis } from '../../shared/app/read-kpis.ts';
import { rejudgeOrders } from '../../shared/app/rejudge-orders.ts';
import { toleranceLadder } from '../../shared/app/tolerance-ladder.ts';
import { whatIf, type WhatIf, type WhatIfDeps } from '../../shared/app/what-if.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import { everyBucket } from '../../shared/domain/crm/client.ts';
import type { Figure } from '../../shared/domain/kpi/figures.ts';
import { LADDER_KPIS } from '../../shared/domain/kpi/ladder.ts';
import { publicHolidays } from '../../shared/runtime/public-holidays.ts';
import { createBillingRepository, createCreditRepository } from '../../shared/store/credit-repository.ts';
import { createPeriodOrders } from '../../shared/store/period-orders.ts';
import { makeSchedule, type Random } from '../fault/schedule.ts';
import { contractWith, day, NOW, orderNo } from '../support/builders.ts';
import { aLedger, ANYONE, figure, type TestLedger } from '../support/ledger.ts';
import { seededRandom } from '../support/memory-documents/index.ts';
import { surveyAnswer } from '../support/survey-answers.ts';
import { warehouseOrder } from '../support/warehouse.ts';

const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 1e9));
const title = `seed ${String(SEED)} (PROPERTY_SEED repeats it)`;
const RUNS = 4;
const SCHEDULES_A_RUN = 60;
const PERIODS_A_RUN = 4;

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

/** Terms of every sort: other options, other deadlines, orders excluded. */
function anyTerms(random: Random): Contract {
  const contract = contractWith({
    currency: 'EUR',
    decides: pick(random, ['gross', 'net']),
    findingWindowDays: pick(random, [0, 5, 30]),
    targets: { 'on-time-delivery': { target: '0.9' } },
    kpis: {
      'on-time-dispatch': { lateToleranceMinutes: pick(random, [0, 60, 4000]) },
      'on-time-delivery': {
        granularity: pick(random, ['day', 'minute']),
        promise: pick(random, ['original', 'latest', 'revised-if-by-client']),
        early: pick(random, ['ok', 'miss']),
        lateToleranceMinutes: pick(random, [0, 600, 5000]),
        undelivered: pick(random, ['miss', 'leave-out']),
        deliveredAt: pick(random, ['complete', 'first-part']),
      },
      'pod-on-time': {
        limits: pick(random, [
          { image: { hours: 24 }, original: { businessDays: 10 } },
          { image: { businessDays: 90 }, original: { hours: 1 } },
        ]),
      },
      'order-completion': {
        completeBy: pick(random, ['month-end', 'promise']),
        graceDays: pick(random, [0, 5]),
      },
      'storage-damage': { base: pick(random, ['throughput', 'unit-days']), allowancePerMille: 0 },
      satisfaction: { question: pick(random, [null, 'overall']), scale: pick(random, [5, 7, 10]) },
    },
  });
  const { dispatch, delivery } = contract.deadlines;
  const byHours = { type: 'hours', hours: pick(random, [24, 200, 2400]), from: 'placed' } as const;
  return {
    ...contract,
    deadlines: { dispatch, delivery: random() < 0.4 ? { rules: [], otherwise: byHours } : delivery },
    exclusions: random() < 0.3 ? [{ name: 'Munich', when: { siteId: ['MUC'] } }] : [],
  };
}

async function record(ledger: TestLedger, random: Random): Promise<void> {
  for (let i = 0; i < SCHEDULES_A_RUN; i++) {
    await ledger.record(warehouseOrder(i, random), surveyAnswer(i, random));
    for (const one of makeSchedule(i, random).orders)
      await ledger.record({ ...one, orderNo: orderNo(`${String(i)} ${one.orderNo}`) });
  }
}

const depsOf = (ledger: TestLedger): WhatIfDeps => ({
  ...ledger,
  orders: createPeriodOrders(ledger.documents, 'ledger'),
  billing: createBillingRepository(ledger.documents, 'crm'),
  credits: createCreditRepository(ledger.documents, 'crm'),
  holidays: publicHolidays,
});

/** Mostly around the days the orders count on, from one day to a year. */
function anyPeriod(random: Random) {
  const from = day('2026-02-20') + Math.floor(random() * 60);
  return { from, to: from + Math.floor(random() ** 2 * 364) };
}

async function judgeAgain(ledger: TestLedger, pass: string): Promise<void> {
  const deps = { ...ledger.worker(), directory: ledger.clients, progress: ledger.progress };
  for (const bucket of everyBucket(ledger.client.buckets))
    await rejudgeOrders({ ...deps, queue: ledger.queue }, { ...ledger.partition(bucket), pass });
}

describe(`what-if, ${title}`, () => {
  it('says what the figures are once the terms are in force, and what they are now', async () => {
    const random = seededRandom(SEED);
    for (let run = 0; run < RUNS; run++) {
      const ledger = await aLedger({ contract: anyTerms(random) });
      await record(ledger, random);
      const { clientId } = ledger.client;
      const { client } = (await ledger.contracts.versions(clientId))!;
      const contract = { ...anyTerms(random), version: 2, effectiveFrom: '2000-01-01' };
      const draft = { contract, edit: 'edit-1', editedBy: 'admin-1', editedAt: NOW };
      await ledger.contracts.saveDraft(client, draft, undefined);

      const periods = Array.from({ length: PERIODS_A_RUN }, () => anyPeriod(random));
      const kpis = async (days: (typeof periods)[number]): Promise<readonly Figure[]> => {
        const query = { days, asOf: NOW, knownAt: undefined, groupBy: undefined };
        return (await readClientKpis(ledger, ANYONE, clientId, query)).kpis;
      };
      const answers: WhatIf[] = [];
      for (const days of periods) {
        const query = { days, terms: { version: 2 }, after: undefined, limit: 100 };
        const answer = await whatIf(depsOf(ledger), ANYONE, clientId, query, NOW);
        expect(answer.before, `run ${String(run)}, before`).toEqual(await kpis(days));
        answers.push(answer);
      }
      const active = { ...draft, activatedBy: 'admin-2', activatedAt: NOW };
      await ledger.contracts.activate(client, active, 'pass-1');
      await judgeAgain(ledger, 'pass-1');
      for (const [i, days] of periods.entries())
        expect(answers[i]!.after, `run ${String(run)}, ${JSON.stringify(days)}`).toEqual(await kpis(days));
    }
  });

  it('under the very terms in force changes nothing', async () => {
    const random = seededRandom(SEED);
    const ledger = await aLedger({ contract: anyTerms(random) });
    await record(ledger, random);
    for (let run = 0; run < 5; run++) {
      const query = { days: anyPeriod(random), terms: { version: 1 }, after: undefined, limit: 100 };
      const { before, after, changed, orders } = await whatIf(
        depsOf(ledger),
        ANYONE,
        ledger.client.clientId,
        query,
        NOW,
      );
      expect(after).toEqual(before);
      expect([changed, orders.changed]).toEqual([[], 0]);
    }
  });
});

describe(`the tolerance ladder, ${title}`, () => {
  it('says of the terms in force what the KPIs say, and counts no order on one rung only', async () => {
    const random = seededRandom(SEED);
    for (let run = 0; run < RUNS; run++) {
      const ledger = await aLedger({ contract: anyTerms(random) });
      await record(ledger, random);
      const { clientId } = ledger.client;
      for (const kpi of LADDER_KPIS) {
        const days = anyPeriod(random);
        const asked = { days, kpi, asOf: NOW };
        const { ladder } = await toleranceLadder(depsOf(ledger), ANYONE, clientId, asked);
        const query = { days, asOf: NOW, knownAt: undefined, groupBy: undefined };
        const { kpis } = await readClientKpis(ledger, ANYONE, clientId, query);
        expect(ladder.inForce, `run ${String(run)}, ${kpi}`).toEqual(figure(kpis, kpi));
        for (const { figure: found } of ladder.rungs) {
          const excluded = Object.values(found.excluded).reduce((sum, amount) => sum + amount, 0);
          const all = found.gross.met + found.gross.missed + found.gross.overdue;
          expect(all + found.open + found.notMeasured + excluded).toBe(ladder.orders);
        }
      }
    }
  });
});
