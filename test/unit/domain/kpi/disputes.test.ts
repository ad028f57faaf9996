import { describe, expect, test } from 'vitest';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import {
  contractWith,
  day,
  delivered,
  dispatched,
  fact,
  outcomeOf,
  placed,
  verdictOn,
} from '../../../support/builders.ts';

// Rules that decide disputes (docs/kpis.md), where two readings of the same facts would come out differently.
const ON_TIME = '2026-03-09 15:00';
const LATE = '2026-03-12 10:00';

describe('matching delivered lines with ordered ones', () => {
  test('a lot that the order did not name is no other line', () => {
    const facts = [
      placed({ lines: [{ sku: 'A', units: 10 }] }),
      delivered(ON_TIME, { lines: [{ sku: 'A', lot: 'L1', units: 10 }] }),
    ];
    expect(outcomeOf('in-full', facts)).toBe('met: kept');
  });

  test('an article without a line number fills the ordered line of that article', () => {
    const facts = [
      placed({ lines: [{ lineNo: '1', sku: 'A', units: 10 }] }),
      delivered(ON_TIME, { lines: [{ sku: 'A', units: 10 }] }),
    ];
    expect(outcomeOf('on-time-delivery', facts)).toBe('met: kept');
  });

  test('one article on two ordered lines fills the first, then the second', () => {
    const lines = [
      { lineNo: '1', sku: 'A', units: 4 },
      { lineNo: '2', sku: 'A', units: 6 },
    ];
    const part = (units: number, complete?: boolean) =>
      delivered(ON_TIME, { lines: [{ sku: 'A', units }], complete });
    expect(outcomeOf('in-full', [placed({ lines }), part(10)])).toBe('met: kept');
    expect(outcomeOf('in-full', [placed({ lines }), part(9, true)])).toBe('missed: short');
  });

  test('too much of one line does not make up for another', () => {
    const lines = [
      { lineNo: '1', units: 5 },
      { lineNo: '2', units: 5 },
    ];
    const came = [
      { lineNo: '1', units: 8 },
      { lineNo: '2', units: 2 },
    ];
    expect(
      outcomeOf('in-full', [placed({ lines }), delivered(ON_TIME, { lines: came, complete: true })]),
    ).toBe('missed: short');
  });

  test('lines in a vocabulary of their own are compared in all', () => {
    const facts = [
      placed({ lines: [{ lineNo: '1', sku: 'A', units: 10 }] }),
      delivered(ON_TIME, { lines: [{ lineNo: 'x-1', units: 10 }] }),
    ];
    expect(outcomeOf('in-full', facts)).toBe('met: kept');
  });
});

describe('shortages found later', () => {
  const short = (data = {}) =>
    fact('order.discrepancy-reported', '2026-03-11 09:00', { discrepancy: 'short', ...data });
  const ordered = placed({ lines: [{ lineNo: '1', units: 10 }] });
  const came = delivered(ON_TIME, { lines: [{ lineNo: '1', units: 10 }] });

  test('count though they name no line', () => {
    expect(outcomeOf('in-full', [ordered, came, short({ units: 2 })])).toBe('missed: short');
  });

  test('without a quantity mean at least one unit', () => {
    expect(outcomeOf('in-full', [ordered, came, short()])).toBe('missed: short');
  });

  test('do not count when the shipper is at fault', () => {
    expect(outcomeOf('in-full', [ordered, came, short({ units: 2, fault: 'shipper' })])).toBe('met: kept');
  });
});

describe('excuses', () => {
  const excuse = (data = {}) =>
    fact('order.delay-excused', '2026-03-15 09:00', { decision: 'accepted', ...data });
  const late = [placed(), delivered(LATE)];
  const isExcused = (kpi: KpiId, facts: Parameters<typeof verdictOn>[1]) => verdictOn(kpi, facts)?.excused;

  test('the provider cannot excuse itself', () => {
    expect(isExcused('on-time-delivery', [...late, excuse({ decidedBy: 'provider' })])).toBe(false);
    expect(isExcused('on-time-delivery', [...late, excuse({ decidedBy: 'client' })])).toBe(true);
  });

  test('one without a KPI speaks for the delay, not for damage or missing units', () => {
    const damage = fact('order.damage-reported', '2026-03-13 09:00', { confirmed: true });
    const all = excuse({ decidedBy: 'client' });
    expect(isExcused('on-time-delivery', [...late, damage, all])).toBe(true);
    expect(isExcused('damage-frequency', [...late, damage, all])).toBe(false);
    const shortened = [placed({ units: 10 }), delivered(ON_TIME, { units: 8, complete: true }), all];
    expect(isExcused('in-full', shortened)).toBe(false);
  });

  test('otif leaves net only when every failing component is excused', () => {
    const time = excuse({ kpi: 'on-time-delivery', decidedBy: 'client' });
    const quantity = excuse({ kpi: 'in-full', decidedBy: 'client' });
    expect(isExcused('otif', [...late, time])).toBe(false);
    expect(isExcused('otif', [...late, time, quantity])).toBe(true);
    expect(isExcused('otif', [...late, excuse({ kpi: 'otif', decidedBy: 'client' })])).toBe(false);
  });
});

describe('cancellations', () => {
  const cancelled = (when: string, by: 'client' | 'provider') => fact('order.cancelled', when, { by });

  test('the provider’s counts though the client had cancelled in transit before', () => {
    const facts = [
      placed(),
      dispatched('2026-03-05 10:00'),
      cancelled('2026-03-06 10:00', 'client'),
      cancelled('2026-03-07 10:00', 'provider'),
    ];
    expect(outcomeOf('on-time-delivery', facts)).toBe('missed: cancelled-by-provider');
  });

  test('the provider’s is a miss where the contract leaves undelivered orders out', () => {
    const contract = contractWith({ kpis: { 'on-time-delivery': { undelivered: 'leave-out' } } });
    const facts = [placed(), cancelled('2026-03-05 10:00', 'provider')];
    expect(outcomeOf('on-time-delivery', facts, contract)).toBe('missed: cancelled-by-provider');
  });
});

describe('holds and revisions', () => {
  test('the client may revise the promise while it holds the order past the old one', () => {
    const facts = [
      placed(),
      fact('order.held', '2026-03-09 09:00', { reason: 'stock' }),
      fact('order.promise-revised', '2026-03-12 09:00', {
        promise: { date: day('2026-03-20') },
        by: 'client',
      }),
      fact('order.released', '2026-03-15 09:00', { reason: 'stock' }),
      delivered('2026-03-19 10:00'),
    ];
    expect(outcomeOf('on-time-delivery', facts)).toBe('met: kept');
    expect(verdictOn('on-time-delivery', facts)?.day).toBe(day('2026-03-20'));
  });

  test('a release for a reason that nothing is held for ends the hold', () => {
    const facts = [
      placed(),
      fact('order.held', '2026-03-05 09:00'),
      fact('order.released', '2026-03-06 09:00', { reason: 'stock' }),
      delivered('2026-03-14 10:00'),
    ];
    expect(outcomeOf('on-time-delivery', facts)).toBe('missed: late');
  });
});

describe('goods that will not come', () => {
  test('every unit lost is a miss at once, a part of them is not', () => {
    const lost = (units: number) => fact('order.lost', '2026-03-05 09:00', { units });
    expect(outcomeOf('on-time-delivery', [placed({ units: 10 }), lost(10)])).toBe('missed: never-delivered');
    expect(outcomeOf('on-time-delivery', [placed({ units: 10 }), lost(3)])).toBe('open: awaited');
  });

  test('units found lost after the finding window change nothing', () => {
    const lost = fact('order.lost', '2026-05-20 09:00', { units: 1 });
    expect(outcomeOf('damage-frequency', [placed({ units: 10 }), delivered(ON_TIME), lost])).toBe(
      'met: undamaged',
    );
  });

  test('a refusal names damage in the consignee’s own words', () => {
    const refused = fact('order.refused', '2026-03-09 09:00', { reason: 'Damaged in transit' });
    expect(outcomeOf('damage-frequency', [placed(), refused])).toBe('missed: refused-damaged');
  });
});

describe('proofs of delivery', () => {
  const pod = (when: string, source = 'tms://road') => fact('order.pod-received', when, {}, { source });
  const decided = (when: string, accepted: boolean) => fact('order.pod-decided', when, { accepted });
  const order = [placed({ podRequired: true }), delivered('2026-03-09 10:00')];

  test('a rejection is about every proof it could have seen', () => {
    const facts = [
      ...order,
      pod('2026-03-09 11:00'),
      pod('2026-03-09 11:05', 'wms://hamburg'),
      decided('2026-03-09 15:00', false),
    ];
    expect(outcomeOf('pod-on-time', facts)).toBe('open: awaited');
  });

  test('a proof that follows a rejection counts from its own time', () => {
    const facts = [
      ...order,
      pod('2026-03-09 11:00'),
      decided('2026-03-09 15:00', false),
      pod('2026-03-10 11:00'),
    ];
    expect(outcomeOf('pod-on-time', facts)).toBe('missed: late');
  });

  test('silence accepts: a rejection after n days changes nothing', () => {
    const facts = [...order, pod('2026-03-09 11:00'), decided('2026-03-17 11:00', false)];
    expect(outcomeOf('pod-on-time', facts)).toBe('met: kept');
  });
});

test('more than ordered within the tolerance is not too much', () => {
  const contract = contractWith({ kpis: { 'in-full': { tolerancePerMille: 20, overDelivery: 'miss' } } });
  const came = (units: number) => [placed({ units: 100 }), delivered(ON_TIME, { units })];
  expect(outcomeOf('in-full', came(102), contract)).toBe('met: kept');
  expect(outcomeOf('in-full', came(103), contract)).toBe('missed: over-delivered');
});
