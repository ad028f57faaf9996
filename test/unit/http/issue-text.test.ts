import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseInput } from '../../../shared/http/input.ts';
import { kpiQuery } from '../../../shared/http/routes/kpis.ts';

const errorsOf = (schema: z.ZodType, value: unknown): unknown => {
  try {
    return parseInput(schema, value);
  } catch (error) {
    return (error as { errors: { path: string; detail: string }[] }).errors.map(
      ({ path, detail }) => `${path}: ${detail}`,
    );
  }
};
const faultOf = (schema: z.ZodType, value: unknown): unknown =>
  errorsOf(z.object({ f: schema }), { f: value });

describe('the words for a refused field', () => {
  it('say how a date of a period is written, and which groupings there are', () => {
    expect(errorsOf(kpiQuery, { to: '2026-03-31', groupBy: 'year' })).toEqual([
      'from: is missing; write a date like 2026-03-31',
      'groupBy: must be one of day, week, month, site, carrier, serviceLevel',
    ]);
  });

  it.each([
    [z.string(), undefined, 'is missing'],
    [z.string(), 7, 'must be a text'],
    [z.number(), '7', 'must be a number'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.boolean(), 'yes', 'must be true or false'],
    [z.strictObject({}), 'x', 'must be an object'],
    [z.array(z.string()), 'x', 'must be a list'],
    [z.enum(['a', 'b']), 'c', 'must be one of a, b'],
    [z.enum(['a', 'b']), undefined, 'is missing; must be one of a, b'],
    [z.literal('a'), 'b', 'must be a'],
    [z.string().min(1), '', 'may not be empty'],
    [z.string().min(3), 'a', 'must have at least 3 characters'],
    [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entries'],
    [z.number().min(2), 1, 'must be at least 2'],
    [z.string().regex(/^a/), 'b', 'has characters or a form that it may not have'],
    [z.union([z.string(), z.number()]), true, 'has none of the forms that it may have'],
    [z.union([z.string(), z.number()]), undefined, 'is missing'],
    [z.string({ error: 'has words of its own' }), 1, 'has words of its own'],
  ])('%#', (schema, value, detail) => {
    expect(faultOf(schema, value)).toEqual([`f: ${detail}`]);
  });
});
