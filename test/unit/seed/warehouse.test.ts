import { describe, expect, it } from 'vitest';
import { generateCompany } from '../../../infra/local/seed/generate.ts';
import { DAY_MS, MINUTE_MS } from '../../../shared/domain/calendar/time.ts';
import { BUILT_IN_CAUSES } from '../../../shared/domain/crm/miss-causes.ts';
import type { KpiId } from '../../../shared/domain/kpi/catalogue.ts';
import { disputesOf } from '../../../shared/domain/kpi/disputes.ts';
import type { Verdict } from '../../../shared/domain/kpi/verdict.ts';
import { factsOf } from '../../../shared/domain/ledger/fold.ts';
import type { OrderKind } from '../../../shared/domain/ledger/fact.ts';
import { data, has, judged, ruled, verdictOn, type Judged } from './judged.ts';

const now = Date.parse('2026-11-22T05:00:00Z');
const company = generateCompany(20_260_301, now);
const orders = judged(company, now);

const missedBy = (order: Judged): number | undefined => {
  const verdict = verdictOn(order, 'receiving-on-time');
  const at = factsOf(order.state, 'receipt.put-away')[0]?.occurredAt;
  return verdict?.deadline === undefined || at === undefined ? undefined : at - verdict.deadline;
};
const isOverdue = ({ outcome, deadline }: Verdict): boolean => outcome === 'open' && (deadline ?? now) < now;
const overdue = (order: Judged, kpi: KpiId): boolean =>
  order.verdicts.some((one) => one.kpi === kpi && isOverdue(one));
const outcome = (order: Judged, kpi: KpiId) => verdictOn(order, kpi)?.outcome;
const wrongLines = (order: Judged): boolean =>
  data(order, 'receipt.checked').some(({ lines, linesCorrect }) => linesCorrect! < lines!.length);

const RECEIPTS: Readonly<Record<string, (order: Judged) => boolean>> = {
  'put away in time': (o) => ruled(o, 'receiving-on-time', 'kept'),
  'put away late': (o) => ruled(o, 'receiving-on-time', 'late'),
  'put away at the last moment': (o) => missedBy(o) === 0 && ruled(o, 'receiving-on-time', 'kept'),
  'put away a minute late': (o) => missedBy(o) === MINUTE_MS && ruled(o, 'receiving-on-time', 'late'),
  'at the dock': (o) => outcome(o, 'receiving-on-time') === 'open' && !overdue(o, 'receiving-on-time'),
  'at the dock for too long': (o) => overdue(o, 'receiving-on-time'),
  'without arrival': (o) => ruled(o, 'receiving-on-time', 'no-arrival'),
  'booked right': (o) => ruled(o, 'inbound-accuracy', 'no-error-found'),
  'booked wrongly': (o) => ruled(o, 'inbound-accuracy', 'error-found') && wrongLines(o),
  'wrong by fault of the supplier': (o) =>
    data(o, 'receipt.checked').some(({ fault }) => fault === 'supplier') &&
    ruled(o, 'inbound-accuracy', 'no-error-found') &&
    wrongLines(o),
  'found wrong too late': (o) => {
    const checked = factsOf(o.state, 'receipt.checked')[0]?.occurredAt ?? 0;
    const confirmed = factsOf(o.state, 'receipt.confirmed')[0]?.occurredAt ?? Infinity;
    return checked > confirmed + 30 * DAY_MS && ruled(o, 'inbound-accuracy', 'no-error-found');
  },
  'with a check taken back': (o) =>
    o.state.voided.some(({ type }) => type === 'receipt.checked') && outcome(o, 'inbound-accuracy') === 'met',
  'of some right and some wrong lines': (o) => {
    const { met = 0, missed = 0 } = verdictOn(o, 'inbound-accuracy-lines')?.quantity ?? {};
    return met > 0 && missed > 0;
  },
  'without lines': (o) => ruled(o, 'inbound-accuracy-lines', 'no-lines'),
  'as announced': (o) => ruled(o, 'asn-accuracy', 'as-announced'),
  'not as announced, and booked right': (o) =>
    ruled(o, 'asn-accuracy', 'not-as-announced') && outcome(o, 'inbound-accuracy') === 'met',
  'never announced': (o) => ruled(o, 'asn-accuracy', 'not-announced'),
};

const STOCK: Readonly<Record<string, (order: Judged) => boolean>> = {
  'a count without variance': (o) => ruled(o, 'inventory-accuracy', 'no-variance'),
  'a count whose gains and losses cancel out in the net value alone': (o) =>
    ruled(o, 'inventory-accuracy-value-net', 'no-variance') &&
    ruled(o, 'inventory-accuracy-value', 'variance') &&
    ruled(o, 'inventory-accuracy-units', 'variance'),
  'a recount that changes nothing where the first count decides': (o) =>
    o.contract.kpis['inventory-accuracy'].count === 'first' &&
    data(o, 'stock.counted').some(
      ({ recount, positions, positionsCorrect }) => recount === true && positions === positionsCorrect,
    ) &&
    ruled(o, 'inventory-accuracy', 'variance'),
  'a count without values': (o) => ruled(o, 'inventory-accuracy-value', 'no-value'),
  'a count of positions alone': (o) => ruled(o, 'inventory-accuracy-units', 'no-quantity'),
  'a stock level': (o) => ruled(o, 'storage-damage', 'level'),
  'damage on the shelf': (o) => o.kind === 'stock-level' && ruled(o, 'storage-damage', 'damaged-in-storage'),
};

const ORDERS: Readonly<Record<string, (order: Judged) => boolean>> = {
  'picked right': (o) => ruled(o, 'outbound-accuracy', 'no-error-found'),
  'with a wrong item': (o) => ruled(o, 'outbound-accuracy', 'error-found'),
  'wrong in some of its lines': (o) => {
    const { met = 0, missed = 0 } = verdictOn(o, 'outbound-accuracy-lines')?.quantity ?? {};
    return met > 0 && missed > 0;
  },
  'with a wrong item that the client ordered': (o) =>
    data(o, 'order.discrepancy-reported').some(({ fault }) => fault === 'client') &&
    outcome(o, 'outbound-accuracy') === 'met',
  'damaged in storage, which the stock tells of': (o) =>
    data(o, 'order.damage-reported').some(({ relatesTo }) => relatesTo !== undefined) &&
    !ruled(o, 'storage-damage', 'damaged-in-storage'),
  'damaged in storage, which it alone tells of': (o) =>
    o.kind === 'delivery' && ruled(o, 'storage-damage', 'damaged-in-storage'),
  'without a value': (o) => ruled(o, 'damage-value', 'no-value'),
  'of another currency': (o) => ruled(o, 'damage-value', 'other-currency'),
  perfect: (o) => outcome(o, 'perfect-order') === 'met',
  'on time and in full, and yet not perfect': (o) =>
    outcome(o, 'otif') === 'met' && outcome(o, 'perfect-order') === 'missed',
  'disputed although met': (o) => {
    const verdict = verdictOn(o, 'on-time-delivery');
    return verdict?.disputed === true && verdict.outcome === 'met';
  },
  'no longer disputed': (o) =>
    disputesOf(o.state).some(({ settled }) => settled?.data.outcome === 'rejected') &&
    verdictOn(o, 'on-time-delivery')?.disputed === false,
  'missed since its dispute was upheld': (o) =>
    disputesOf(o.state).some(({ settled }) => settled?.data.outcome === 'upheld') &&
    outcome(o, 'on-time-delivery') === 'missed',
  'excused for its late proof': (o) => verdictOn(o, 'pod-on-time')?.excused === true,
  'late with an excuse taken back': (o) =>
    data(o, 'order.delay-excused').some(({ decision }) => decision === 'withdrawn') &&
    verdictOn(o, 'on-time-delivery')?.excused === false,
  'late with an excuse that silence accepts': (o) =>
    verdictOn(o, 'on-time-delivery')?.pendingUntil !== undefined,
  'taken out by its contract': (o) => ruled(o, 'on-time-delivery', 'by-contract'),
  'due by a rule of its contract': (o) =>
    data(o, 'order.placed').every(({ promise }) => promise === undefined) &&
    has(o, 'order.placed') &&
    verdictOn(o, 'on-time-delivery')?.deadline !== undefined,
};

const siteOf = (order: Judged) => order.state.facts[0]?.data.siteId;

describe('the warehouses of the demonstration company', () => {
  it.each(Object.entries(RECEIPTS))('show a receipt that is %s', (_name, matches) => {
    expect(orders.some((order) => order.kind === 'receipt' && matches(order))).toBe(true);
  });

  it.each(Object.entries(STOCK))('show %s', (_name, matches) => {
    expect(orders.some(matches)).toBe(true);
  });

  it.each(Object.entries(ORDERS))('show an order that is %s', (_name, matches) => {
    expect(orders.some(matches)).toBe(true);
  });

  it('count receipts, counts and stock under their sites', () => {
    const sites = orders.filter(({ kind }) => kind !== 'delivery' && kind !== 'incident').map(siteOf);
    expect(new Set(sites)).toEqual(new Set(['hamburg', 'ningbo', 'santos']));
  });

  it('are few beside the orders', () => {
    const warehouse: readonly OrderKind[] = ['receipt', 'stock-count', 'stock-level'];
    const subjects = orders.filter(({ kind }) => warehouse.includes(kind));
    expect(subjects.length).toBeGreaterThan(250);
    expect(subjects.length).toBeLessThan(600);
  });

  it('never have less than nothing on the shelf', () => {
    const levels = orders.flatMap((order) => data(order, 'stock.level-recorded').map(({ units }) => units!));
    expect(Math.min(...levels)).toBeGreaterThan(1000);
  });
});

describe('causes of misses', () => {
  const causesOf = (order: Judged) => factsOf(order.state, 'miss.cause-assigned').map((fact) => fact.data);
  const missed = (order: Judged, kpi: KpiId): boolean => outcome(order, kpi) === 'missed';

  it.each(['on-time-dispatch', 'on-time-delivery', 'outbound-accuracy', 'receiving-on-time'] as const)(
    'are named for most misses of %s',
    (kpi) => {
      const misses = orders.filter((order) => missed(order, kpi));
      const named = misses.filter((order) => causesOf(order).some((cause) => cause.kpi === kpi));
      expect(named.length).toBeGreaterThan(misses.length / 2);
    },
  );

  it('are all registered, built in or made by the company', () => {
    const own = company.registries.filter(({ registry }) => registry === 'cause').map(({ id }) => id);
    const known = new Set([...BUILT_IN_CAUSES.map(({ id }) => id), ...own]);
    const used = new Set(orders.flatMap(causesOf).map(({ cause }) => cause!));
    expect([...used].filter((cause) => !known.has(cause))).toEqual([]);
    expect(own.every((cause) => used.has(cause))).toBe(true);
  });

  it('are of several kinds, so that there is something to sort', () => {
    expect(new Set(orders.flatMap(causesOf).map(({ cause }) => cause)).size).toBeGreaterThan(8);
  });
});
