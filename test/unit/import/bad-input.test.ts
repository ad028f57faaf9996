import { describe, expect, it } from 'vitest';
import { folderOf, HEADER, importCsv, importFiles, simpleMapping } from './workbench.ts';

const GOOD = 'acme,SO-1,2018-08-07 15:27:45,fine';

describe('files that are unusual but right', () => {
  it('reads a file with a byte-order mark, CRLF and a quoted first column', async () => {
    const { events, rejected } = await importCsv(`\uFEFF"client",order,delivered,note\r\n${GOOD}\r\n`);
    expect(rejected).toBe(0);
    expect(events).toEqual([
      {
        specversion: '1.0',
        id: 'delivered',
        source: 'wms://test',
        type: 'order.delivered',
        clientid: 'acme',
        subject: 'SO-1',
        data: { localTime: '2018-08-07T15:27:45', timeZone: 'Europe/Berlin' },
      },
    ]);
  });

  it('reads quotes with line breaks, delimiters and quotes inside, and counts rows as a spreadsheet does', async () => {
    const { events, output } = await importCsv(
      `${HEADER}\nacme,SO-1,2018-08-07 15:27:45,"two\nlines, and ""quotes"""\nacme,SO-2,tomorrow,\n`,
    );
    expect(events.map((event) => event.subject)).toEqual(['SO-1']);
    expect(output).toContain('orders.csv, row 3 ');
  });

  it('leaves blank lines out and still numbers the rows as shown', async () => {
    const { output, rejected } = await importCsv(`${HEADER}\n\n${GOOD}\nacme,SO-2,never,\n`);
    expect(rejected).toBe(1);
    expect(output).toContain('orders.csv, row 4 ');
  });

  it('reads letters of all languages in UTF-8, also where a chunk ends inside one', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `acme,订单-é-${String(i)},2018-08-07 15:27:45,ü`);
    const { events, rejected } = await importCsv(`${HEADER}\n${rows.join('\n')}\n`);
    expect(rejected).toBe(0);
    expect(events[19_999]?.subject).toBe('订单-é-19999');
  });

  it('reads Latin-1 when the mapping says so', async () => {
    const content = Buffer.from(`${HEADER}\nacme,Köln-1,2018-08-07 15:27:45,\n`, 'latin1');
    const { events } = await importCsv(content, simpleMapping({}, { encoding: 'latin1' }));
    expect(events.map((event) => event.subject)).toEqual(['Köln-1']);
  });

  it('sends nothing for a file that has a header only, and says so', async () => {
    const { events, rejected, output } = await importCsv(`${HEADER}\n`);
    expect([events.length, rejected]).toEqual([0, 0]);
    expect(output).toContain('orders.csv has a header and no rows');
  });
});

describe('rows that are wrong', () => {
  const cases = [
    ['too few cells', 'acme,SO-2', 'column-count', 'the row has 2 cells, the header has 4'],
    ['too many cells', `${GOOD},more`, 'column-count', 'the row has 5 cells, the header has 4'],
    ['a stray quote', 'acme,SO"2",2018-08-07 15:27:45,x', 'unreadable-row', 'a quote stands inside a cell'],
    ['no client', ',SO-2,2018-08-07 15:27:45,x', 'missing-client', 'column client: the cell is empty'],
    ['no order number', 'acme,,2018-08-07 15:27:45,x', 'missing-order', 'the order number is empty'],
    [
      'a client that is no id',
      'ACME GmbH,SO-2,2018-08-07 15:27:45,x',
      'invalid-client',
      'name its id in the mapping',
    ],
    [
      'an order number that is too long',
      `acme,${'9'.repeat(201)},2018-08-07 15:27:45,x`,
      'invalid-order',
      '200 characters',
    ],
    [
      'a date that does not exist',
      'acme,SO-2,2018-02-30 10:00:00,x',
      'invalid-cell',
      'is no date and time that exists',
    ],
    ['another time format', 'acme,SO-2,07/08/2018 10:00,x', 'invalid-cell', 'set "timeFormat"'],
    ['a date without a time of day', 'acme,SO-2,2018-08-07,x', 'invalid-cell', 'has no time of day'],
  ] as const;

  it.each(cases)('reports the row with %s and sends the others', async (_, row, code, detail) => {
    const { events, rejected, output, rejects } = await importCsv(`${HEADER}\n${row}\n${GOOD}\n`);
    expect(events.map((event) => event.subject)).toEqual(['SO-1']);
    expect(rejected).toBe(1);
    expect(output).toMatch(new RegExp(`orders\\.csv, row 2.*: ${code}: `));
    expect(output).toContain(detail);
    expect(rejects).toContain(`orders.csv,2,`);
  });

  it('counts a row with several stray quotes once', async () => {
    const { output } = await importCsv(`${HEADER}\nacme,"SO"2",2018,"x"y"\n${GOOD}\nacme,SO-3,never,\n`);
    expect(output).toContain('orders.csv, row 2: unreadable-row');
    expect(output).toContain('orders.csv, row 4 (acme SO-3 delivered)');
    expect(output).toContain('rejected  2');
  });

  it('names the row with Latin-1 bytes in a UTF-8 file and the remedy', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${HEADER}\n${GOOD}\n`),
      Buffer.from('acme,SO-2,2018-08-07 15:27:45,Köln\n', 'latin1'),
    ]);
    const { events, rejected, output } = await importCsv(bytes);
    expect([events.length, rejected]).toEqual([1, 1]);
    expect(output).toContain('orders.csv, row 3: wrong-encoding');
    expect(output).toContain('"encoding": "latin1"');
  });

  it('reports a quote that is never closed', async () => {
    const { events, rejected, output } = await importCsv(
      `${HEADER}\n${GOOD}\nacme,SO-2,"2018-08-07\n${GOOD}\n`,
    );
    expect([events.length, rejected]).toEqual([1, 1]);
    expect(output).toContain('row 3: unreadable-row: a quote is opened and never closed');
  });

  it('holds back every event of an order with one bad cell', async () => {
    const mapping = simpleMapping({
      rules: [
        { id: 'dispatched', type: 'order.dispatched', at: 'note' },
        { id: 'delivered', type: 'order.delivered', at: 'delivered' },
      ],
    });
    const { events, rejected } = await importCsv(`${HEADER}\nacme,SO-1,2018-08-07 15:27:45,soon\n`, mapping);
    expect([events.length, rejected]).toEqual([0, 1]);
  });

  it('defuses cells that a spreadsheet would take for formulas in the file of rejected rows', async () => {
    const { rejects } = await importCsv(`${HEADER}\nacme,"=HYPERLINK(""x"")",never,\nacme,@a,never,\n`);
    expect(rejects).toContain(`"'=HYPERLINK(""x"")"`);
    expect(rejects).toContain(`,'@a,`);
  });
});

describe('files that cannot be imported', () => {
  const run = async (files: Record<string, string>, mapping: unknown = simpleMapping()) =>
    importFiles({ mapping, dir: await folderOf(files) });

  it('says which file is missing and where it is named', async () => {
    await expect(run({})).rejects.toThrow(/orders\.csv is not there: check --dir, and "file" of "orders"/);
  });

  it('refuses an empty file', async () => {
    await expect(run({ 'orders.csv': '' })).rejects.toThrow('orders.csv is empty: it needs a header row');
  });

  it('refuses a file of blank lines', async () => {
    await expect(run({ 'orders.csv': '\n\n' })).rejects.toThrow('orders.csv is empty: it needs a header row');
  });

  it('refuses a header with the same name twice', async () => {
    await expect(run({ 'orders.csv': 'client,order,delivered,order\n' })).rejects.toThrow(
      'two columns named "order"',
    );
  });

  it('lists every column of the mapping that the files do not have, with the columns there are', async () => {
    const fault = run({ 'orders.csv': 'client,number,arrived\n' });
    await expect(fault).rejects.toThrow('order: no column "order" (orders: client, number, arrived)');
    await expect(fault).rejects.toThrow('rules.0.at: no column "delivered"');
  });
});
