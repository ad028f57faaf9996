import { describe, expect, it } from 'vitest';
import { deliveryOutcome } from '../../../../shared/domain/survey/delivery-outcome.ts';
import { at, contractWith, delivered, fact, placed, verdictsOn } from '../../../support/builders.ts';

const LATER = at('2026-05-01 00:00');
const damaged = fact('order.damage-reported', '2026-03-10 12:00', { units: 1, confirmed: true });

describe('what became of a delivery', () => {
  it.each([
    ['on-time', [placed(), delivered('2026-03-10 10:00')], LATER],
    ['late', [placed(), delivered('2026-03-11 10:00')], LATER],
    ['damaged', [placed(), delivered('2026-03-10 10:00'), damaged], LATER],
    ['damaged', [placed(), delivered('2026-03-11 10:00'), damaged], LATER],
    ['damaged', [placed(), fact('order.lost', '2026-03-10 10:00')], LATER],
    ['late', [placed()], LATER],
    ['other', [placed()], at('2026-03-10 12:00')],
    ['other', [placed({ promise: undefined }), delivered('2026-03-10 10:00')], LATER],
  ] as const)('is %s', (outcome, facts, asOf) => {
    expect(deliveryOutcome(verdictsOn(facts), asOf)).toBe(outcome);
  });

  it('is late also where the lateness is excused: whoever waited felt it', () => {
    const excused = fact('miss.excused', '2026-03-12 09:00', {
      kpi: 'on-time-delivery',
      reasonCode: 'weather',
      proposedBy: 'provider',
      decision: 'accepted',
      decidedBy: 'client',
    });
    const facts = [placed(), delivered('2026-03-11 10:00'), excused];
    expect(deliveryOutcome(verdictsOn(facts, contractWith()), LATER)).toBe('late');
  });
});
