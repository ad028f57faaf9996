import { describe, expect, it } from 'vitest';
import { resolveYears } from '../../../../shared/domain/calendar/public-holidays.ts';
import { formatDay } from '../../../../shared/domain/calendar/time.ts';
import { formatInstant, zoneOf } from '../../../../shared/domain/calendar/zone.ts';
import { knownValues } from '../../../../shared/domain/crm/registry.ts';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import type { DeadlineRules } from '../../../../shared/domain/contract/deadline-terms.ts';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import { explain } from '../../../../shared/domain/kpi/explanation.ts';
import type { FactData, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import { fold } from '../../../../shared/domain/ledger/fold.ts';
import {
  at,
  contractWith,
  day,
  fact,
  outcomeOf,
  verdictOn,
  verdictsOn,
  ZONE,
  REGISTRIES,
} from '../../../support/builders.ts';

const SHANGHAI = 'Asia/Shanghai';

const byRules = (
  deadlines: { readonly dispatch?: DeadlineRules; readonly delivery?: DeadlineRules },
  over: Partial<Contract> = {},
): Contract => {
  const contract = contractWith();
  return { ...contract, ...over, deadlines: { ...contract.deadlines, ...deadlines } };
};

const always = (otherwise: DeadlineRules['otherwise']): DeadlineRules => ({ rules: [], otherwise });

const TWO_DAYS = byRules({ delivery: always({ type: 'business-days', days: 2, from: 'placed' }) });

const order = (when: string, data: FactData = {}, zone = ZONE): ReportedFact =>
  fact('order.placed', at(when, zone), data);
const left = (when: string): ReportedFact => fact('order.dispatched', when);
const brought = (when: string, zone = ZONE): ReportedFact => fact('order.delivered', at(when, zone));

/** `day: last instant in time` of a KPI, in the contract's zone. */
function dueOf(facts: readonly ReportedFact[], contract: Contract, kpi: KpiId = 'on-time-delivery'): string {
  const found = verdictOn(kpi, facts, contract);
  if (!found) return 'none';
  if (found.deadline === undefined) return `${formatDay(found.day)}: none`;
  const offset = zoneOf(contract.timeZone).offsetAt(found.deadline) / 60_000;
  return `${formatDay(found.day)}: ${formatInstant(found.deadline, offset)}`;
}

const stepsOf = (
  facts: readonly ReportedFact[],
  contract: Contract,
  kpi: KpiId = 'on-time-delivery',
): readonly string[] =>
  explain('delivery', fold(facts), contract, REGISTRIES).find(({ verdict }) => verdict.kpi === kpi)
    ?.deadline ?? [];

describe('a promise made by the contract', () => {
  it('holds for an order that states none', () => {
    const placed = order('2026-03-05 10:00');
    expect(dueOf([placed], TWO_DAYS)).toBe('2026-03-09: 2026-03-09T23:59:59.999+01:00');
    expect(outcomeOf('on-time-delivery', [placed, brought('2026-03-09 23:59')], TWO_DAYS)).toBe('met: kept');
    expect(outcomeOf('on-time-delivery', [placed, brought('2026-03-10 00:00')], TWO_DAYS)).toBe(
      'missed: late',
    );
  });

  it('holds for every KPI of a promise', () => {
    const facts = [order('2026-03-05 10:00', { urgent: true }), brought('2026-03-10 00:00')];
    const kpis = ['in-full', 'otif', 'urgent-order-completion'] as const;
    expect(kpis.map((kpi) => verdictOn(kpi, facts, TWO_DAYS)?.outcome)).toEqual([
      'missed',
      'missed',
      'missed',
    ]);
    expect(verdictOn('order-completion', facts, TWO_DAYS)?.day).toBe(day('2026-03-09'));
  });

  it('wins over what the order states, where the contract says so', () => {
    const placed = order('2026-03-05 10:00', { promise: { date: day('2026-03-20') } });
    expect(dueOf([placed], TWO_DAYS)).toBe('2026-03-09: 2026-03-09T23:59:59.999+01:00');
  });

  it('is that of the service level which the order names by an alias or by the merged one', () => {
    const contract = byRules({
      delivery: {
        rules: [{ when: { serviceLevel: ['express'] }, then: { type: 'hours', hours: 24, from: 'placed' } }],
        otherwise: { type: 'not-measured' },
      },
    });
    const aliases = [
      { value: 'EXP', id: 'rush' },
      { value: 'rush', id: 'express' },
    ];
    const registries = { ...REGISTRIES, serviceLevels: knownValues(['express', 'rush'], aliases) };
    const ruleOf = (serviceLevel: string) =>
      verdictsOn(
        [order('2026-03-05 10:00', { serviceLevel }), brought('2026-03-06 09:00')],
        contract,
        'delivery',
        registries,
      )[0]?.rule;
    expect(['express', 'EXP', 'rush', 'exp'].map(ruleOf)).toEqual([
      'kept',
      'kept',
      'kept',
      'not-measured-by-contract',
    ]);
  });

  it('gives way to what the order states, where a rule says so', () => {
    const contract = byRules({
      delivery: {
        rules: [{ when: { stated: true }, then: { type: 'stated' } }],
        otherwise: { type: 'business-days', days: 2, from: 'placed' },
      },
    });
    const placed = order('2026-03-05 10:00', { promise: { date: day('2026-03-20') } });
    expect(dueOf([placed], contract)).toBe('2026-03-20: 2026-03-20T23:59:59.999+01:00');
    expect(dueOf([order('2026-03-05 10:00')], contract)).toBe('2026-03-09: 2026-03-09T23:59:59.999+01:00');
  });

  it('is not made a stated one by a revision: what the provider alone revises does not count', () => {
    const contract = byRules({
      delivery: {
        rules: [{ when: { stated: true }, then: { type: 'stated' } }],
        otherwise: { type: 'business-days', days: 2, from: 'placed' },
      },
    });
    const revision = fact('order.promise-revised', '2026-03-06 10:00', {
      promise: { date: day('2026-03-20') },
      by: 'provider',
    });
    expect(dueOf([order('2026-03-05 10:00'), revision], contract)).toBe(
      '2026-03-09: 2026-03-09T23:59:59.999+01:00',
    );
  });

  it('is revised by the client like any other', () => {
    const revision = fact('order.promise-revised', '2026-03-06 10:00', {
      promise: { date: day('2026-03-20') },
      by: 'client',
    });
    const facts = [order('2026-03-05 10:00'), revision];
    expect(dueOf(facts, TWO_DAYS)).toBe('2026-03-20: 2026-03-20T23:59:59.999+01:00');
    expect(dueOf(facts, { ...TWO_DAYS, ...keepOriginal(TWO_DAYS) })).toMatch(/^2026-03-09/);
  });

  it('is moved on by a hold of the client', () => {
    const facts = [
      order('2026-03-05 10:00'),
      fact('order.held', '2026-03-06 10:00', { by: 'client' }),
      fact('order.released', '2026-03-07 10:00'),
    ];
    expect(dueOf(facts, TWO_DAYS)).toBe('2026-03-09: 2026-03-10T23:59:59.999+01:00');
  });

  it('is tolerated like any other', () => {
    const contract = byRules(TWO_DAYS.deadlines, {
      kpis: contractWith({ kpis: { 'on-time-delivery': { lateToleranceMinutes: 60 } } }).kpis,
    });
    expect(dueOf([order('2026-03-05 10:00')], contract)).toBe('2026-03-09: 2026-03-10T00:59:59.999+01:00');
  });

  it('has no beginning, so that nothing is too early', () => {
    const contract = byRules(TWO_DAYS.deadlines, {
      kpis: contractWith({ kpis: { 'on-time-delivery': { early: 'miss' } } }).kpis,
    });
    const facts = [order('2026-03-05 10:00'), brought('2026-03-05 15:00')];
    expect(outcomeOf('on-time-delivery', facts, contract)).toBe('met: kept');
  });

  it('of business days ends with the day where the goods are delivered', () => {
    const placedFor = (timeZone: string) => order('2026-03-05 10:00', { destination: { timeZone } });
    expect(dueOf([placedFor('America/Sao_Paulo')], TWO_DAYS)).toBe(
      '2026-03-09: 2026-03-10T03:59:59.999+01:00',
    );
    expect(dueOf([placedFor(SHANGHAI)], TWO_DAYS)).toBe('2026-03-09: 2026-03-09T16:59:59.999+01:00');
  });

  it('follows the terms as they stand after a change', () => {
    const contract = byRules({
      delivery: {
        rules: [{ when: { serviceLevel: ['express'] }, then: { type: 'hours', hours: 24, from: 'placed' } }],
        otherwise: { type: 'business-days', days: 5, from: 'placed' },
      },
    });
    const placed = order('2026-03-05 10:00', { serviceLevel: 'express' });
    const changed = fact('order.changed', '2026-03-05 11:00', { serviceLevel: 'standard' });
    expect(dueOf([placed], contract)).toMatch(/^2026-03-06/);
    expect(dueOf([placed, changed], contract)).toMatch(/^2026-03-12/);
  });
});

function keepOriginal({ kpis }: Contract): Pick<Contract, 'kpis'> {
  return { kpis: { ...kpis, 'on-time-delivery': { ...kpis['on-time-delivery'], promise: 'original' } } };
}

describe('a clock that starts with the dispatch', () => {
  const contract = byRules({ delivery: always({ type: 'hours', hours: 48, from: 'dispatched' }) });
  const minutes = { kpis: contractWith({ kpis: { 'on-time-delivery': { granularity: 'minute' } } }).kpis };

  it('gives the promise once the goods have left as a whole', () => {
    const facts = [
      order('2026-03-05 10:00', { units: 10 }),
      fact('order.dispatched', '2026-03-06 10:00', { units: 4 }),
      fact('order.dispatched', '2026-03-07 10:00', { units: 6 }),
    ];
    expect(dueOf(facts, { ...contract, ...minutes })).toBe('2026-03-09: 2026-03-09T10:00:59.999+01:00');
  });

  it('measures nothing until then, on the day the order was placed', () => {
    const facts = [order('2026-03-05 10:00')];
    expect(outcomeOf('on-time-delivery', facts, contract)).toBe('not-measured: clock-not-started');
    expect(dueOf(facts, contract)).toBe('2026-03-05: none');
    expect(stepsOf(facts, contract)).toEqual([
      'By the contract: 48 hours from order.dispatched, which has not been reported.',
    ]);
  });
});

describe('what the contract does not measure', () => {
  const contract = byRules({
    dispatch: always({ type: 'not-measured' }),
    delivery: {
      rules: [{ when: { attributes: { goods: 'samples' } }, then: { type: 'not-measured' } }],
      otherwise: { type: 'stated' },
    },
  });
  const samples = order('2026-03-05 10:00', {
    promise: { date: day('2026-03-09') },
    dispatchBy: at('2026-03-06 10:00'),
    attributes: { goods: 'samples' },
  });

  it('counts nowhere, even where the order states a time', () => {
    const kpis = ['on-time-dispatch', 'on-time-delivery', 'in-full', 'otif', 'order-completion'] as const;
    expect(kpis.map((kpi) => outcomeOf(kpi, [samples], contract))).toEqual(
      kpis.map(() => 'not-measured: not-measured-by-contract'),
    );
    expect(stepsOf([samples], contract)).toEqual(['Rule 1: not measured.']);
  });

  it('is other than what nobody reported', () => {
    const contracted = byRules({ delivery: always({ type: 'hours', hours: 1, from: 'placed' }) });
    expect(outcomeOf('on-time-delivery', [brought('2026-03-05 10:00')], contracted)).toBe(
      'not-measured: no-order',
    );
    const revision = fact('order.promise-revised', '2026-03-06 10:00', {
      promise: { date: day('2026-03-20') },
      by: 'client',
    });
    expect(outcomeOf('on-time-delivery', [revision], contracted)).toBe('not-measured: no-order');
    expect(outcomeOf('on-time-delivery', [order('2026-03-05 10:00')])).toBe('not-measured: no-promise');
  });
});

describe('a dispatch deadline made by the contract', () => {
  const contract = byRules(
    {
      dispatch: always({ type: 'business-days', days: 0, from: 'placed', until: '18:00' }),
    },
    { calendar: { ...contractWith().calendar, cutOff: '14:00' } },
  );

  it('is kept or missed like one that the order states', () => {
    const placed = order('2026-03-05 13:59');
    expect(dueOf([placed], contract, 'on-time-dispatch')).toBe('2026-03-05: 2026-03-05T18:00:00+01:00');
    expect(outcomeOf('on-time-dispatch', [placed, left('2026-03-05 18:00')], contract)).toBe('met: kept');
    expect(outcomeOf('on-time-dispatch', [placed, left('2026-03-05 18:01')], contract)).toBe('missed: late');
  });

  it('tells the cut-off that moved it', () => {
    expect(stepsOf([order('2026-03-06 14:00')], contract, 'on-time-dispatch')).toEqual([
      'By the contract: 0 business days, until 18:00, from order.placed 2026-03-06 14:00 in Europe/Berlin (after the cut-off 14:00, so counted from 2026-03-09).',
      expect.stringContaining('Dispatch due 2026-03-09T18:00:00+01:00 by order.placed'),
      'Last moment in time: 2026-03-09T18:00:00+01:00.',
    ]);
  });
});

describe('business days over the Spring Festival of 2026', () => {
  const calendar = {
    ...contractWith().calendar,
    country: 'CN',
    cutOff: '15:00',
    ...resolveYears('CN', null, [2026]),
  };
  const contract = byRules(
    {
      delivery: {
        rules: [
          { when: { urgent: true }, then: { type: 'hours', hours: 24, from: 'placed' } },
          { when: { siteId: ['SHA'] }, then: { type: 'business-days', days: 2, from: 'placed' } },
        ],
        otherwise: { type: 'business-days', days: 5, from: 'placed' },
      },
    },
    { timeZone: SHANGHAI, calendar },
  );
  // Placed on Friday 13 February after the cut-off: counted from working Saturday the 14th, over 15 to 23 February,
  // so Tuesday the 24th is the first and Wednesday the 25th the second business day.
  const placed = order('2026-02-13 16:20', { siteId: 'SHA' }, SHANGHAI);

  it('end on the right day, to its last second', () => {
    expect(dueOf([placed], contract)).toBe('2026-02-25: 2026-02-25T23:59:59.999+08:00');
    const outcome = (when: string): string =>
      outcomeOf('on-time-delivery', [placed, brought(when, SHANGHAI)], contract);
    expect([outcome('2026-02-25 23:59'), outcome('2026-02-26 00:00')]).toEqual(['met: kept', 'missed: late']);
  });

  it('are explained by rule, start, cut-off and the days that do not count', () => {
    expect(stepsOf([placed], contract)).toEqual([
      'Rule 2: 2 business days from order.placed 2026-02-13 16:20 in Asia/Shanghai (after the cut-off 15:00, so counted from 2026-02-14).',
      'Days off that do not count: 2026-02-15 to 2026-02-23.',
      'Due on 2026-02-25, until the end of that day in Asia/Shanghai.',
      'Judged by civil days in Asia/Shanghai.',
      'Last moment in time: 2026-02-25T23:59:59.999+08:00.',
    ]);
  });

  it('count from the first working day what was placed on a day off', () => {
    // The 25th, 26th, 27th, working Saturday the 28th, Monday 2 March.
    const onNewYear = order('2026-02-17 10:00', {}, SHANGHAI);
    expect(stepsOf([onNewYear], contract).slice(0, 3)).toEqual([
      'Otherwise: 5 business days from order.placed 2026-02-17 10:00 in Asia/Shanghai (a day off, so counted from 2026-02-24).',
      'Days off that do not count: 2026-03-01.',
      'Due on 2026-03-02, until the end of that day in Asia/Shanghai.',
    ]);
  });

  it('are not measured where they reach a year without data, which is named', () => {
    const facts = [order('2026-12-30 10:00', {}, SHANGHAI), brought('2026-12-31 10:00', SHANGHAI)];
    expect(outcomeOf('on-time-delivery', facts, contract)).toBe('not-measured: no-calendar-year');
    expect(stepsOf(facts, contract)).toEqual([
      'Otherwise: 5 business days from order.placed 2026-12-30 10:00 in Asia/Shanghai.',
      'The calendar of the contract has no holidays for 2027.',
    ]);
  });
});

describe('the explanation of a deadline by rule', () => {
  it('goes on with the revision that counts', () => {
    const revision = fact('order.promise-revised', '2026-03-06 10:00', {
      promise: { date: day('2026-03-20') },
      by: 'client',
    });
    expect(stepsOf([order('2026-03-05 10:00'), revision], TWO_DAYS).slice(0, 3)).toEqual([
      'By the contract: 2 business days from order.placed 2026-03-05 10:00 in Europe/Berlin.',
      'Days off that do not count: 2026-03-07 to 2026-03-08.',
      `Promised for 2026-03-20, until the end of that day in Europe/Berlin, by order.promise-revised (${revision.source} ${revision.id}).`,
    ]);
  });

  it('says when the order itself decides although there are rules', () => {
    const contract = byRules({
      delivery: {
        rules: [{ when: { urgent: true }, then: { type: 'hours', hours: 24, from: 'placed' } }],
        otherwise: { type: 'stated' },
      },
    });
    const placed = order('2026-03-05 10:00', { promise: { date: day('2026-03-09') } });
    expect(stepsOf([placed], contract)[0]).toBe('Otherwise: as the order states it.');
  });

  it('does not take a promise in the order for the one of the contract', () => {
    const placed = order('2026-03-05 10:00', { promise: { date: day('2026-03-20') } });
    expect(stepsOf([placed], TWO_DAYS).join(' ')).not.toContain('2026-03-20');
  });

  it('names the hours of business hours', () => {
    const contract = byRules({ delivery: always({ type: 'business-hours', hours: 1, from: 'placed' }) });
    expect(stepsOf([order('2026-03-05 17:30')], contract).slice(0, 2)).toEqual([
      'By the contract: 1 business hour (08:00 to 18:00) from order.placed 2026-03-05 17:30 in Europe/Berlin.',
      'Due 2026-03-06T08:30:00+01:00.',
    ]);
  });

  it('sums up the days off of a long time', () => {
    const contract = byRules({ delivery: always({ type: 'business-days', days: 100, from: 'placed' }) });
    expect(stepsOf([order('2026-03-05 10:00')], contract)[1]).toMatch(/ and 8 more\.$/);
  });
});
