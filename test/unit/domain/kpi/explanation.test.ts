import { describe, expect, it } from 'vitest';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import { CATALOGUE, KPI_IDS, type KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import { explain, type Explanation } from '../../../../shared/domain/kpi/explanation.ts';
import type { OrderKind, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import { fold } from '../../../../shared/domain/ledger/fold.ts';
import {
  at,
  CONTRACT,
  contractWith,
  day,
  delivered,
  dispatched,
  fact,
  placed,
  REGISTRIES,
} from '../../../support/builders.ts';

function explanationOf(
  kpi: KpiId,
  facts: readonly ReportedFact[],
  contract: Contract = CONTRACT,
  kind: OrderKind = 'delivery',
): Explanation {
  const found = explain(kind, fold(facts), contract, REGISTRIES).find(({ verdict }) => verdict.kpi === kpi);
  if (!found) throw new Error(`no ${kpi}`);
  return found;
}

const named = ({ type, source, id }: ReportedFact): string => `${type} (${source} ${id})`;

describe('the deadline of a delivery', () => {
  it('names the promised date, the zone that ends the day, the fact that promised it and the last moment', () => {
    const order = placed();
    expect(explanationOf('on-time-delivery', [order]).deadline).toEqual([
      `Promised for 2026-03-10, until the end of that day in Europe/Berlin, by ${named(order)}.`,
      'Judged by civil days in Europe/Berlin.',
      'Last moment in time: 2026-03-10T23:59:59.999+01:00.',
    ]);
  });

  it('is told in the zone of the place of delivery', () => {
    const order = placed({ destination: { timeZone: 'America/Sao_Paulo' } });
    const { deadline } = explanationOf('on-time-delivery', [order]);
    expect(deadline[0]).toContain('in America/Sao_Paulo');
    expect(deadline.at(-1)).toBe('Last moment in time: 2026-03-10T23:59:59.999-03:00.');
  });

  it('of a window is told in the zone of the place of delivery, too', () => {
    const order = placed({
      promise: { to: at('2026-03-10 12:00') },
      destination: { timeZone: 'America/Sao_Paulo' },
    });
    expect(explanationOf('on-time-delivery', [order]).deadline[0]).toBe(
      `Promised until 2026-03-10T08:00:00-03:00 by ${named(order)}.`,
    );
  });

  it('of a window by the minute names its end and that minutes decide', () => {
    const contract = contractWith({ kpis: { 'on-time-delivery': { granularity: 'minute' } } });
    const order = placed({ promise: { from: at('2026-03-10 08:00'), to: at('2026-03-10 12:00') } });
    expect(explanationOf('on-time-delivery', [order], contract).deadline).toEqual([
      `Promised until 2026-03-10T12:00:00+01:00 by ${named(order)}.`,
      'Judged to the minute.',
      'Last moment in time: 2026-03-10T12:00:59.999+01:00.',
    ]);
  });

  it('names the tolerance that was added', () => {
    const contract = contractWith({
      kpis: { 'on-time-delivery': { granularity: 'minute', lateToleranceMinutes: 30 } },
    });
    const order = placed({ promise: { to: at('2026-03-10 12:00') } });
    const { deadline } = explanationOf('on-time-delivery', [order], contract);
    expect(deadline).toContain('Tolerance of 30 minutes added.');
    expect(deadline.at(-1)).toBe('Last moment in time: 2026-03-10T12:30:59.999+01:00.');
  });

  it('names a hold by the client from when to when, and moves on by it', () => {
    const facts = [
      placed(),
      fact('order.held', '2026-03-03 10:00', { by: 'client', reason: 'stock' }),
      fact('order.released', '2026-03-05 10:00'),
    ];
    const { deadline } = explanationOf('on-time-delivery', facts);
    expect(deadline[1]).toContain('from 2026-03-03T10:00:00+01:00 to 2026-03-05T10:00:00+01:00');
    expect(deadline.at(-1)).toBe('Last moment in time: 2026-03-12T23:59:59.999+01:00.');
  });

  it('says that there is none while the client holds the order', () => {
    const facts = [placed(), fact('order.held', '2026-03-03 10:00', { by: 'client' })];
    const { deadline } = explanationOf('on-time-delivery', facts);
    expect(deadline).toContain('Held by the client since 2026-03-03T10:00:00+01:00; the clock stands still.');
    expect(deadline.at(-1)).toBe('No deadline while the clock stands still.');
  });

  it('names the fact of the revision that counts, and those it overtook', () => {
    const first = fact('order.promise-revised', '2026-03-03 09:00', {
      promise: { date: day('2026-03-12') },
      by: 'client',
    });
    const second = fact('order.promise-revised', '2026-03-04 09:00', {
      promise: { date: day('2026-03-14') },
      agreedBy: 'client',
    });
    const { deadline } = explanationOf('on-time-delivery', [placed(), first, second]);
    expect(deadline).toEqual([
      `Promised for 2026-03-14, until the end of that day in Europe/Berlin, by ${named(second)}.`,
      `Revised before by ${named(first)}.`,
      'Judged by civil days in Europe/Berlin.',
      'Last moment in time: 2026-03-14T23:59:59.999+01:00.',
    ]);
  });

  it('names a revision that does not count, and why', () => {
    const late = fact('order.promise-revised', '2026-03-03 09:00', {
      promise: { date: day('2026-03-20') },
      by: 'provider',
    });
    const { deadline } = explanationOf('on-time-delivery', [placed(), late]);
    expect(deadline[0]).toContain('Promised for 2026-03-10');
    expect(deadline).toContain(
      `${named(late)} does not count: the client neither asked for it nor agreed before the old deadline.`,
    );
  });

  it('says of every revision that the contract goes by the original, where it does', () => {
    const contract = contractWith({ kpis: { 'on-time-delivery': { promise: 'original' } } });
    const revised = fact('order.promise-revised', '2026-03-03 09:00', {
      promise: { date: day('2026-03-20') },
      by: 'client',
    });
    expect(explanationOf('on-time-delivery', [placed(), revised], contract).deadline).toContain(
      `${named(revised)} does not count: the contract goes by the original promise.`,
    );
  });
});

describe('the deadline of other KPIs', () => {
  it('of dispatch is the committed time with the fact that set it', () => {
    const contract = contractWith({ kpis: { 'on-time-dispatch': { lateToleranceMinutes: 15 } } });
    const order = placed();
    expect(explanationOf('on-time-dispatch', [order], contract).deadline).toEqual([
      `Dispatch due 2026-03-06T18:00:00+01:00 by ${named(order)}.`,
      'Tolerance of 15 minutes added.',
      'Last moment in time: 2026-03-06T18:15:00+01:00.',
    ]);
  });

  it('of completion is the end of the promised month and the days of grace', () => {
    expect(explanationOf('order-completion', [placed()]).deadline).toEqual([
      'Promised for 2026-03-10.',
      'Complete by the end of that month and 5 days of grace, in Europe/Berlin.',
      'Last moment in time: 2026-04-05T23:59:59.999+02:00.',
    ]);
  });

  it('of completion by the promise is that of the delivery', () => {
    const contract = contractWith({ kpis: { 'order-completion': { completeBy: 'promise' } } });
    const order = placed();
    const [completion, delivery] = (['order-completion', 'on-time-delivery'] as const).map(
      (kpi) => explanationOf(kpi, [order], contract).deadline,
    );
    expect(completion).toEqual(delivery);
  });

  it('of a POD is its limit after the delivery, with that fact', () => {
    const delivery = delivered('2026-03-09 10:00');
    const limits = { image: { hours: 24 }, original: { hours: 48 } };
    const contract = contractWith({ kpis: { 'pod-on-time': { limits, form: 'original' } } });
    expect(
      explanationOf('pod-on-time', [placed({ podRequired: true }), delivery], contract).deadline,
    ).toEqual([
      `The original proof of delivery is due 48 hours after ${named(delivery)}, 2026-03-09T10:00:00+01:00.`,
      'Last moment in time: 2026-03-11T10:00:00+01:00.',
    ]);
  });

  it('of a complaint declared invalid is the end of the client’s silence', () => {
    const facts = [
      fact('incident.raised', '2026-03-09 10:00'),
      fact('incident.decided', '2026-03-10 10:00', { valid: false, by: 'provider' }),
    ];
    expect(explanationOf('complaint-rate', facts, CONTRACT, 'incident').deadline).toEqual([
      'The client may object for 7 days.',
      'Last moment to object: 2026-03-17T10:00:00+01:00.',
    ]);
  });

  it.each(['damage-frequency', 'complaint-rate'] as const)('of %s is none: it counts an event', (kpi) => {
    expect(explanationOf(kpi, [placed(), delivered('2026-03-09 10:00')]).deadline).toEqual([]);
  });

  it('without a promise is none, and the reason says what is missing', () => {
    const { deadline, because } = explanationOf('on-time-delivery', [placed({ promise: undefined })]);
    expect(deadline).toEqual([]);
    expect(because).toBe('No promise was reported, so there is nothing to measure against.');
  });
});

describe('the reason', () => {
  it('says when the deciding fact came, in the offset of its source', () => {
    const { because } = explanationOf('on-time-delivery', [placed(), delivered('2026-03-09 10:00')]);
    expect(because).toBe('order.delivered at 2026-03-09T10:00:00+01:00 is in time.');
  });

  it.each([
    ['2026-03-11 00:00', '1 min'],
    ['2026-03-11 00:01', '2 min'],
    ['2026-03-11 05:59', '6 h'],
    ['2026-03-13 02:30', '2 d 2 h 31 min'],
  ])('of a delivery at %s says that it is %s too late, begun minutes in full', (when, late) => {
    const { because } = explanationOf('on-time-delivery', [placed(), delivered(when)]);
    expect(because).toContain(` is ${late} too late.`);
  });

  it('of OTIF tells how each component came out', () => {
    const facts = [placed({ units: 10 }), delivered('2026-03-09 10:00', { units: 4, complete: true })];
    expect(explanationOf('otif', facts).because).toBe(
      'All components of the same order must be met: on-time-delivery met, in-full missed.',
    );
  });

  it('of an excused miss says that it leaves the net figure', () => {
    const facts = [
      placed(),
      delivered('2026-03-12 10:00'),
      fact('order.delay-excused', '2026-03-13 10:00', {
        kpi: 'on-time-delivery',
        proposedBy: 'provider',
        decision: 'accepted',
        decidedBy: 'client',
      }),
    ];
    expect(explanationOf('on-time-delivery', facts).because).toContain(
      'Excused: it does not count in the net figure.',
    );
  });
});

describe('the facts of an explanation', () => {
  it('are named by identity with the time and offset of their source', () => {
    const delivery = delivered('2026-03-12 10:00');
    const { type, source, id, occurredAt, offsetMinutes } = delivery;
    expect(explanationOf('on-time-delivery', [placed(), delivery]).facts).toEqual([
      { type, source, id, occurredAt, offsetMinutes },
    ]);
  });

  it('include the excuses for a miss, also those that were refused', () => {
    const refused = fact('order.delay-excused', '2026-03-13 10:00', {
      kpi: 'on-time-delivery',
      proposedBy: 'provider',
      decision: 'rejected',
      decidedBy: 'client',
    });
    const delivery = delivered('2026-03-12 10:00');
    const ids = explanationOf('on-time-delivery', [placed(), delivery, refused]).facts.map(({ id }) => id);
    expect(ids).toEqual([delivery.id, refused.id]);
  });

  it('leave out excuses for another KPI', () => {
    const other = fact('order.delay-excused', '2026-03-13 10:00', { kpi: 'on-time-dispatch' });
    const { facts } = explanationOf('on-time-delivery', [placed(), delivered('2026-03-12 10:00'), other]);
    expect(facts.map(({ id }) => id)).not.toContain(other.id);
  });
});

describe('the explanations of an order', () => {
  it('come in the order of the catalogue, whatever the judges’ order', () => {
    const facts = [
      placed({ podRequired: true, urgent: true }),
      dispatched('2026-03-05 10:00'),
      delivered('2026-03-09 10:00'),
    ];
    const contract = contractWith({ currency: 'EUR' });
    const kpis = explain('delivery', fold(facts), contract, REGISTRIES).map(({ verdict }) => verdict.kpi);
    expect(kpis).toEqual(KPI_IDS.filter((kpi) => CATALOGUE[kpi].kinds.includes('delivery')));
  });

  it('are none for an order of which every fact was taken back', () => {
    const order = placed();
    const taken = fact('fact.voided', '2026-03-03 09:00', { voids: { source: order.source, id: order.id } });
    expect(explain('delivery', fold([order, taken]), CONTRACT, REGISTRIES)).toEqual([]);
  });

  it('of a receipt say when it is to be put away', () => {
    const arrival = fact('receipt.arrived', '2026-03-03 09:00');
    const [receiving] = explain('receipt', fold([arrival]), CONTRACT, REGISTRIES);
    expect(receiving).toMatchObject({
      verdict: { kpi: 'receiving-on-time', outcome: 'open' },
      deadline: [
        `Putting away is due 48 hours after ${named(arrival)}, 2026-03-03T09:00:00+01:00.`,
        'Last moment in time: 2026-03-05T09:00:00+01:00.',
      ],
    });
  });

  it('name the year that a limit in business days reaches and the calendar lacks', () => {
    const calendar = { ...CONTRACT.calendar, country: 'CN', years: { '2026': { off: [], on: [] } } };
    const contract = {
      ...contractWith({ kpis: { 'receiving-on-time': { limit: { businessDays: 3 } } } }),
      calendar,
    };
    const late = fact('receipt.arrived', '2026-12-31 09:00');
    expect(explain('receipt', fold([late]), contract, REGISTRIES)[0]).toMatchObject({
      verdict: { outcome: 'not-measured', rule: 'no-calendar-year' },
      deadline: [
        expect.stringContaining('3 business days'),
        'The calendar of the contract has no holidays for 2027.',
      ],
    });
  });

  it('of a perfect order name every component, and both deadlines', () => {
    const facts = [placed({ podRequired: true }), delivered('2026-03-09 10:00')];
    const { because, deadline } = explanationOf('perfect-order', facts, CONTRACT);
    expect(because).toBe(
      'All components of the same order must be met: ' +
        'on-time-delivery met, in-full met, pod-on-time open, damage-frequency met.',
    );
    expect(deadline).toContain('Last moment in time: 2026-03-10T23:59:59.999+01:00.');
    expect(deadline).toContain('Last moment in time: 2026-03-10T10:00:00+01:00.');
  });

  it('of an order taken out by the contract name the exclusion', () => {
    const contract = { ...CONTRACT, exclusions: [{ name: 'strike at the port', when: {} }] };
    expect(explanationOf('on-time-delivery', [placed()], contract).because).toBe(
      'The contract takes such orders out of the count: strike at the port.',
    );
  });

  it('of what is counted in units say how many', () => {
    const damage = fact('order.damage-reported', '2026-03-10 10:00', { confirmed: true, units: 3 });
    const facts = [placed({ units: 100 }), delivered('2026-03-09 10:00'), damage];
    expect(explanationOf('damage-units', facts, CONTRACT).because).toBe(
      'A confirmed damage in transport was reported within the finding window. 3 of 100 units were not right.',
    );
  });
});
