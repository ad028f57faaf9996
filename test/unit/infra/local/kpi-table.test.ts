import { describe, expect, it } from 'vitest';
import { columns, percent } from '../../../../infra/local/kpi-table.ts';

describe('the KPI table of npm start', () => {
  it('cuts a share off towards the miss, never up', () => {
    expect(percent({ numerator: 9999, denominator: 10_000 }, 'higher')).toBe('99.9 %');
    expect(percent({ numerator: 1, denominator: 10_000 }, 'lower')).toBe('0.1 %');
  });

  it('keeps exact shares', () => {
    expect(percent({ numerator: 29, denominator: 100 }, 'higher')).toBe('29.0 %');
    expect(percent({ numerator: 29, denominator: 100 }, 'lower')).toBe('29.0 %');
  });

  it('shows a dash where nothing was due', () => {
    expect(percent({ numerator: 0, denominator: 0 }, 'higher')).toBe('–');
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
