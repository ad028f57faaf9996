import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMapping } from '../../../scripts/import/mapping.ts';
import { simpleMapping } from './workbench.ts';

const faultsOf = (mapping: unknown): string => {
  try {
    parseMapping(typeof mapping === 'string' ? mapping : JSON.stringify(mapping), 'm.json');
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : '';
  }
  return '';
};
const rule = (parts: Record<string, unknown>) =>
  simpleMapping({ rules: [{ id: 'delivered', type: 'order.delivered', at: 'delivered', ...parts }] });

describe('a mapping', () => {
  it('is taken when it is right, with a byte-order mark too', () => {
    expect(faultsOf(`\uFEFF${JSON.stringify(simpleMapping())}`)).toBe('');
  });

  it('is what docs/examples/import shows', () => {
    expect(faultsOf(readFileSync('docs/examples/import/mapping.json', 'utf8'))).toBe('');
  });

  const cases = [
    ['no JSON', '{ "source": ', 'the mapping m.json is no JSON'],
    ['a missing part', { ...simpleMapping(), order: undefined }, 'order: Invalid input: expected string'],
    ['a misspelt part', simpleMapping({ timezone: 'UTC' }), 'Unrecognized key: "timezone"'],
    ['a zone that is none', simpleMapping({ timeZone: 'Brazil' }), 'timeZone: is no IANA time zone'],
    ['an unknown encoding', simpleMapping({}, { encoding: 'ansi' }), 'files.0.encoding: '],
    ['a delimiter of two characters', simpleMapping({}, { delimiter: '::' }), 'files.0.delimiter: '],
    [
      'a time format without a year',
      simpleMapping({}, { timeFormat: 'dd.MM. HH:mm' }),
      'files.0.timeFormat: is made of',
    ],
    ['an unknown event type', rule({ type: 'order.delivred' }), 'rules.0.type: is one of order.placed'],
    ['an unknown way to pick', rule({ at: { column: 'delivered', pick: 'last' } }), 'rules.0.at.pick: '],
    [
      'a condition that is none',
      rule({ when: 'order_status canceled' }),
      'rules.0.when: "order_status canceled" is not understood',
    ],
    [
      'a data field with a misspelt option',
      rule({ data: { units: { column: 'n', type: 'integer' } } }),
      'rules.0.data.units: Unrecognized key: "type"',
    ],
    [
      'a data field that is null',
      rule({ data: { promise: { to: null } } }),
      'rules.0.data.promise.to: is a constant',
    ],
    [
      'a client that is no id',
      simpleMapping({ client: { constant: 'ACME' } }),
      'client.constant: a client id is 1 to 64',
    ],
    [
      'two rules with one id',
      simpleMapping({ rules: [simpleMapping().rules[0], simpleMapping().rules[0]] }),
      'rules: two rules have the same id',
    ],
    [
      'two files without a key',
      simpleMapping({
        files: [
          { name: 'a', file: 'a.csv' },
          { name: 'b', file: 'b.csv' },
        ],
      }),
      'files need "key", the column that joins them: a, b',
    ],
  ] as const;

  it.each(cases)('with %s is refused, with the place and what to write', (_, mapping, fault) => {
    const message = faultsOf(mapping);
    expect(message).toMatch(/^ImportError: the mapping m\.json/);
    expect(message).toContain(fault);
  });

  it('tells all its faults at once', () => {
    const message = faultsOf(simpleMapping({ timeZone: 'X', source: '', order: 7 }));
    expect(message.split('\n  ').length - 1).toBe(3);
  });
});
