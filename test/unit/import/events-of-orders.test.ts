import { describe, expect, it } from 'vitest';
import { folderOf, importFiles, simpleMapping, startApi, type SentEvent } from './workbench.ts';

const ORDERS = `id,customer,status,placed,due
1,acme,ok,2018-08-01 10:00:00,2018-08-13
2,acme,canceled,2018-08-02 10:00:00,2018-08-14
3,globex,ok,2018-08-03T10:00:00.250+02:00,2018-08-15`;
const ITEMS = `order,seller,sku,units,price,until,urgent
2,north,C,1,5.00,2018-08-05 10:00:00,no
1,north,A,2,19.9,2018-08-04 09:00:00,no
1,south,B,1,0.05,2018-08-03 08:00:00,yes
1,north,D,3,1.20,2018-08-06 11:00:00,no
3,north,E,1,7,2018-08-07 12:00:00,no`;

const mapping = (placed: Record<string, unknown>, parts: Record<string, unknown> = {}) => ({
  source: 'erp://test',
  files: [
    { name: 'orders', file: 'orders.csv', key: 'id' },
    { name: 'items', file: 'items.csv', key: 'order' },
  ],
  client: 'seller',
  order: 'id',
  timeZone: 'America/Sao_Paulo',
  rules: [{ id: 'placed', type: 'order.placed', at: 'placed', ...placed }],
  ...parts,
});

async function importOrders(map: unknown, files: Record<string, string> = {}) {
  const api = await startApi();
  const dir = await folderOf({ 'orders.csv': ORDERS, 'items.csv': ITEMS, ...files });
  const run = await importFiles({ mapping: map, dir, api });
  return { ...run, events: api.events() };
}
const find = (events: readonly SentEvent[], client: string, order: string) =>
  events.find((event) => event.clientid === client && event.subject === order);

describe('joined files', () => {
  it('give one order per order number and client', async () => {
    const { events } = await importOrders(mapping({}));
    const orders = events.map((event) => `${event.subject} ${event.clientid}`).sort();
    expect(orders).toEqual(['1 north', '1 south', '2 north', '3 north']);
  });

  it('keep the rows of one client out of the order of another', async () => {
    const data = { dispatchBy: { column: 'until', as: 'time', pick: 'latest' } };
    const { events } = await importOrders(mapping({ data }));
    const timeZone = 'America/Sao_Paulo';
    expect(find(events, 'north', '1')?.data.dispatchBy).toEqual({
      localTime: '2018-08-06T11:00:00',
      timeZone,
    });
    expect(find(events, 'south', '1')?.data.dispatchBy).toEqual({
      localTime: '2018-08-03T08:00:00',
      timeZone,
    });
  });

  it('report the rows of either file that find no partner', async () => {
    const { output, rejected, events } = await importOrders(mapping({}), {
      'orders.csv': `${ORDERS}\n4,acme,ok,2018-08-04 10:00:00,2018-08-15`,
      'items.csv': `${ITEMS}\n9,north,F,1,1.00,2018-08-07 12:00:00,no\n,north,F,1,1.00,2018-08-07 12:00:00,no`,
    });
    expect([events.length, rejected]).toEqual([4, 3]);
    expect(output).toContain('orders.csv, row 5: no-partner: items.csv has no usable row with order "4"');
    expect(output).toContain('items.csv, row 7: no-partner: orders.csv has no usable row with id "9"');
    expect(output).toContain('items.csv, row 8: missing-key');
  });

  it('may have the client in the leading file, and orders without joined rows then', async () => {
    const { events, rejected } = await importOrders(
      mapping({ data: { units: { column: 'units', as: 'integer', pick: 'sum' } } }, { client: 'customer' }),
      {
        'items.csv': ITEMS.replace(/^3,.*$/m, ''),
      },
    );
    expect(rejected).toBe(0);
    expect(find(events, 'acme', '1')?.data.units).toBe(6);
    expect(find(events, 'globex', '3')?.data).toEqual({});
  });
});

describe('values of a group of rows', () => {
  it('are summed, counted, listed, and made to minor units without binary fractions', async () => {
    const { events } = await importOrders(
      mapping({
        data: {
          value: { amount: { column: 'price', as: 'minor-units', pick: 'sum' }, currency: 'BRL' },
          units: { column: 'units', as: 'integer', pick: 'sum' },
          references: { column: 'sku', pick: 'list' },
          dispatchBy: { column: 'until', as: 'time', pick: 'earliest' },
        },
      }),
    );
    expect(find(events, 'north', '1')?.data).toMatchObject({
      value: { amount: 2110, currency: 'BRL' },
      units: 5,
      references: ['A', 'D'],
      dispatchBy: { localTime: '2018-08-04T09:00:00' },
    });
    expect(find(events, 'south', '1')?.data).toMatchObject({
      value: { amount: 5 },
      units: 1,
      references: ['B'],
    });
  });

  it('become one line per row with `each`', async () => {
    const lines = {
      each: 'items',
      value: { sku: { column: 'sku' }, units: { column: 'units', as: 'integer' } },
    };
    const { events } = await importOrders(mapping({ data: { lines } }));
    expect(find(events, 'north', '1')?.data.lines).toEqual([
      { sku: 'A', units: 2 },
      { sku: 'D', units: 3 },
    ]);
  });

  it('are rejected when they differ and the mapping does not say which counts', async () => {
    const { output, events } = await importOrders(mapping({ data: { contactId: { column: 'sku' } } }));
    expect(find(events, 'north', '1')).toBeUndefined();
    expect(output).toContain('items.csv, row 5 (north 1 placed): values-differ');
    expect(output).toContain('say which counts with "pick"');
  });
});

describe('rules', () => {
  const cancelled = { id: 'cancelled', type: 'order.cancelled', at: 'placed', data: { by: 'client' } };
  const subjects = async (when: unknown): Promise<string[]> => {
    const { events } = await importOrders(mapping({}, { rules: [{ ...cancelled, when }] }));
    return events.map((event) => `${event.subject} ${event.clientid}`).sort();
  };

  it('apply where their condition holds', async () => {
    expect(await subjects('status = canceled | cancelled')).toEqual(['2 north']);
    expect(await subjects('orders.status != canceled')).toEqual(['1 north', '1 south', '3 north']);
    expect(await subjects(['status = ok', 'customer = globex'])).toEqual(['3 north']);
    expect(await subjects('status is empty')).toEqual([]);
    expect(await subjects('status is not empty')).toHaveLength(4);
  });

  it('send `time` where the file has an offset, local time and zone where it has none', async () => {
    const { events } = await importOrders(mapping({}));
    expect(find(events, 'north', '3')).toMatchObject({ time: '2018-08-03T10:00:00.250+02:00', data: {} });
    const local = find(events, 'north', '1');
    expect(local).not.toHaveProperty('time');
    expect(local?.data).toEqual({ localTime: '2018-08-01T10:00:00', timeZone: 'America/Sao_Paulo' });
  });

  it('make no event of an empty cell, and leave empty fields out', async () => {
    const { events, rejected } = await importOrders(
      mapping({
        data: { promise: { date: { column: 'due', as: 'date' } }, contactId: { column: 'customer' } },
      }),
      {
        'orders.csv':
          'id,customer,status,placed,due\n1,,ok,2018-08-01 10:00:00,\n2,acme,ok,,2018-08-14\n3,globex,ok,2018-08-03 10:00:00,2018-08-15',
      },
    );
    expect(rejected).toBe(0);
    expect(find(events, 'north', '2')).toBeUndefined();
    expect(Object.keys(find(events, 'north', '1')?.data ?? {})).toEqual(['localTime', 'timeZone']);
    expect(find(events, 'north', '3')?.data).toMatchObject({
      promise: { date: '2018-08-15' },
      contactId: 'globex',
    });
  });

  it('report an empty cell that is required', async () => {
    const { output, rejected } = await importOrders(
      mapping(
        { data: { contactId: { column: 'customer', required: true } } },
        { client: { constant: 'acme' } },
      ),
      {
        'orders.csv': 'id,customer,status,placed,due\n1,,ok,2018-08-01 10:00:00,',
        'items.csv': ITEMS.split('\n').slice(0, 1).join('\n'),
      },
    );
    expect(rejected).toBe(1);
    expect(output).toContain('orders.csv, row 2 (acme 1 placed): missing-cell');
  });

  it('are checked as the API checks them, before anything of the order is sent', async () => {
    const { output, rejected, events } = await importOrders(mapping({ data: { unit: 3 } }));
    expect([rejected, events.length]).toEqual([4, 0]);
    expect(output).toContain('orders.csv, row 2 (north 1 placed): invalid-field: data');
  });
});

describe('ambiguous and foreign columns', () => {
  it('are refused with the choices', async () => {
    const items = ITEMS.replace('sku', 'status');
    await expect(importOrders(mapping({ when: 'status = ok' }), { 'items.csv': items })).rejects.toThrow(
      'rules.0.when: the column "status" is in several files: write orders.status or items.status',
    );
  });

  it('are refused where `each` names no file', async () => {
    const data = { lines: { each: 'lines', value: { sku: { column: 'sku' } } } };
    await expect(importOrders(mapping({ data }))).rejects.toThrow('no file is named "lines"');
  });
});

describe('clients', () => {
  it('are named by the mapping where the file has names', async () => {
    const api = await startApi();
    const dir = await folderOf({
      'orders.csv': 'client,order,delivered\nMüller & Söhne,SO-1,13.08.2018 7:05\n',
    });
    const map = simpleMapping(
      { client: { column: 'client', ids: { 'Müller & Söhne': 'mueller' } } },
      { timeFormat: 'dd.MM.yyyy HH:mm' },
    );
    await importFiles({ mapping: map, dir, api });
    expect(api.events()[0]).toMatchObject({
      clientid: 'mueller',
      data: { localTime: '2018-08-13T07:05:00' },
    });
  });
});
