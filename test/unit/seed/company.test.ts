import { describe, expect, it } from 'vitest';
import { expectedOf, type ExpectedClient } from '../../../infra/local/seed/expected.ts';
import { generateCompany } from '../../../infra/local/seed/generate.ts';
import { randomOf } from '../../../infra/local/seed/random.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/domain/calendar/time.ts';
import { zoneOf } from '../../../shared/domain/calendar/zone.ts';
import { newClientSchema } from '../../../shared/http/routes/clients.ts';
import { putRegistryEntryRoute } from '../../../shared/http/routes/registries.ts';
import { KPI_IDS, type KpiId } from '../../../shared/domain/kpi/catalogue.ts';
import type { Counts } from '../../../shared/domain/kpi/counts.ts';
import type { ReportedFact } from '../../../shared/domain/ledger/fact.ts';
import { factsOf, termsOf } from '../../../shared/domain/ledger/fold.ts';
import { data, has, judged, ruled, verdictOn, type Judged } from './judged.ts';

// A Sunday, a Monday after a month's end, and the day after a change of clocks in Berlin.
const NOWS = ['2026-11-22T05:00:00Z', '2026-06-01T00:00:00Z', '2026-03-30T23:59:00Z'].map((text) =>
  Date.parse(text),
);
const SEEDS = [20_260_301, 1, 99];
const RUNS = NOWS.flatMap((now) => SEEDS.map((seed) => ({ now, seed })));
const [now = 0] = NOWS;
const company = generateCompany(SEEDS[0]!, now);

const orders = judged(company, now);
const daysLate = (order: Judged): number => {
  const verdict = verdictOn(order, 'on-time-delivery');
  const at = factsOf(order.state, 'order.delivered').at(-1)?.occurredAt;
  return verdict?.deadline === undefined || at === undefined ? 0 : (at - verdict.deadline) / DAY_MS;
};
const identities = (facts: readonly ReportedFact[]) => facts.map(({ source, id }) => `${source} ${id}`);

const CASES: Readonly<Record<string, (order: Judged) => boolean>> = {
  'on time': (o) => ruled(o, 'on-time-delivery', 'kept'),
  late: (o) => ruled(o, 'on-time-delivery', 'late') && daysLate(o) < 4,
  'very late': (o) => ruled(o, 'on-time-delivery', 'late') && daysLate(o) > 6,
  'never, and overdue': (o) => {
    const verdict = verdictOn(o, 'on-time-delivery');
    return verdict?.outcome === 'open' && (verdict.deadline ?? Infinity) < now;
  },
  'due in the future': (o) => {
    const verdict = verdictOn(o, 'on-time-delivery');
    return verdict?.outcome === 'open' && (verdict.deadline ?? 0) > now;
  },
  'dispatched late': (o) => ruled(o, 'on-time-dispatch', 'late'),
  'promise revised by the client': (o) => data(o, 'order.promise-revised').some(({ by }) => by === 'client'),
  'promise revised and agreed': (o) =>
    data(o, 'order.promise-revised').some(({ agreedBy }) => agreedBy === 'client'),
  'promise revised by the provider alone': (o) => o.ignoredRevision,
  'cancelled by the client in time': (o) => ruled(o, 'on-time-delivery', 'cancelled-by-client'),
  'cancelled by the client too late': (o) => ruled(o, 'on-time-delivery', 'cancelled-too-late'),
  'cancelled by the provider': (o) => ruled(o, 'on-time-delivery', 'cancelled-by-provider'),
  'held and released': (o) => has(o, 'order.held') && has(o, 'order.released'),
  'held still': (o) => has(o, 'order.held') && !has(o, 'order.released'),
  'delivered in parts': (o) => data(o, 'order.delivered').some(({ complete }) => complete === false),
  'of several lines': (o) => (termsOf(o.state, factsOf(o.state, 'order.placed')[0]).lines?.length ?? 0) > 1,
  'parts by line': (o) =>
    data(o, 'order.delivered').some(({ complete, lines }) => complete === false && lines !== undefined),
  'short and closed': (o) =>
    ruled(o, 'in-full', 'short') && data(o, 'order.delivered').some(({ complete }) => complete === true),
  'shortage found later': (o) => has(o, 'order.discrepancy-reported') && ruled(o, 'in-full', 'short'),
  refused: (o) => has(o, 'order.refused') && !ruled(o, 'damage-frequency', 'refused-damaged'),
  'refused for damage': (o) => ruled(o, 'damage-frequency', 'refused-damaged'),
  returned: (o) => has(o, 'order.returned') && !has(o, 'order.refused'),
  lost: (o) => ruled(o, 'damage-frequency', 'lost') && !has(o, 'order.delivered'),
  'lost in part': (o) => ruled(o, 'damage-frequency', 'lost') && has(o, 'order.delivered'),
  'attempted and delivered': (o) => has(o, 'order.delivery-attempted') && has(o, 'order.delivered'),
  'damage confirmed': (o) => ruled(o, 'damage-frequency', 'damaged'),
  'damage not confirmed': (o) =>
    data(o, 'order.damage-reported').some(({ confirmed }) => confirmed === false),
  'damage found too late': (o) => {
    const found = factsOf(o.state, 'order.damage-reported')[0]?.occurredAt ?? 0;
    const delivered = factsOf(o.state, 'order.delivered')[0]?.occurredAt ?? Infinity;
    return found > delivered + 30 * DAY_MS && ruled(o, 'damage-frequency', 'undamaged');
  },
  'proof in time': (o) => ruled(o, 'pod-on-time', 'kept'),
  'proof late': (o) => ruled(o, 'pod-on-time', 'late'),
  'proof rejected, then accepted': (o) => {
    const decisions = data(o, 'order.pod-decided').map(({ accepted }) => accepted);
    return decisions.includes(false) && decisions.includes(true);
  },
  'proof missing': (o) => {
    const verdict = verdictOn(o, 'pod-on-time');
    return verdict?.outcome === 'open' && (verdict.deadline ?? Infinity) < now;
  },
  'no proof needed': (o) => has(o, 'order.delivered') && !verdictOn(o, 'pod-on-time'),
  urgent: (o) => verdictOn(o, 'urgent-order-completion') !== undefined,
  'excuse accepted': (o) => verdictOn(o, 'on-time-delivery')?.excused === true,
  'excuse rejected': (o) => data(o, 'order.delay-excused').some(({ decision }) => decision === 'rejected'),
  'excuse only proposed': (o) =>
    has(o, 'order.delay-excused') &&
    data(o, 'order.delay-excused').every(({ decision }) => decision === 'proposed'),
  'complaint undecided': (o) => has(o, 'incident.raised') && !has(o, 'incident.decided'),
  'complaint valid': (o) => data(o, 'incident.decided').some(({ valid }) => valid === true),
  'complaint invalid by consent': (o) => ruled(o, 'complaint-rate', 'decided-invalid'),
  'complaint declared invalid alone': (o) => ruled(o, 'complaint-rate', 'invalid-unless-contested'),
  'sent twice': (o) => new Set(identities(o.facts)).size < o.facts.length,
  'delivered before dispatched': (o) => o.quality.includes('delivered-before-dispatched'),
  'cancelled and delivered': (o) =>
    o.quality.includes('cancelled-and-fulfilled') && has(o, 'order.delivered') && !has(o, 'order.lost'),
  'lost and delivered': (o) => o.quality.includes('lost-and-delivered'),
  'never placed': (o) => o.quality.includes('not-placed'),
  'placed twice': (o) => o.quality.includes('placed-twice'),
  corrected: (o) => data(o, 'fact.voided').some(({ replacedBy }) => replacedBy !== undefined),
  'correction before its fact': (o) => o.facts[0]?.type === 'fact.voided' && o.state.voided.length > 0,
  'correction of an unknown fact': (o) => o.quality.includes('void-waiting'),
  'out of order': (o) => o.facts.some((fact, i) => fact.occurredAt < (o.facts[i - 1]?.occurredAt ?? 0)),
  'without a promise': (o) => ruled(o, 'on-time-delivery', 'no-promise'),
  'changed by the client': (o) => has(o, 'order.changed'),
  'usual, of five facts': (o) =>
    o.facts.map(({ type }) => type).join() ===
    'order.placed,order.dispatched,order.arrived,order.delivered,order.pod-received',
  'with a reference': (o) => data(o, 'order.placed').some(({ references }) => references !== undefined),
  'with a tracking number': (o) =>
    data(o, 'order.dispatched').some(({ trackingNo }) => trackingNo !== undefined),
};

describe('the demonstration company', () => {
  it.each(Object.entries(CASES))('shows an order that is %s', (_name, matches) => {
    expect(orders.some(matches)).toBe(true);
  });

  it('is the same for the same seed and day, at any hour', () => {
    expect(generateCompany(SEEDS[0]!, now + 3 * HOUR_MS)).toEqual(company);
  });

  it('is another one for another seed or day', () => {
    expect(generateCompany(2, now).events).not.toEqual(company.events);
    expect(generateCompany(SEEDS[0]!, now + DAY_MS).events).not.toEqual(company.events);
  });

  it('has 6 labelled clients in 3 zones, 3 carriers, 3 sites, 2 service levels', () => {
    expect(company.clients).toHaveLength(6);
    expect(new Set(company.clients.map(({ timeZone }) => timeZone)).size).toBe(3);
    const labelled = [...company.clients, ...company.registries].map(({ name }) => name);
    expect(labelled.filter((name) => !name.endsWith('(demo)'))).toEqual([]);
    const count = (name: string) => company.registries.filter(({ registry }) => registry === name).length;
    expect([count('carrier'), count('site'), count('service-level')]).toEqual([3, 3, 2]);
  });

  it('is what the API takes for clients and registry entries', () => {
    for (const client of company.clients) expect(newClientSchema.safeParse(client).success).toBe(true);
    for (const { registry, id, name } of company.registries) {
      expect(putRegistryEntryRoute.params.safeParse({ registry, id }).success).toBe(true);
      expect(putRegistryEntryRoute.body.safeParse({ name }).success).toBe(true);
    }
  });

  it('has 3,000 orders of the last 100 days, placed on working days at office hours of their zone', () => {
    const placed = company.events.filter(({ type }) => type === 'order.placed');
    expect(new Set(placed.map(({ clientid, subject }) => `${clientid} ${subject}`)).size).toBeGreaterThan(
      2980,
    );
    expect(company.events.length).toBeLessThan(17_000);
    for (const { time, clientid } of placed) {
      const at = Date.parse(time);
      const zone = zoneOf(company.clients.find(({ clientId }) => clientId === clientid)!.timeZone);
      expect(time.slice(0, 19)).toBe(new Date(at + zone.offsetAt(at)).toISOString().slice(0, 19));
      expect(at).toBeGreaterThan(now - 102 * DAY_MS);
      expect(Number(time.slice(11, 13))).toBeGreaterThanOrEqual(8);
      expect(Number(time.slice(11, 13))).toBeLessThan(18);
      expect((zone.dayOf(at) + 4) % 7).not.toBe(0);
    }
  });

  it('has clients of different quality', () => {
    const shares = expectedOf(company, now, now).map(({ counts }) => {
      const { met, missed, overdue } = counts.get('on-time-delivery')!;
      return met / (met + missed + overdue);
    });
    expect(Math.max(...shares)).toBeGreaterThan(0.95);
    expect(Math.min(...shares)).toBeLessThan(0.85);
    expect(Math.min(...shares)).toBeGreaterThan(0.6);
  });

  it('comes to the same in whatever order its events arrive', () => {
    const { shuffled } = randomOf(5, 'arrival');
    const other = expectedOf({ ...company, events: shuffled(company.events) }, now, now);
    const ends = (clients: readonly ExpectedClient[]) =>
      clients.map(({ counts, orders, refusals }) => ({ counts, orders, refused: refusals.length }));
    expect(ends(other)).toEqual(ends(expectedOf(company, now, now)));
  });

  it('counts some orders under an unknown carrier', () => {
    const registered = new Set(company.registries.map(({ id }) => id));
    const carriers = company.events.flatMap(({ data }) =>
      'carrierId' in data ? [String(data.carrierId)] : [],
    );
    expect(carriers.some((id) => !registered.has(id))).toBe(true);
  });
});

const counts = (at: number, seed: number): ReadonlyMap<KpiId, Counts>[] =>
  expectedOf(generateCompany(seed, at), at, at).map((client) => client.counts);

const PROMISED = [
  'on-time-dispatch',
  'on-time-delivery',
  'in-full',
  'otif',
  'perfect-order',
  'order-completion',
  'urgent-order-completion',
] as const;
const WITH_DEADLINE: ReadonlySet<KpiId> = new Set([...PROMISED, 'pod-on-time', 'receiving-on-time']);
const WITH_EXCLUSIONS: ReadonlySet<KpiId> = new Set([...PROMISED, 'complaint-rate']);

describe.each(RUNS)('with seed $seed on day $now', ({ now: at, seed }) => {
  const clients = counts(at, seed);
  const total = (kpi: KpiId, of: (counts: Counts) => number): number =>
    clients.reduce((sum, client) => sum + of(client.get(kpi)!), 0);
  const excluded = (counts: Counts): number => Object.values(counts.excluded).reduce((a, b) => a + b, 0);

  it.each(KPI_IDS)('%s has met and missed, and what else it can have', (kpi) => {
    expect(total(kpi, (c) => c.met)).toBeGreaterThan(0);
    // Where gains and losses cancel out, losses that prevail are below 0.
    expect(total(kpi, (c) => c.missed)).not.toBe(0);
    if (WITH_DEADLINE.has(kpi)) expect(total(kpi, (c) => c.open + c.overdue)).toBeGreaterThan(0);
    if (WITH_EXCLUSIONS.has(kpi)) expect(total(kpi, excluded)).toBeGreaterThan(0);
  });

  it('puts aside what occurs in the future and an id used again, and nothing else', () => {
    const codes = expectedOf(generateCompany(seed, at), at, at).flatMap(({ refusals }) =>
      refusals.map(({ code }) => code),
    );
    expect(new Set(codes)).toEqual(new Set(['occurs-in-future', 'event-id-reused']));
    expect(codes.length).toBeLessThan(40);
  });
});
