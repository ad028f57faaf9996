import { beforeEach, describe, expect, it } from 'vitest';
import { readClientKpis, readKpisOverClients } from '../../../shared/app/read-kpis.ts';
import { DAY_MS } from '../../../shared/domain/calendar/time.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import type { Principal } from '../../../shared/domain/crm/principal.ts';
import type { FactData } from '../../../shared/domain/ledger/fact.ts';
import type { OrderFacts } from '../../../shared/domain/ledger/decide.ts';
import { recordFacts } from '../../../shared/app/record-facts.ts';
import {
  aClient,
  at,
  clientId,
  contractWith,
  day,
  delivered,
  fact,
  NOW,
  placed,
  voidOf,
} from '../../support/builders.ts';
import { aLedger, ANYONE, figure, kpisOf, order, type TestLedger } from '../../support/ledger.ts';

const MARCH = ['2026-03-01', '2026-03-31'] as const;

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await aLedger();
});

const read = (query = kpisOf(...MARCH)) => readClientKpis(ledger, ANYONE, ledger.client.clientId, query);
const onTime = async (query = kpisOf(...MARCH)) => figure((await read(query)).kpis, 'on-time-delivery');

/** Due on the day, delivered `after` days later at noon. */
const due = (number: string, on: string, after: number | undefined, data: FactData = {}): OrderFacts =>
  order(number, [
    placed({ promise: { date: day(on) }, ...data }),
    ...(after === undefined ? [] : [fact('order.delivered', at(`${on} 12:00`) + after * DAY_MS)]),
  ]);

describe('the KPIs of a client', () => {
  it('of 65 in time, 11 late and 1 overdue are 65 of 77 = 0.844155, 0.747063 to 0.908541', async () => {
    const orders = [
      ...Array.from({ length: 65 }, (_, i) => due(`met ${String(i)}`, '2026-03-10', 0)),
      ...Array.from({ length: 11 }, (_, i) => due(`late ${String(i)}`, '2026-03-11', 1)),
      due('overdue', '2026-03-12', undefined),
    ];
    await ledger.record(...orders);
    expect((await onTime()).gross).toMatchObject({
      numerator: 65,
      denominator: 77,
      value: 0.844155,
      met: 65,
      missed: 11,
      overdue: 1,
      interval: { low: 0.747063, high: 0.908541 },
    });
  });

  it('cover both ends of the period and nothing beyond', async () => {
    await ledger.record(
      due('before', '2026-02-28', 0),
      due('first', '2026-03-01', 0),
      due('last', '2026-03-31', 0),
      due('after', '2026-04-01', 0),
    );
    expect((await onTime()).gross.met).toBe(2);
    expect((await onTime(kpisOf('2026-03-31', '2026-03-31'))).gross.met).toBe(1);
  });

  it('count what is open as open until its deadline, and as overdue after it', async () => {
    await ledger.record(due('SO-1', '2026-06-10', undefined));
    const june = ['2026-06-01', '2026-06-30'] as const;
    const lastMoment = at('2026-06-11 00:00') - 1;
    expect(await onTime(kpisOf(...june, { asOf: lastMoment }))).toMatchObject({
      open: 1,
      gross: { overdue: 0 },
    });
    expect(await onTime(kpisOf(...june, { asOf: lastMoment + 1 }))).toMatchObject({
      open: 0,
      gross: { overdue: 1, denominator: 1, value: 0 },
    });
  });

  it('leave closed verdicts alone, whatever asOf says', async () => {
    await ledger.record(due('SO-1', '2026-03-10', 0), due('SO-2', '2026-03-10', 3));
    const later = await onTime(kpisOf(...MARCH, { asOf: NOW + 1000 * DAY_MS }));
    expect(later).toEqual(await onTime());
  });

  it('move with an order to the day of a revised promise that counts', async () => {
    await ledger.record(
      order('SO-1', [
        placed(),
        fact('order.promise-revised', '2026-03-05 10:00', {
          promise: { date: day('2026-04-02') },
          by: 'client',
        }),
        delivered('2026-04-01 10:00'),
      ]),
    );
    expect((await onTime()).gross.denominator).toBe(0);
    expect((await onTime(kpisOf('2026-04-01', '2026-04-30'))).gross.met).toBe(1);
  });

  it('count an open verdict that lies far from the day its order is listed under', async () => {
    // Dispatch is due half a year before the delivery that lists the order.
    await ledger.record(
      order('SO-1', [placed({ promise: { date: day('2026-09-20') }, dispatchBy: at('2026-03-06 18:00') })]),
    );
    const dispatch = figure((await read()).kpis, 'on-time-dispatch');
    expect(dispatch.gross.overdue).toBe(1);
    expect((await ledger.clients.find(ledger.client.clientId))!.spreadDays).toBeGreaterThanOrEqual(198);
  });

  it('take an excused miss out of net and leave it in gross', async () => {
    const excuse = fact('order.delay-excused', '2026-03-14 10:00', {
      proposedBy: 'provider',
      decision: 'accepted',
      decidedBy: 'client',
    });
    const late = due('SO-1', '2026-03-10', 2);
    await ledger.record({ ...late, facts: [...late.facts, excuse] }, due('SO-2', '2026-03-10', 0));
    expect(await onTime()).toMatchObject({
      gross: { numerator: 1, denominator: 2 },
      net: { numerator: 1, denominator: 1 },
      excused: { missed: 1 },
    });
  });

  it('name too few orders under the terms of the contract', async () => {
    ledger = await aLedger({ contract: contractWith({ minVolume: 2 }) });
    await ledger.record(due('SO-1', '2026-03-10', 0));
    expect((await onTime()).attainment).toBe('too-few');
    await ledger.record(due('SO-2', '2026-03-10', 0));
    expect((await onTime()).attainment).toBe('no-target');
  });

  it('of a complaint change at the end of the silence after it was declared invalid', async () => {
    await ledger.record(
      due('SO-1', '2026-03-10', 0),
      order(
        'C-1',
        [
          fact('incident.raised', '2026-03-12 10:00'),
          fact('incident.decided', '2026-05-30 10:00', { valid: false, by: 'provider' }),
        ],
        'incident',
      ),
    );
    const silent = at('2026-06-06 10:00');
    const before = figure((await read(kpisOf(...MARCH, { asOf: silent }))).kpis, 'complaint-rate');
    const after = figure((await read(kpisOf(...MARCH, { asOf: silent + 1 }))).kpis, 'complaint-rate');
    expect(before).toMatchObject({ gross: { numerator: 1, denominator: 1, value: 1 }, excluded: {} });
    expect(after).toMatchObject({
      gross: { numerator: 0, denominator: 1, value: 0 },
      excluded: { invalid: 1 },
    });
  });

  it('of an unknown client are not found', async () => {
    await expect(readClientKpis(ledger, ANYONE, clientId('nobody'), kpisOf(...MARCH))).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('groups', () => {
  const grouped = async (groupBy: Parameters<typeof kpisOf>[2]) => {
    const { groups } = await read(
      kpisOf('2026-12-01', '2027-01-31', { asOf: at('2027-03-01 00:00'), ...groupBy }),
    );
    return groups!.map(({ key, kpis }) => {
      const { gross, open } = figure(kpis, 'on-time-delivery');
      return [key, gross.met, gross.missed + gross.overdue, open];
    });
  };

  beforeEach(async () => {
    ledger.time.now = at('2027-02-20 12:00');
    await ledger.record(
      due('SO-1', '2026-12-30', 0, { siteId: 'HAM', carrierId: 'dhl', serviceLevel: 'express' }),
      due('SO-2', '2027-01-01', 1, { siteId: 'HAM', carrierId: 'ups' }),
      due('SO-3', '2027-01-03', 0, { siteId: 'nowhere', carrierId: 'ups' }),
      due('SO-4', '2027-01-04', undefined, { siteId: 'MUC', carrierId: 'dhl' }),
    );
  });

  // Each order also counts for dispatch, in March; only the days of the period make groups.
  it.each([
    [
      'day',
      [
        ['2026-12-30', 1, 0, 0],
        ['2027-01-01', 0, 1, 0],
        ['2027-01-02', 0, 0, 0],
        ['2027-01-03', 1, 0, 0],
        ['2027-01-04', 0, 1, 0],
      ],
    ],
    [
      'week',
      [
        ['2026-W53', 2, 1, 0],
        ['2027-W01', 0, 1, 0],
      ],
    ],
    [
      'month',
      [
        ['2026-12', 1, 0, 0],
        ['2027-01', 1, 2, 0],
      ],
    ],
    [
      'site',
      [
        ['HAM', 1, 1, 0],
        ['MUC', 0, 1, 0],
        ['unknown', 1, 0, 0],
      ],
    ],
    [
      'carrier',
      [
        ['dhl', 1, 1, 0],
        ['ups', 1, 1, 0],
      ],
    ],
    [
      'serviceLevel',
      [
        ['express', 1, 0, 0],
        ['unknown', 1, 2, 0],
      ],
    ],
  ] as const)('by %s part the total, across the turn of the year', async (groupBy, wanted) => {
    expect(await grouped({ groupBy })).toEqual(wanted);
  });

  it('are absent where none were asked for', async () => {
    expect((await read()).groups).toBeUndefined();
  });

  it('are none in a period without counts', async () => {
    expect((await read(kpisOf('2020-01-01', '2020-01-31', { groupBy: 'day' }))).groups).toEqual([]);
  });
});

describe('what was known at a time', () => {
  const monday = at('2026-03-09 12:00');

  beforeEach(async () => {
    ledger.time.now = monday;
    await ledger.record(due('SO-1', '2026-03-10', undefined));
    ledger.time.now = at('2026-03-12 12:00');
    await ledger.record(due('SO-1', '2026-03-10', 1));
    ledger.time.now = NOW;
  });

  const knownAt = (known: number, asOf = known) => onTime(kpisOf(...MARCH, { knownAt: known, asOf }));

  it('holds only the facts recorded by then', async () => {
    expect(await knownAt(monday)).toMatchObject({ open: 1, gross: { denominator: 0 } });
    expect(await knownAt(at('2026-03-12 12:00'))).toMatchObject({ open: 0, gross: { missed: 1 } });
  });

  it('holds the facts of that very millisecond, and not those of the next one', async () => {
    expect((await knownAt(monday - 1)).open).toBe(0);
    expect((await knownAt(monday)).open).toBe(1);
  });

  it('can be looked at with a later clock: what had not been reported was overdue', async () => {
    expect((await knownAt(monday, NOW)).gross).toMatchObject({ overdue: 1, missed: 0 });
  });

  it('still holds a fact that was voided only afterwards', async () => {
    const [order1, delivery] = due('SO-2', '2026-03-20', 0).facts;
    await ledger.record(order('SO-2', [order1!, delivery!]));
    const before = ledger.time.now;
    ledger.time.now += DAY_MS;
    await ledger.record(order('SO-2', [voidOf(delivery!)]));
    expect((await knownAt(before)).gross).toMatchObject({ met: 1 });
    expect((await knownAt(ledger.time.now)).gross).toMatchObject({ met: 0, overdue: 1 });
  });

  it('equals the tallies once nothing was recorded since', async () => {
    await ledger.record(due('SO-3', '2026-03-31', 0), due('SO-4', '2026-03-31', 4, { carrierId: 'dhl' }));
    const query = kpisOf(...MARCH, { groupBy: 'carrier' });
    const { kpis, groups } = await read(query);
    const folded = await read({ ...query, knownAt: NOW });
    expect(folded.kpis).toEqual(kpis);
    expect(folded.groups).toEqual(groups);
  });
});

describe('the KPIs over clients', () => {
  const manager: Principal = { id: 'manager', kind: 'person', roles: ['account-manager'] };

  /** One order of another client, in its own zone and under its own contract. */
  const addClientWith = async (
    id: string,
    orders: readonly OrderFacts[],
    rejudging = false,
  ): Promise<void> => {
    const client = aClient({ clientId: clientId(id), buckets: 1 });
    await ledger.addClient(client, contractWith({ minVolume: 100, decides: 'gross' }));
    if (rejudging) await ledger.clients.startRejudging(client.clientId, [0], 'pass');
    await recordFacts(ledger.worker(), { clientId: client.clientId, bucket: 0 }, orders);
  };

  const readAll = (principal = ANYONE) => readKpisOverClients(ledger, principal, kpisOf(...MARCH));

  it('are made of the sums of counts, never of the mean of ratios', async () => {
    await ledger.record(...['a', 'b', 'c'].map((number) => due(number, '2026-03-10', 0)));
    await addClientWith('globex', [due('x', '2026-03-10', 1)]);
    const { clients, kpis } = await readAll();
    expect(clients).toBe(2);
    // The mean of 3/3 and 0/1 would be 0.5.
    expect(figure(kpis, 'on-time-delivery').gross).toMatchObject({
      numerator: 3,
      denominator: 4,
      value: 0.75,
    });
  });

  it('are decided under no contract: net, without a smallest volume', async () => {
    await addClientWith('globex', [due('x', '2026-03-10', 1)]);
    const one = figure((await readAll()).kpis, 'on-time-delivery');
    expect(one).toMatchObject({ contractVersion: null, decides: 'net', attainment: 'no-target' });
  });

  it('hold only the clients one may see', async () => {
    await ledger.record(due('a', '2026-03-10', 0));
    await addClientWith('globex', [due('x', '2026-03-10', 1)]);
    await ledger.grants.save(grantOf('manager', [clientId('globex')], 1));
    const { clients, kpis } = await readAll(manager);
    expect(clients).toBe(1);
    expect(figure(kpis, 'on-time-delivery').gross).toMatchObject({ met: 0, missed: 1 });
  });

  it('of nobody are empty', async () => {
    const { clients, kpis } = await readAll(manager);
    expect(clients).toBe(0);
    expect(kpis.every(({ gross }) => gross.value === null)).toBe(true);
  });

  it('hold every one of many clients once', async () => {
    for (let i = 0; i < 130; i++) await addClientWith(`client-${String(i)}`, [due('x', '2026-03-10', 0)]);
    const { clients, kpis } = await readAll();
    expect(clients).toBe(131);
    expect(figure(kpis, 'on-time-delivery').gross.met).toBe(130);
  });

  it('say so while orders of any of them are judged again', async () => {
    expect((await readAll()).rejudging).toBe(false);
    await addClientWith('globex', [], true);
    expect((await readAll()).rejudging).toBe(true);
  });

  it('are refused to a machine that only sends events', async () => {
    const sender: Principal = { id: 'wms', kind: 'machine', roles: ['integration'] };
    await expect(readAll(sender)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
