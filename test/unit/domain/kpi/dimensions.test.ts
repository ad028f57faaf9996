import { describe, expect, it } from 'vitest';
import { knownValues, type Registries } from '../../../../shared/domain/crm/registry.ts';
import { namedValue } from '../../../../shared/domain/kpi/dimensions.ts';
import { evaluate } from '../../../../shared/domain/kpi/evaluate.ts';
import type { ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import {
  dispatched,
  fact,
  HISTORY,
  placed,
  registered,
  REGISTRIES,
  voidOf,
} from '../../../support/builders.ts';
import { answered } from '../../../support/survey-answers.ts';

const MAPPED: Registries = {
  sites: knownValues(
    ['HAM', 'MUC'],
    [
      { value: 'Hamburg', id: 'HAM' },
      { value: 'MUC', id: 'HAM' },
    ],
  ),
  carriers: registered('dhl'),
  serviceLevels: registered(),
};

const seen = (facts: readonly ReportedFact[], registries = REGISTRIES) => {
  const { dimensions, dataQuality } = evaluate('delivery', facts, HISTORY, registries);
  return [dimensions.siteId, dimensions.carrierId, dimensions.serviceLevel, ...dataQuality];
};

describe('an order counts under', () => {
  it('the ids it names', () => {
    expect(seen([placed({ siteId: 'HAM', carrierId: 'ups', serviceLevel: 'express' })])).toEqual([
      'HAM',
      'ups',
      'express',
    ]);
  });

  it('the entry that an alias or a merged id stands for', () => {
    expect(seen([placed({ siteId: 'Hamburg' })], MAPPED)).toEqual(['HAM', undefined, undefined]);
    expect(seen([placed({ siteId: 'MUC' })], MAPPED)).toEqual(['HAM', undefined, undefined]);
  });

  it('unknown where it names nothing, which is nothing to look at', () => {
    expect(seen([placed()])).toEqual([undefined, undefined, undefined]);
  });

  it.each([{ siteId: 'x' }, { carrierId: 'DHL' }, { serviceLevel: 'same-day' }])(
    'unknown with a code where %j is in no registry',
    (data) => {
      expect(seen([placed(data)])).toEqual([undefined, undefined, undefined, 'unregistered-value']);
    },
  );

  it('the last carrier named; a value that was taken back is not looked at', () => {
    const left = dispatched('2026-03-05 10:00', { carrierId: 'nobody' });
    expect(seen([placed({ carrierId: 'dhl' }), left])).toEqual([
      undefined,
      undefined,
      undefined,
      'unregistered-value',
    ]);
    expect(seen([placed({ carrierId: 'dhl' }), left, voidOf(left)])).toEqual([undefined, 'dhl', undefined]);
  });

  it('the site of its first fact where it is no delivery', () => {
    const raised = fact('incident.raised', '2026-03-09 10:00', { siteId: 'x' });
    expect(evaluate('incident', [raised], HISTORY, REGISTRIES).dataQuality).toEqual(['unregistered-value']);
  });

  it('what a survey answer says of the order asked about', () => {
    const facts = [answered({ carrierId: 'ups', serviceLevel: 'express' })];
    expect(namedValue('carrier', 'survey-answer', facts, HISTORY)).toBe('ups');
    expect(namedValue('service-level', 'survey-answer', facts, HISTORY)).toBe('express');
    expect(namedValue('site', 'survey-answer', facts, HISTORY)).toBeUndefined();
  });
});

it('what an order names is told registry by registry, registered or not', () => {
  const facts = [placed({ siteId: 'HAM', carrierId: 'nobody' })];
  const named = (['site', 'carrier', 'service-level'] as const).map((registry) =>
    namedValue(registry, 'delivery', facts, HISTORY),
  );
  expect(named).toEqual(['HAM', 'nobody', undefined]);
});
