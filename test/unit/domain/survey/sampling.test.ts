import { describe, expect, it } from 'vitest';
import { isSampled, orderSubject, personSubject } from '../../../../shared/domain/survey/sampling.ts';
import { waveIdOf } from '../../../../shared/domain/survey/wave.ts';
import { CLIENT, clientId, orderNo } from '../../../support/builders.ts';
import { MAILBOX, WAVE } from '../../../support/contacts.ts';
import { SLOT } from '../../../support/survey-desk.ts';

const ORDERS = Array.from({ length: 20_000 }, (_, n) =>
  orderSubject(WAVE.programmeId, CLIENT, orderNo(`SO-${String(100_000 + n)}`)),
);
const drawn = (perMille: number, subjects = ORDERS): readonly string[] =>
  subjects.filter((subject) => isSampled(subject, perMille));

describe('a sample', () => {
  it('of the whole has everybody in it, and the same subjects each time', () => {
    expect(drawn(1000)).toHaveLength(ORDERS.length);
    expect(drawn(100)).toEqual(drawn(100));
  });

  // Four standard deviations of a binomial of 20,000.
  it.each([1, 20, 100, 500])('of %d in 1,000 consecutive order numbers has about that share', (perMille) => {
    const share = perMille / 1000;
    const spread = 4 * Math.sqrt(ORDERS.length * share * (1 - share));
    expect(Math.abs(drawn(perMille).length - ORDERS.length * share)).toBeLessThan(spread);
  });

  it('that is larger has the smaller one in it', () => {
    const larger = new Set(drawn(300));
    expect(drawn(100).every((subject) => larger.has(subject))).toBe(true);
  });

  it('draws other people in another wave', () => {
    const person = (slotAt: number) =>
      personSubject({ ...WAVE, waveId: waveIdOf(slotAt), mailboxId: MAILBOX });
    const waves = Array.from({ length: 1000 }, (_, n) => person(SLOT + n * 3_600_000));
    expect(drawn(500, waves).length).toBeGreaterThan(430);
    expect(drawn(500, waves).length).toBeLessThan(570);
  });

  it('tells the orders of two clients apart', () => {
    const subject = (client: string) => orderSubject(WAVE.programmeId, clientId(client), orderNo('SO-1'));
    expect(subject('acme')).not.toBe(subject('acme-2'));
  });
});
