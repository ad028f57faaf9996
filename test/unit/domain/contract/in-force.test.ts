import { describe, expect, test } from 'vitest';
import { contractFor, contractOn, newestVersion } from '../../../../shared/domain/contract/in-force.ts';
import type { ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import { fold } from '../../../../shared/domain/ledger/fold.ts';
import { CONTRACT, ZONE, day, delivered, fact, placed } from '../../../support/builders.ts';

const HISTORY = {
  timeZone: ZONE,
  contracts: [
    CONTRACT,
    { ...CONTRACT, version: 2, effectiveFrom: '2026-03-01' },
    { ...CONTRACT, version: 3, effectiveFrom: '2026-05-01' },
  ],
};
const versionFor = (facts: readonly ReportedFact[], kind: 'delivery' | 'receipt' = 'delivery'): number =>
  contractFor(HISTORY, kind, fold(facts)).version;

describe('the contract in force', () => {
  test.each([
    ['1999-01-01', 1],
    ['2026-02-28', 1],
    ['2026-03-01', 2],
    ['2026-04-30', 2],
    ['2026-05-01', 3],
    ['2039-01-01', 3],
  ])('on %s is version %i', (text, version) => {
    expect(contractOn(HISTORY, day(text)).version).toBe(version);
  });

  test('for an order is that of the day it was placed, in the zone of the client', () => {
    expect(versionFor([placed({}, '2026-02-28 23:59'), delivered('2026-03-05 10:00')])).toBe(1);
    expect(versionFor([placed({}, '2026-03-01 00:00')])).toBe(2);
  });

  test('for an order not placed yet is that of its first fact', () => {
    expect(versionFor([delivered('2026-03-05 10:00'), delivered('2026-05-05 10:00')])).toBe(2);
  });

  test('for a receipt is that of its first fact', () => {
    expect(versionFor([fact('receipt.arrived', '2026-05-01 00:00')], 'receipt')).toBe(3);
  });

  test('without any fact in force is the first one', () => {
    expect(versionFor([])).toBe(1);
  });

  test('knows the newest version', () => {
    expect(newestVersion(HISTORY)).toBe(3);
  });
});
