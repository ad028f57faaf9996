import { describe, expect, it } from 'vitest';
import { readClientKpis } from '../../shared/app/read-kpis.ts';
import { DAY_MS } from '../../shared/domain/calendar/time.ts';
import { addCounter, emptyCounts } from '../../shared/domain/kpi/counts.ts';
import { figuresOf, type Figure } from '../../shared/domain/kpi/figures.ts';
import { cutRatio } from '../../shared/domain/kpi/ratio.ts';
import { CATALOGUE } from '../../shared/domain/kpi/catalogue.ts';
import { GROUPINGS } from '../../shared/domain/kpi/grouping.ts';
import { COUNTERS } from '../../shared/domain/kpi/counters.ts';
import { MAX_CARRIED_DAYS, unitDaysOf, type SiteDay } from '../../shared/domain/kpi/unit-days.ts';
import { poissonInterval, wilsonInterval } from '../../shared/domain/statistics/intervals.ts';
import { CONTRACT, contractWith, day, NOW, orderNo } from '../support/builders.ts';
import { aLedger, ANYONE } from '../support/ledger.ts';
import { seededRandom } from '../support/memory-documents/index.ts';
import { surveyAnswer } from '../support/survey-answers.ts';
import { warehouseOrder } from '../support/warehouse.ts';
import { makeSchedule } from '../fault/schedule.ts';

const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 1e9));
const title = `seed ${String(SEED)} (PROPERTY_SEED repeats it)`;

type Sums = Record<string, number>;

/** Everything that is counted in a list of figures, by name: what adjoining periods must add up in. */
function countsOf(figures: readonly Figure[]): Sums {
  const sums: Sums = {};
  for (const { kpi, gross, net, open, notMeasured, disputed, excluded, excused } of figures) {
    // Gains and losses of two periods cancel out in their union: what adds up there is the signed amount missed.
    const { cancels } = CATALOGUE[kpi];
    const all = {
      numerator: cancels ? 0 : gross.numerator,
      denominator: gross.denominator,
      met: gross.met,
      missed: gross.missed,
      overdue: gross.overdue,
      netNumerator: cancels ? 0 : net.numerator,
      netDenominator: net.denominator,
      open,
      notMeasured,
      disputed,
      ...Object.fromEntries(Object.entries(excluded).map(([name, amount]) => [`excluded ${name}`, amount])),
      ...Object.fromEntries(Object.entries(excused).map(([name, amount]) => [`excused ${name}`, amount])),
    };
    for (const [name, amount] of Object.entries(all)) if (amount !== 0) sums[`${kpi} ${name}`] = amount;
  }
  return sums;
}

function addUp(parts: readonly Sums[]): Sums {
  const sums: Sums = {};
  for (const part of parts)
    for (const [name, amount] of Object.entries(part)) sums[name] = (sums[name] ?? 0) + amount;
  return sums;
}

const BY_DIMENSION: ReadonlySet<string> = new Set(['site', 'carrier', 'serviceLevel']);

describe(`periods, ${title}`, () => {
  it('that adjoin add up to their union exactly, and so do the groups of a period', async () => {
    const random = seededRandom(SEED);
    const ledger = await aLedger({ contract: contractWith({ currency: 'EUR' }) });
    for (let i = 0; i < 150; i++) {
      const { orders } = makeSchedule(i, random);
      await ledger.record(warehouseOrder(i, random), surveyAnswer(i, random));
      await ledger.record(
        ...orders.map((one) => ({ ...one, orderNo: orderNo(`${String(i)} ${one.orderNo}`) })),
      );
    }
    const start = day('2026-02-25');
    const end = day('2026-08-31');
    for (let run = 0; run < 25; run++) {
      const asOf = NOW + Math.floor(random() * 120) * DAY_MS;
      const groupBy = GROUPINGS[run % GROUPINGS.length];
      const read = (from: number, to: number) =>
        readClientKpis(ledger, ANYONE, ledger.client.clientId, {
          days: { from, to },
          asOf,
          knownAt: undefined,
          groupBy,
        });
      const from = start + Math.floor(random() * 20);
      const cuts = [
        from,
        ...Array.from(
          { length: 1 + Math.floor(random() * 4) },
          () => from + Math.floor(random() * (end - from)),
        ),
        end,
      ];
      const borders = [...new Set(cuts)].sort((a, b) => a - b);
      const parts = await Promise.all(
        borders
          .slice(1)
          .map((border, i) => read(borders[i]!, i === borders.length - 2 ? border : border - 1)),
      );
      const whole = await read(from, end);
      const wanted = countsOf(whole.kpis);
      expect(Object.keys(wanted).length).toBeGreaterThan(40);
      expect(addUp(parts.map(({ kpis }) => countsOf(kpis)))).toEqual(wanted);
      // Incidents name no site or carrier: by these groups there is no complaint rate.
      const grouped = whole.groups!.map(({ kpis }) => kpis.map(({ kpi }) => kpi));
      const inGroups = whole.kpis.filter(({ kpi }) => grouped.every((kpis) => kpis.includes(kpi)));
      expect(whole.kpis.length - inGroups.length).toBe(BY_DIMENSION.has(groupBy!) ? 1 : 0);
      expect(addUp(whole.groups!.map(({ kpis }) => countsOf(kpis)))).toEqual(countsOf(inGroups));
    }
  });
});

describe(`unit-days, ${title}`, () => {
  it('of adjoining periods add up to those of their union, whatever days have no reading', () => {
    const random = seededRandom(SEED + 2);
    const from = 1000;
    for (let run = 0; run < 300; run++) {
      const rows = Array.from({ length: 1 + Math.floor(random() * 12) }, () => ({
        day: from - 150 + Math.floor(random() * 400),
        dimensions: { siteId: random() < 0.5 ? 'HAM' : undefined },
        counters: new Map([
          ['sr', 1],
          ['sl', Math.floor(random() * 3)],
        ]),
      }));
      const to = from + Math.floor(random() * 250);
      const cut = from + Math.floor(random() * (to - from));
      // A reader looks back no further than a level is carried.
      const read = (first: number, last: number) =>
        unitDaysOf(
          rows.filter(({ day: on }) => on >= first - MAX_CARRIED_DAYS && on <= last),
          { from: first, to: last },
        );
      const byDay = (one: SiteDay, other: SiteDay): number =>
        one.day - other.day || String(one.siteId).localeCompare(String(other.siteId));
      const parts = [...read(from, cut), ...(cut < to ? read(cut + 1, to) : [])];
      expect(parts.sort(byDay)).toEqual([...read(from, to)].sort(byDay));
    }
  });
});

describe(`any counts, ${title}`, () => {
  const random = seededRandom(SEED + 1);
  const upTo = (most: number): number => Math.floor(random() ** 3 * most);

  it('make a cut value that is never better than the truth, and never off by a millionth', () => {
    for (let run = 0; run < 20_000; run++) {
      const denominator = 1 + upTo(2_000_000);
      const numerator = Math.min(denominator, upTo(denominator + 1));
      const down = cutRatio(numerator, denominator, { direction: 'higher' })!;
      const up = cutRatio(numerator, denominator, { direction: 'lower' })!;
      // In integers: value × 1e6 × denominator against numerator × 1e6.
      const exact = BigInt(numerator) * 1_000_000n;
      const scaled = (value: number): bigint => BigInt(Math.round(value * 1e6)) * BigInt(denominator);
      expect(scaled(down) <= exact && exact - scaled(down) < BigInt(denominator)).toBe(true);
      expect(scaled(up) >= exact && scaled(up) - exact < BigInt(denominator)).toBe(true);
    }
  });

  it('make intervals that hold the rate, in the bounds of what they measure', () => {
    for (let run = 0; run < 2000; run++) {
      const denominator = 1 + upTo(5000);
      const numerator = Math.min(denominator, upTo(denominator + 1));
      const rate = numerator / denominator;
      const wilson = wilsonInterval(numerator, denominator)!;
      expect(wilson.low).toBeGreaterThanOrEqual(0);
      expect(wilson.high).toBeLessThanOrEqual(1);
      expect(wilson.low <= rate + 1e-6 && rate - 1e-6 <= wilson.high).toBe(true);
      const poisson = poissonInterval(numerator, denominator)!;
      expect(poisson.low <= rate + 1e-6 && rate - 1e-6 <= poisson.high).toBe(true);
    }
  });

  it('keep net within gross, and every share within 0 and 1', () => {
    const names = [...COUNTERS.keys()];
    for (let run = 0; run < 500; run++) {
      const counts = emptyCounts();
      for (const name of names) if (random() < 0.5) addCounter(counts, name, upTo(1000));
      for (const { kpi, gross, net } of figuresOf(counts, CONTRACT)) {
        expect(net.denominator).toBeLessThanOrEqual(gross.denominator);
        expect(net.met).toBe(gross.met);
        expect(gross.value === null).toBe(gross.denominator === 0);
        if (CATALOGUE[kpi].basis === 'share' && gross.value !== null)
          expect(gross.value).toBeLessThanOrEqual(1);
      }
    }
  });
});
