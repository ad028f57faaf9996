import { describe, expect, test } from 'vitest';
import { contractWith, day, dispatched, fact, placed, verdictOn } from '../../../support/builders.ts';

const BY_HANDOVER = contractWith({ kpis: { 'on-time-dispatch': { stopEvent: 'handed-over' } } });
const ordered = placed({ lines: [{ lineNo: '1', units: 10 }] });
const left = dispatched('2026-03-05 10:00');
const handedOver = fact('order.handed-over', '2026-03-06 10:00');

describe.each(['outbound-accuracy', 'outbound-accuracy-lines'] as const)('%s', (kpi) => {
  test('goes by dispatch, whatever on-time dispatch stops at', () => {
    for (const facts of [
      [ordered, left],
      [ordered, left, handedOver],
    ])
      expect(verdictOn(kpi, facts, BY_HANDOVER)).toMatchObject({ outcome: 'met', day: day('2026-03-05') });
  });

  test('goes by the handover where no dispatch was reported', () => {
    for (const contract of [contractWith(), BY_HANDOVER])
      expect(verdictOn(kpi, [ordered, handedOver], contract)).toMatchObject({
        outcome: 'met',
        day: day('2026-03-06'),
      });
  });

  test('waits until the goods have left as a whole', () => {
    const part = dispatched('2026-03-05 10:00', { units: 4 });
    expect(verdictOn(kpi, [ordered, part])).toBeUndefined();
  });
});
