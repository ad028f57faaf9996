import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WriteRefused, type Action, type Value } from '../../../shared/store/documents.ts';
import { assertStorable, itemBytes, refusedActions, valueBytes } from '../../../shared/store/item-size.ts';

describe('valueBytes', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['ü物😀', 9],
    [null, 1],
    [true, 1],
    [[], 3],
    [{}, 3],
    [['a', 'b'], 7],
    [{ a: 'x', ß: null }, 3 + 3 + 4],
    [[[1]], 3 + 1 + 3 + 1 + 2],
  ] as readonly (readonly [Value, number])[])('counts %j as %i bytes', (value, bytes) => {
    expect(valueBytes(value)).toBe(bytes);
  });

  it.each([
    [0, 1],
    [1, 2],
    [-1, 3],
    [12, 2],
    [123, 3],
    [1200, 2],
    [-1234567, 6],
    [0.05, 2],
    [0.125, 3],
    [1e21, 2],
    [1.5e-7, 2],
    [Number.MAX_SAFE_INTEGER, 9],
  ])('counts the number %d as %i bytes', (value, bytes) => {
    expect(valueBytes(value)).toBe(bytes);
  });

  it('gives a number by its significant digits, wherever its point and its sign are', () => {
    const digits = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.nat({ max: 99_999_998 }))
      .map(([first, rest]) => `${String(first)}${String(rest)}`.replace(/0+$/, ''));
    fc.assert(
      fc.property(digits, fc.integer({ min: -20, max: 5 }), fc.boolean(), (text, exponent, isNegative) => {
        const value = Number(`${isNegative ? '-' : ''}${text}e${String(exponent)}`);
        expect(valueBytes(value)).toBe(Math.ceil(text.length / 2) + 1 + (isNegative ? 1 : 0));
      }),
    );
  });

  it('counts a text as its UTF-8 form', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\u0000', 'ß', '物', '\uffee', '😀') }), (text) => {
        expect(valueBytes(text)).toBe(new TextEncoder().encode(text).length);
      }),
    );
  });
});

describe('itemBytes', () => {
  it('sums names and values', () => {
    expect(itemBytes({ pk: 'C#acme#0', sk: 'O#1', n: 7, ü: ['a'] })).toBe(2 + 8 + 2 + 3 + 1 + 2 + 2 + 5);
  });
});

describe('assertStorable', () => {
  it.each([
    ['an empty sort key', { pk: 'p', sk: '' }],
    ['a sort key over 1,024 bytes', { pk: 'p', sk: 'ü'.repeat(513) }],
    ['a partition key over 2,048 bytes', { pk: 'p'.repeat(2049), sk: 's' }],
    ['an item over 400 KB', { pk: 'p', sk: 's', f: 'x'.repeat(400 * 1024) }],
  ])('refuses %s', (_, item) => {
    expect(() => {
      assertStorable(item);
    }).toThrow(WriteRefused);
  });
});

describe('refusedActions', () => {
  const put = (sk: string, f = ''): Action => ({ type: 'put', table: 't', item: { pk: 'p', sk, f } });

  it('tells the same key in two tables apart', () => {
    expect(refusedActions([put('a'), { ...put('a'), table: 'u' }])).toBeUndefined();
  });

  it('names every action at fault', () => {
    const large = 'x'.repeat(401 * 1024);
    const update: Action = { type: 'update', table: 't', key: { pk: 'p', sk: 'c' }, set: { f: large } };
    expect(refusedActions([put('a'), put('b', large), update, put('')])).toEqual([
      'none',
      'refused',
      'refused',
      'refused',
    ]);
  });
});
