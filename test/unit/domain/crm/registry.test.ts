import { describe, expect, it } from 'vitest';
import { BUILT_IN_CAUSES } from '../../../../shared/domain/crm/miss-causes.ts';
import { BUILT_IN_REASONS } from '../../../../shared/domain/crm/reason-codes.ts';
import {
  aliasValueSchema,
  knownValues,
  registryEntrySchema,
  type RegistryAlias,
} from '../../../../shared/domain/crm/registry.ts';

const alias = (value: string, id: string): RegistryAlias => ({ value, id });

describe('the values that orders may name', () => {
  it('lead through aliases and merges to the entry that is left', () => {
    const aliases = [alias('DHL Express', 'dhl'), alias('dhl', 'dhl-group'), alias('x', 'DHL Express')];
    expect(Object.fromEntries(knownValues(['dhl', 'dhl-group', 'ups'], aliases))).toEqual({
      dhl: 'dhl-group',
      'dhl-group': 'dhl-group',
      ups: 'ups',
      'DHL Express': 'dhl-group',
      x: 'dhl-group',
    });
  });

  it('leave out an alias of nothing, and count an id in a circle under itself', () => {
    const known = knownValues(
      ['a', 'b'],
      [alias('x', 'gone'), alias('a', 'b'), alias('b', 'a'), alias('y', 'a')],
    );
    expect(Object.fromEntries(known)).toEqual({ a: 'a', b: 'b' });
  });

  it('are told apart by every character', () => {
    const known = knownValues(['dhl'], [alias('DHL ', 'dhl')]);
    expect([known.get('DHL '), known.get('DHL')]).toEqual(['dhl', undefined]);
  });
});

it.each([
  ['', false],
  ['x'.repeat(200), true],
  ['x'.repeat(201), false],
  ['德邦快递 (华东)', true],
  ['a\tb', false],
  ['\ud800', false],
  ['-', true],
  ['a#b%', true],
])('%j may be an alias: %s', (value, allowed) => {
  expect(aliasValueSchema.safeParse(value).success).toBe(allowed);
});

describe('what is built in', () => {
  it.each([
    ['reasons', BUILT_IN_REASONS],
    ['causes', BUILT_IN_CAUSES],
  ])('%s are entries, each id once', (_, entries) => {
    expect(entries.map((entry) => registryEntrySchema.parse(entry))).toEqual(entries);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
  });

  it('reasons are codes of two characters with a fault class, of every class some', () => {
    expect(BUILT_IN_REASONS.filter(({ id }) => !/^[A-Z][A-Z0-9]$/.test(id))).toEqual([]);
    expect(new Set(BUILT_IN_REASONS.map(({ faultClass }) => faultClass))).toEqual(
      new Set(['provider', 'carrier', 'shipper', 'consignee', 'authority', 'force-majeure']),
    );
    const classOf = (code: string) => BUILT_IN_REASONS.find(({ id }) => id === code)?.faultClass;
    expect(['AO', 'AG', 'AM', 'AI', 'CA', 'P1', 'NS'].map(classOf)).toEqual([
      'force-majeure',
      'consignee',
      'shipper',
      'carrier',
      'authority',
      'provider',
      undefined,
    ]);
  });
});
