import { expect, it } from 'vitest';
import type { Evaluation } from '../../../../shared/domain/ledger/order-record.ts';
import { sameEvaluation } from '../../../../shared/domain/ledger/same-evaluation.ts';

const EVALUATION: Required<Evaluation> = {
  contributions: [
    { day: 20_500, counter: 'bm', amount: 1 },
    { day: 20_501, counter: 'fx', amount: 2 },
  ],
  open: [
    {
      kpi: 'otif',
      day: 20_502,
      deadline: 1_772_000_000_000,
      excused: false,
      missed: true,
      pendingUntil: 1_773_000_000_000,
      disputed: false,
      amount: 1,
    },
  ],
  indexDay: 20_500,
  dimensions: { siteId: 'HAM', carrierId: 'dhl', serviceLevel: 'standard' },
  dataQuality: ['cancelled-and-fulfilled'],
  judgeVersion: 2,
  contractVersion: 3,
};

type Json = Record<string, unknown>;

/** Every copy of a value in which one leaf is another, or one entry of a list is gone. */
function* changed(value: unknown): Generator {
  if (Array.isArray(value)) {
    yield value.slice(1);
    for (const [i, entry] of value.entries())
      for (const other of changed(entry)) yield value.map((one: unknown, j) => (i === j ? other : one));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value))
      for (const other of changed(part)) yield { ...(value as Json), [name]: other };
  } else if (typeof value === 'boolean') yield !value;
  else {
    yield typeof value === 'number' ? value + 1 : 'another';
    yield undefined;
  }
}

it('an evaluation is the same as its copy', () => {
  expect(sameEvaluation(EVALUATION, structuredClone(EVALUATION))).toBe(true);
});

it('an evaluation is another one when any part of it is, on either side', () => {
  const others = [...changed(EVALUATION)] as Evaluation[];
  expect(others.length).toBeGreaterThan(30);
  for (const other of others) {
    expect(sameEvaluation(EVALUATION, other), JSON.stringify(other)).toBe(false);
    expect(sameEvaluation(other, EVALUATION), JSON.stringify(other)).toBe(false);
  }
});
