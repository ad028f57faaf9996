import { expect, test } from 'vitest';
import { DATA_QUALITY, dataQualityOf } from '../../../../shared/domain/ledger/data-quality.ts';
import type { OrderKind, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import { fold } from '../../../../shared/domain/ledger/fold.ts';
import { delivered, dispatched, fact, placed, voidOf } from '../../../support/builders.ts';

const codes = (facts: readonly ReportedFact[], kind: OrderKind = 'delivery', unregistered = false) =>
  dataQualityOf(kind, fold(facts), unregistered);
const order = [placed(), dispatched('2026-03-05 10:00'), delivered('2026-03-09 10:00')];

test('an order in which all fits together has no code', () => {
  expect(codes(order)).toEqual([]);
});

test('cancelled and dispatched all the same', () => {
  expect(codes([...order, fact('order.cancelled', '2026-03-04 10:00', { by: 'client' })])).toEqual([
    'cancelled-and-fulfilled',
  ]);
});

test('delivered before it was dispatched', () => {
  expect(codes([placed(), dispatched('2026-03-10 10:00'), delivered('2026-03-09 10:00')])).toEqual([
    'delivered-before-dispatched',
  ]);
});

test('lost as a whole and delivered', () => {
  expect(codes([...order, fact('order.lost', '2026-03-08 10:00')])).toEqual(['lost-and-delivered']);
});

test('lost units of a delivered order are no contradiction', () => {
  expect(codes([...order, fact('order.lost', '2026-03-08 10:00', { units: 1 })])).toEqual([]);
});

test('facts without the order', () => {
  expect(codes([delivered('2026-03-09 10:00')])).toEqual(['not-placed']);
  expect(codes([fact('incident.decided', '2026-03-09 10:00', { valid: true })], 'incident')).toEqual([
    'not-placed',
  ]);
});

test('placed twice', () => {
  expect(codes([placed(), placed()])).toEqual(['placed-twice']);
});

test('a correction that waits for its fact', () => {
  expect(codes([...order, voidOf(placed())])).toEqual(['void-waiting']);
});

test('a value that is in no registry, of whatever kind the order is', () => {
  expect(codes(order, 'delivery', true)).toEqual(['unregistered-value']);
  expect(codes([fact('incident.raised', '2026-03-09 10:00')], 'incident', true)).toEqual([
    'unregistered-value',
  ]);
});

test('codes come in the order of their list, as they are stored', () => {
  const all = Object.keys(DATA_QUALITY);
  const found = codes(
    [delivered('2026-03-09 10:00'), fact('order.lost', '2026-03-08 10:00'), voidOf(placed())],
    'delivery',
    true,
  );
  expect(found).toEqual(all.filter((code) => found.some((one) => one === code)));
});
