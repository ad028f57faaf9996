import { describe, expect, test } from 'vitest';
import {
  CONTRACT,
  at,
  contractWith,
  day,
  delivered,
  dispatched,
  fact,
  outcomeOf,
  placed,
  verdictOn,
  verdictsOn,
  voidOf,
} from '../../../support/builders.ts';

// The usual order: placed 2 March, dispatch by the 6th 18:00, promised for the 10th (see builders).
const ON_TIME = '2026-03-09 15:00';
const LATE = '2026-03-11 00:00';
const cancelled = (when: string, by: 'client' | 'provider') => fact('order.cancelled', when, { by });

describe('on-time-dispatch', () => {
  const outcome = (facts: Parameters<typeof verdictsOn>[0], contract = CONTRACT) =>
    outcomeOf('on-time-dispatch', facts, contract);

  test('is met when dispatched at the deadline', () => {
    expect(outcome([placed(), dispatched('2026-03-06 18:00')])).toBe('met: kept');
  });

  test('is missed one minute after the deadline', () => {
    expect(outcome([placed(), dispatched('2026-03-06 18:01')])).toBe('missed: late');
  });

  test('allows the late tolerance of the contract', () => {
    const contract = contractWith({ kpis: { 'on-time-dispatch': { lateToleranceMinutes: 60 } } });
    expect(outcome([placed(), dispatched('2026-03-06 19:00')], contract)).toBe('met: kept');
    expect(outcome([placed(), dispatched('2026-03-06 19:01')], contract)).toBe('missed: late');
  });

  test('stops at the handover where the contract says so', () => {
    const contract = contractWith({ kpis: { 'on-time-dispatch': { stopEvent: 'handed-over' } } });
    const facts = [placed(), dispatched('2026-03-06 17:00'), fact('order.handed-over', '2026-03-06 20:00')];
    expect(outcome(facts, contract)).toBe('missed: late');
  });

  test('waits for the whole quantity: a part is no dispatch', () => {
    expect(outcome([placed({ units: 10 }), dispatched('2026-03-05 10:00', { units: 4 })])).toBe(
      'open: awaited',
    );
  });

  test('counts on the day of the deadline', () => {
    expect(verdictOn('on-time-dispatch', [placed()])?.day).toBe(day('2026-03-06'));
  });

  test('is not measured without a deadline, on the day the order was placed', () => {
    const found = verdictOn('on-time-dispatch', [placed({ dispatchBy: undefined })]);
    expect([found?.outcome, found?.day]).toEqual(['not-measured', day('2026-03-02')]);
  });
});

describe('on-time-delivery', () => {
  const outcome = (facts: Parameters<typeof verdictsOn>[0], options = {}) =>
    outcomeOf('on-time-delivery', facts, contractWith({ kpis: { 'on-time-delivery': options } }));

  test('a date runs to the end of that day', () => {
    expect(outcome([placed(), fact('order.delivered', at('2026-03-11 00:00') - 1)])).toBe('met: kept');
  });

  test('midnight of the next day is late', () => {
    expect(outcome([placed(), delivered('2026-03-11 00:00')])).toBe('missed: late');
  });

  test('a date is kept in the zone of the place of delivery', () => {
    const there = placed({ destination: { timeZone: 'America/New_York' } });
    expect(outcome([there, delivered('2026-03-11 04:59')])).toBe('met: kept');
    expect(outcome([there, delivered('2026-03-11 05:00')])).toBe('missed: late');
  });

  test('a window is judged by civil days at day granularity', () => {
    const window = placed({ promise: { from: at('2026-03-10 08:00'), to: at('2026-03-10 12:00') } });
    expect(outcome([window, delivered('2026-03-10 20:00')])).toBe('met: kept');
  });

  test('a window is judged by minutes at minute granularity, seconds cut off', () => {
    const window = placed({ promise: { to: at('2026-03-10 12:00') } });
    expect(outcome([window, delivered('2026-03-10 12:00:59')], { granularity: 'minute' })).toBe('met: kept');
    expect(outcome([window, delivered('2026-03-10 12:01')], { granularity: 'minute' })).toBe('missed: late');
  });

  test('allows the late tolerance at minute granularity', () => {
    const window = placed({ promise: { to: at('2026-03-10 12:00') } });
    const options = { granularity: 'minute', lateToleranceMinutes: 30 };
    expect(outcome([window, delivered('2026-03-10 12:30')], options)).toBe('met: kept');
    expect(outcome([window, delivered('2026-03-10 12:31')], options)).toBe('missed: late');
  });

  test('a tolerance beside civil days runs from the end of the promised day, not to the end of the next', () => {
    const promised = placed({ promise: { date: day('2026-03-10') } });
    const options = { lateToleranceMinutes: 60 };
    expect(outcome([promised, delivered('2026-03-11 00:59')], options)).toBe('met: kept');
    expect(outcome([promised, delivered('2026-03-11 01:00')], options)).toBe('missed: late');
  });

  test.each([
    ['2026-10-24', '2026-10-25 23:30', 'met: kept'],
    ['2026-10-24', '2026-10-26 00:00', 'missed: late'],
    ['2026-03-28', '2026-03-29 23:59', 'met: kept'],
    ['2026-03-28', '2026-03-30 00:30', 'missed: late'],
  ])('a day of tolerance after %s ends with the next day: %s is %s', (date, when, expected) => {
    const facts = [placed({ promise: { date: day(date) } }), delivered(when)];
    expect(outcome(facts, { lateToleranceMinutes: 1440 })).toBe(expected);
  });

  test.each([
    ['2026-10-26', '2026-10-25 00:30', 'met: kept'],
    ['2026-10-26', '2026-10-24 23:59', 'missed: early'],
    ['2026-03-30', '2026-03-28 23:30', 'missed: early'],
  ])('a day of tolerance before %s begins with the day before: %s is %s', (date, when, expected) => {
    const facts = [placed({ promise: { date: day(date) } }), delivered(when)];
    expect(outcome(facts, { early: 'miss', earlyToleranceMinutes: 1440 })).toBe(expected);
  });

  test('early is fine unless the contract calls it a miss', () => {
    const facts = [placed(), delivered('2026-03-09 23:59')];
    expect(outcome(facts)).toBe('met: kept');
    expect(outcome(facts, { early: 'miss' })).toBe('missed: early');
  });

  test('allows the early tolerance', () => {
    const window = placed({ promise: { from: at('2026-03-10 10:00'), to: at('2026-03-10 12:00') } });
    const options = { granularity: 'minute', early: 'miss', earlyToleranceMinutes: 15 };
    expect(outcome([window, delivered('2026-03-10 09:45')], options)).toBe('met: kept');
    expect(outcome([window, delivered('2026-03-10 09:44')], options)).toBe('missed: early');
  });

  test('stops at the arrival where the contract says so', () => {
    const facts = [placed(), fact('order.arrived', ON_TIME), delivered(LATE)];
    expect(outcome(facts)).toBe('missed: late');
    expect(outcome(facts, { stopEvent: 'arrived' })).toBe('met: kept');
  });

  test('is delivered with the part that completes it, or with the first part by contract', () => {
    const facts = [
      placed({ units: 10 }),
      delivered(ON_TIME, { units: 4 }),
      delivered('2026-03-12 10:00', { units: 6 }),
    ];
    expect(outcome(facts)).toBe('missed: late');
    expect(outcome(facts, { deliveredAt: 'first-part' })).toBe('met: kept');
  });

  test.each(['order.delivery-attempted', 'order.arrived', 'order.refused'] as const)(
    '%s is not a delivery',
    (type) => {
      expect(outcome([placed(), fact(type, ON_TIME)])).toBe('open: awaited');
    },
  );

  test.each(['order.lost', 'order.returned'] as const)(
    'once %s without a delivery, nothing comes any more: a miss',
    (type) => {
      expect(outcome([placed(), fact(type, ON_TIME)])).toBe('missed: never-delivered');
    },
  );

  test('carries its deadline while it is open', () => {
    expect(verdictOn('on-time-delivery', [placed()])?.deadline).toBe(at('2026-03-11 00:00') - 1);
  });

  test('undelivered orders are left out by contract: never overdue, excluded once nothing comes', () => {
    const contract = contractWith({ kpis: { 'on-time-delivery': { undelivered: 'leave-out' } } });
    expect(verdictOn('on-time-delivery', [placed()], contract)?.deadline).toBeUndefined();
    const lost = verdictOn('on-time-delivery', [placed(), fact('order.lost', ON_TIME)], contract);
    expect([lost?.outcome, lost?.exclusion]).toEqual(['excluded', 'undelivered']);
  });

  test('is not measured without a promise', () => {
    expect(outcome([placed({ promise: undefined }), delivered(ON_TIME)])).toBe('not-measured: no-promise');
  });

  test('is not measured without the order itself, on the day of its first fact', () => {
    const found = verdictOn('on-time-delivery', [delivered(ON_TIME)]);
    expect([found?.outcome, found?.rule, found?.day]).toEqual([
      'not-measured',
      'no-order',
      day('2026-03-09'),
    ]);
  });

  test('an order of which every fact was voided counts nowhere', () => {
    const only = placed();
    expect(verdictsOn([only, voidOf(only)])).toEqual([]);
  });

  test('a void that waits for its fact counts nowhere', () => {
    expect(verdictsOn([voidOf(placed())])).toEqual([]);
  });

  test('once the delivery is voided the order is open again', () => {
    const wrong = delivered(ON_TIME);
    expect(outcome([placed(), wrong, voidOf(wrong)])).toBe('open: awaited');
  });
});

describe('a revised promise', () => {
  const revised = (when: string, by: 'client' | 'provider', agreedBy?: 'client') =>
    fact('order.promise-revised', when, { promise: { date: day('2026-03-13') }, by, agreedBy });
  const outcome = (revision: ReturnType<typeof revised>, promise = 'revised-if-by-client' as const) =>
    outcomeOf(
      'on-time-delivery',
      [placed(), revision, delivered('2026-03-12 10:00')],
      contractWith({ kpis: { 'on-time-delivery': { promise } } }),
    );

  test('counts when the client asked for it before the old deadline', () => {
    expect(outcome(revised('2026-03-08 10:00', 'client'))).toBe('met: kept');
  });

  test('counts when the client agreed', () => {
    expect(outcome(revised('2026-03-08 10:00', 'provider', 'client'))).toBe('met: kept');
  });

  test('does not count when the provider moved it alone', () => {
    expect(outcome(revised('2026-03-08 10:00', 'provider'))).toBe('missed: late');
  });

  test('does not count after the old deadline', () => {
    expect(outcome(revised('2026-03-11 10:00', 'client'))).toBe('missed: late');
  });

  test('moves the order to the new day', () => {
    const facts = [placed(), revised('2026-03-08 10:00', 'client')];
    expect(verdictOn('on-time-delivery', facts)?.day).toBe(day('2026-03-13'));
  });

  test.each([
    ['original', 'client', 'missed: late'],
    ['latest', 'provider', 'met: kept'],
  ] as const)('under the option %s a revision by the %s gives %s', (promise, by, expected) => {
    const contract = contractWith({ kpis: { 'on-time-delivery': { promise } } });
    const facts = [placed(), revised('2026-03-08 10:00', by), delivered('2026-03-12 10:00')];
    expect(outcomeOf('on-time-delivery', facts, contract)).toBe(expected);
  });

  test('a promise that first comes with a revision is the original one', () => {
    const facts = [placed({ promise: undefined }), revised('2026-03-08 10:00', 'provider')];
    expect(verdictOn('on-time-delivery', facts)?.day).toBe(day('2026-03-13'));
  });
});

describe('a cancelled order', () => {
  const outcome = (facts: Parameters<typeof verdictsOn>[0], contract = CONTRACT) =>
    outcomeOf('on-time-delivery', facts, contract);

  test('by the client before the deadline and before dispatch is excluded', () => {
    const found = verdictOn('on-time-delivery', [placed(), cancelled('2026-03-05 10:00', 'client')]);
    expect([found?.outcome, found?.exclusion]).toEqual(['excluded', 'cancelled-by-client']);
  });

  test('by the client after dispatch stays in', () => {
    const facts = [placed(), dispatched('2026-03-04 10:00'), cancelled('2026-03-05 10:00', 'client')];
    expect(outcome(facts)).toBe('open: awaited');
  });

  test('by the client after dispatch stays in, also where the handover stops the dispatch', () => {
    const contract = contractWith({ kpis: { 'on-time-dispatch': { stopEvent: 'handed-over' } } });
    const facts = [placed(), dispatched('2026-03-04 10:00'), cancelled('2026-03-05 10:00', 'client')];
    expect(outcome(facts, contract)).toBe('open: awaited');
  });

  test('by the client after the deadline is a miss', () => {
    expect(outcome([placed(), cancelled('2026-03-11 10:00', 'client')])).toBe('missed: cancelled-too-late');
  });

  test('by the client after the deadline leaves a kept promise met', () => {
    expect(outcome([placed(), delivered(ON_TIME), cancelled('2026-03-11 10:00', 'client')])).toBe(
      'met: kept',
    );
  });

  test('by the provider is a miss', () => {
    expect(outcome([placed(), cancelled('2026-03-05 10:00', 'provider')])).toBe(
      'missed: cancelled-by-provider',
    );
  });

  test('before it was dispatched all the same is excluded, and listed as contradictory', () => {
    const facts = [placed(), cancelled('2026-03-02 09:00', 'client'), dispatched('2026-03-04 10:00')];
    expect(outcome(facts)).toBe('excluded: cancelled-by-client');
  });
});

describe('an order held by the client', () => {
  const held = (when: string, by: 'client' | 'provider' = 'client') =>
    fact('order.held', when, { reason: 'stock', by });
  const released = (when: string) => fact('order.released', when, { reason: 'stock' });

  test('has its deadline moved by the time it was held', () => {
    const facts = [placed(), held('2026-03-04 10:00'), released('2026-03-06 10:00')];
    expect(outcomeOf('on-time-delivery', [...facts, delivered('2026-03-12 23:00')])).toBe('met: kept');
    expect(outcomeOf('on-time-delivery', [...facts, delivered('2026-03-13 00:00')])).toBe('missed: late');
  });

  test('still counts on the promised day', () => {
    const facts = [placed(), held('2026-03-04 10:00'), released('2026-03-06 10:00')];
    expect(verdictOn('on-time-delivery', facts)?.day).toBe(day('2026-03-10'));
  });

  test('has no deadline while the clock stands still', () => {
    expect(verdictOn('on-time-delivery', [placed(), held('2026-03-04 10:00')])?.deadline).toBeUndefined();
  });

  test('gains nothing from a hold after the deadline', () => {
    const facts = [
      placed(),
      held('2026-03-11 10:00'),
      released('2026-03-15 10:00'),
      delivered('2026-03-15 12:00'),
    ];
    expect(outcomeOf('on-time-delivery', facts)).toBe('missed: late');
  });

  test('gains nothing from a hold by the provider', () => {
    const facts = [
      placed(),
      held('2026-03-04 10:00', 'provider'),
      released('2026-03-06 10:00'),
      delivered('2026-03-12 10:00'),
    ];
    expect(outcomeOf('on-time-delivery', facts)).toBe('missed: late');
  });
});

describe('competing facts', () => {
  const twice = [
    placed(),
    fact('order.delivered', '2026-03-09 10:00', {}, { source: 'wms' }),
    fact('order.delivered', '2026-03-12 10:00', {}, { source: 'carrier' }),
  ];

  test('the earliest decides', () => {
    expect(outcomeOf('on-time-delivery', twice)).toBe('met: kept');
  });

  test('the source named in the contract decides', () => {
    const contract = contractWith({ sources: { delivered: 'carrier' } });
    expect(outcomeOf('on-time-delivery', twice, contract)).toBe('missed: late');
  });

  test('a named source that said nothing leaves it to the others', () => {
    const contract = contractWith({ sources: { delivered: 'client' } });
    expect(outcomeOf('on-time-delivery', twice, contract)).toBe('met: kept');
  });
});
