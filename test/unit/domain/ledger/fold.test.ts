import { describe, expect, test } from 'vitest';
import { closedAt, fold, referencesOf, termsOf } from '../../../../shared/domain/ledger/fold.ts';
import { at, delivered, dispatched, fact, placed, voidOf } from '../../../support/builders.ts';

describe('fold', () => {
  test('puts facts in the order in which they happened', () => {
    const [first, second] = [placed(), delivered('2026-03-09 10:00')];
    expect(fold([second, first]).facts).toEqual([first, second]);
  });

  test('orders facts of one instant by source, then id', () => {
    const one = fact('order.delivered', '2026-03-09 10:00', {}, { source: 'b', id: '1' });
    const two = fact('order.delivered', '2026-03-09 10:00', {}, { source: 'a', id: '2' });
    const three = fact('order.delivered', '2026-03-09 10:00', {}, { source: 'a', id: '1' });
    expect(fold([one, two, three]).facts).toEqual([three, two, one]);
  });

  test('takes out what a correction names', () => {
    const wrong = delivered('2026-03-09 10:00');
    const state = fold([placed(), wrong, voidOf(wrong)]);
    expect([state.byType['order.delivered'], state.voided]).toEqual([undefined, [wrong]]);
  });

  test('a correction of an unknown fact waits', () => {
    const waiting = voidOf(delivered('2026-03-09 10:00'));
    expect(fold([placed(), waiting]).waitingVoids).toEqual([waiting]);
  });

  test('the same id of another source is another fact', () => {
    const wrong = delivered('2026-03-09 10:00');
    const other = { ...wrong, source: 'carrier' };
    expect(fold([wrong, other, voidOf(wrong)]).byType['order.delivered']).toEqual([other]);
  });

  test('a correction cannot be voided', () => {
    const wrong = delivered('2026-03-09 10:00');
    const correction = voidOf(wrong);
    expect(fold([wrong, correction, voidOf(correction)]).voided).toEqual([wrong]);
  });
});

describe('termsOf', () => {
  const termsAfter = (...facts: Parameters<typeof fold>[0]) => {
    const state = fold(facts);
    return termsOf(state, state.byType['order.placed']?.[0]);
  };

  test('take the latest change', () => {
    const terms = termsAfter(
      placed({ units: 10, siteId: 'HAM' }),
      fact('order.changed', '2026-03-05 10:00', { units: 8 }),
      fact('order.changed', '2026-03-04 10:00', { units: 9, siteId: 'MUC' }),
    );
    expect([terms.units, terms.siteId]).toEqual([8, 'MUC']);
  });

  test('changed units take the place of lines', () => {
    const terms = termsAfter(
      placed({ lines: [{ lineNo: '1', units: 10 }] }),
      fact('order.changed', '2026-03-05 10:00', { units: 8 }),
    );
    expect([terms.units, terms.lines]).toEqual([8, undefined]);
  });

  test('a changed attribute leaves the others as they are', () => {
    const terms = termsAfter(
      placed({ attributes: { goods: 'cold', channel: 'shop' } }),
      fact('order.changed', '2026-03-05 10:00', { attributes: { goods: 'dry' } }),
      fact('order.changed', '2026-03-06 10:00', { origin: { country: 'NL' } }),
    );
    expect(terms.attributes).toEqual({ goods: 'dry', channel: 'shop' });
    expect(terms.origin).toEqual({ country: 'NL' });
  });

  test('the carrier is the one the order was dispatched with', () => {
    expect(
      termsAfter(placed({ carrierId: 'dhl' }), dispatched('2026-03-05 10:00', { carrierId: 'ups' }))
        .carrierId,
    ).toBe('ups');
  });
});

describe('referencesOf', () => {
  test('gives references and tracking numbers, each once', () => {
    const facts = [
      placed({ references: ['PO-7', 'PO-8'] }),
      dispatched('2026-03-05 10:00', { trackingNo: ['T-1', 'PO-7'] }),
    ];
    expect(referencesOf(facts)).toEqual(['PO-7', 'PO-8', 'T-1']);
  });
});

describe('closedAt', () => {
  test('is undefined while the order runs', () => {
    expect(closedAt(fold([placed(), dispatched('2026-03-05 10:00')]))).toBeUndefined();
  });

  test('is the last of delivery, cancellation, return and loss', () => {
    const state = fold([placed(), delivered('2026-03-09 10:00'), fact('order.returned', '2026-03-12 10:00')]);
    expect(closedAt(state)).toBe(at('2026-03-12 10:00'));
  });
});
