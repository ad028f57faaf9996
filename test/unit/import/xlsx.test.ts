import { writeXlsx, writeXlsxStream, type CellValue } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { kindOfFormat, numberText, serialToText } from '../../../scripts/import/xlsx/number-format.ts';
import { createSharedStrings } from '../../../scripts/import/xlsx/shared-strings.ts';
import { folderOf, importFiles, simpleMapping, startApi } from './workbench.ts';

const mapping = (file: Record<string, unknown> = {}, parts: Record<string, unknown> = {}) =>
  simpleMapping(
    {
      rules: [
        {
          id: 'delivered',
          type: 'order.delivered',
          at: 'delivered',
          data: { units: { column: 'units', as: 'integer' } },
        },
      ],
      ...parts,
    },
    { file: 'orders.xlsx', ...file },
  );

const HEADER = ['client', 'order', 'delivered', 'units'];
const AT = new Date(Date.UTC(2018, 7, 7, 15, 27, 45));

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A workbook as spreadsheet programs write it: with shared strings; the date column has a date format. */
const workbook = (rows: CellValue[][], options: { inline?: boolean } = {}): Promise<Uint8Array> =>
  bytesOf(
    writeXlsxStream(rows, {
      name: 'Orders',
      inlineStrings: options.inline ?? false,
      columns: HEADER.map((header) => ({
        header,
        ...(header === 'delivered' && { numFmt: 'dd.mm.yyyy hh:mm:ss' }),
      })),
    }),
  );

async function importWorkbook(content: Uint8Array | string, map: unknown = mapping()) {
  const api = await startApi();
  const run = await importFiles({ mapping: map, dir: await folderOf({ 'orders.xlsx': content }), api });
  return { ...run, events: api.events() };
}

describe('an XLSX file', () => {
  it.each([
    ['shared strings', false],
    ['strings in the cells', true],
  ])('with %s gives texts, dates and numbers as they are shown', async (_, inline) => {
    const { events, rejected } = await importWorkbook(
      await workbook(
        [
          ['acme', 'SO-1 <é & 订单>', AT, 12],
          ['acme', 4711, '2018-08-08 09:00:00', '3'],
        ],
        { inline },
      ),
    );
    expect(rejected).toBe(0);
    const timeZone = 'Europe/Berlin';
    expect(events.map(({ subject, data }) => ({ subject, data }))).toEqual([
      { subject: 'SO-1 <é & 订单>', data: { localTime: '2018-08-07T15:27:45', timeZone, units: 12 } },
      { subject: '4711', data: { localTime: '2018-08-08T09:00:00', timeZone, units: 3 } },
    ]);
  });

  it('finds each of 200,000 different strings, in any order of use', async () => {
    const strings = createSharedStrings(await folderOf({}));
    const count = 200_000;
    for (let i = 0; i < count; i++) strings.add(`text ü ${String(i)}`);
    for (const i of [0, 1023, 1024, count - 1, 3, 150_000, 99_999, 0])
      expect(strings.get(i)).toBe(`text ü ${String(i)}`);
    expect(strings.get(count)).toBeUndefined();
    strings.close();
  });

  it('may have empty cells at the end of a row, and empty rows', async () => {
    const { events, rejected } = await importWorkbook(
      await workbook([
        ['acme', 'SO-1', AT],
        [null, null],
        ['acme', 'SO-2', AT, 1],
      ]),
    );
    expect(rejected).toBe(0);
    expect(events.map((event) => event.subject)).toEqual(['SO-1', 'SO-2']);
  });

  it('reports wrong cells with the row shown in the spreadsheet', async () => {
    const { rejected, output } = await importWorkbook(
      await workbook([
        ['acme', 'SO-1', AT, 1.5],
        ['acme', 'SO-2', 'soon', 1],
        ['acme', 'SO-3', AT, 1, 'more'],
      ]),
    );
    expect(rejected).toBe(3);
    expect(output).toContain(
      'orders.xlsx, row 2 (acme SO-1 delivered): invalid-cell: orders.xlsx, column units: "1.5" is no whole number',
    );
    expect(output).toContain('orders.xlsx, row 3 (acme SO-2 delivered): invalid-cell');
    expect(output).toContain('orders.xlsx, row 4: column-count');
  });

  it('is read from the sheet that the mapping names', async () => {
    const sheets = [
      { name: 'Cover', rows: [['nothing here']] },
      { name: 'Data', rows: [HEADER, ['acme', 'SO-9', '2018-08-08 09:00:00', 1]] },
    ];
    const file = await writeXlsx({ sheets });
    expect(
      (await importWorkbook(file, mapping({ sheet: 'Data' }))).events.map((event) => event.subject),
    ).toEqual(['SO-9']);
    await expect(importWorkbook(file, mapping({ sheet: 'Date' }))).rejects.toThrow(
      'orders.xlsx has no sheet "Date": it has "Cover", "Data"',
    );
  });

  it('is refused when it is something else under that name', async () => {
    await expect(importWorkbook('client,order\n')).rejects.toThrow('orders.xlsx is no XLSX file');
  });

  it('is refused when it is empty', async () => {
    const file = await writeXlsx({ sheets: [{ name: 'Data', rows: [] }] });
    await expect(importWorkbook(file)).rejects.toThrow('orders.xlsx is empty: it needs a header row');
  });
});

describe('numbers of a spreadsheet', () => {
  it('are dates by their format', () => {
    expect([14, 22, 0, 2, 49].map((id) => kindOfFormat(id))).toEqual([
      'date',
      'date-time',
      'number',
      'number',
      'number',
    ]);
    const codes = [
      'yyyy"年"m"月"d"日"',
      'dd/mm/yyyy hh:mm',
      '[$-804]yyyy-mm-dd',
      '0.00 "days"',
      '[Red]#,##0',
      '[h]:mm',
      'General',
      '0.00E+00',
    ];
    expect(codes.map((code) => kindOfFormat(164, code))).toEqual([
      'date',
      'date-time',
      'date',
      'number',
      'number',
      'number',
      'number',
      'number',
    ]);
  });

  it('become local times to the second, in both date systems', () => {
    expect(serialToText(43319.644270833334, 'date-time', false)).toBe('2018-08-07T15:27:45');
    expect(serialToText(43319, 'date', false)).toBe('2018-08-07');
    expect(serialToText(43319, 'date-time', false)).toBe('2018-08-07T00:00:00');
    expect(serialToText(41857, 'date', true)).toBe('2018-08-07');
    expect(serialToText(59, 'date', false)).toBe('1900-02-28');
    expect(serialToText(61, 'date', false)).toBe('1900-03-01');
    expect(serialToText(43319.999999999, 'date-time', false)).toBe('2018-08-08T00:00:00');
  });

  it('have the digits that are shown', () => {
    expect([0.1 + 0.2, 4711, 1e15].map(numberText)).toEqual(['0.3', '4711', '1000000000000000']);
  });
});
