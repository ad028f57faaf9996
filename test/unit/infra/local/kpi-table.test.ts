import { describe, expect, it } from 'vitest';
import { columns, tableOf, type Column } from '../../../../infra/local/kpi-table.ts';
import { CATALOGUE, KPI_IDS } from '../../../../shared/domain/kpi/catalogue.ts';

type Kpi = Exclude<Column, { refused: number }>['kpis'][number];

const kpi = (id: string, gross: string | null, over: Partial<Kpi> = {}): Kpi => ({
  kpi: id,
  decides: 'net',
  gross: { shown: gross },
  net: { shown: gross },
  ...over,
});
const column = (kpis: readonly Kpi[], rejudging = false): Column => ({ rejudging, kpis: [...kpis] });
const linesOf = (...clients: readonly (readonly [string, Column])[]): string[] =>
  tableOf(new Map(clients)).split('\n');
const rowOf = (lines: readonly string[], name: string): string | undefined =>
  lines.find((line) => line.startsWith(`${name} `));

describe('the KPI table of npm start', () => {
  it('has a row for every KPI of the index, by its English name', () => {
    const lines = linesOf(['acme', column([])]);
    expect(lines.slice(1).map((line) => line.replace(/ +–$/, ''))).toEqual(
      KPI_IDS.map((id) => CATALOGUE[id].name.en),
    );
  });

  it('names clients by what tells them apart', () => {
    expect(linesOf(['coffee-demo', column([])], ['acme', column([])])[0]).toMatch(/^ +coffee +acme$/);
  });

  it('shows the side that decides, on the usual scale', () => {
    const figures = [
      kpi('otif', '90.00 %', { net: { shown: '95.00 %' } }),
      kpi('in-full', '91.00 %', { decides: 'gross', net: { shown: '96.00 %' } }),
      kpi('complaint-rate', '0.50 % (50.00 per 10,000 orders)'),
    ];
    const lines = linesOf(['acme', column(figures)]);
    expect(rowOf(lines, CATALOGUE.otif.name.en)).toMatch(/ 95\.00 %$/);
    expect(rowOf(lines, CATALOGUE['in-full'].name.en)).toMatch(/ 91\.00 %$/);
    expect(rowOf(lines, CATALOGUE['complaint-rate'].name.en)).toMatch(/ 0\.50 %$/);
  });

  it('marks the one scale that is too long for a column', () => {
    const lines = linesOf(['acme', column([kpi('storage-damage', '0.018 per 1,000 unit-days')])]);
    expect(rowOf(lines, CATALOGUE['storage-damage'].name.en)).toMatch(/ 0\.018\*$/);
    expect(lines.at(-1)).toBe('* per 1,000 unit-days');
    expect(linesOf(['acme', column([])]).at(-1)).not.toContain('unit-days');
  });

  it('shows a dash where nothing was due, and the status where the figures were refused', () => {
    const lines = linesOf(['acme', column([kpi('otif', null)])], ['other', { refused: 404 }]);
    expect(rowOf(lines, CATALOGUE.otif.name.en)).toMatch(/ – +\(404\)$/);
  });

  it('says whose orders are being judged again', () => {
    expect(linesOf(['a', column([])]).at(-1)).not.toContain('again');
    expect(linesOf(['a', column([], true)], ['b', column([])]).at(-1)).toBe(
      'Being judged again under new terms: a',
    );
  });

  it('sets numbers to the right', () => {
    expect(
      columns(
        [
          ['client', 'in full'],
          ['a', '9.0 %'],
        ],
        { numbers: true },
      ),
    ).toBe('client  in full\na         9.0 %');
  });
});
