import { describe, expect, test } from 'vitest';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import { seenVerdict } from '../../../../shared/domain/kpi/counts.ts';
import { excusesOf, standingOf } from '../../../../shared/domain/kpi/excuses.ts';
import type { Party, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import { fold } from '../../../../shared/domain/ledger/fold.ts';
import { at, contractWith, CONTRACT, delivered, fact, placed, verdictOn } from '../../../support/builders.ts';

// The promise is 10 March; an excuse may be proposed until 9 April, and is decided within 14 days.
const LATE = [placed(), delivered('2026-03-12 10:00')];
const SILENT = contractWith({
  excuses: { proposeWithinDays: 30, decideWithinDays: 14, silence: 'accepts' },
});

type Decision = 'proposed' | 'accepted' | 'rejected' | 'withdrawn';

const step = (when: string, decision: Decision, side: Party, kpi: KpiId = 'on-time-delivery'): ReportedFact =>
  fact('miss.excused', when, {
    kpi,
    reasonCode: 'AO',
    decision,
    ...(decision === 'proposed' ? { proposedBy: side } : { decidedBy: side }),
  });
const proposed = (when: string, by: Party = 'provider') => step(when, 'proposed', by);

const isExcused = (steps: readonly ReportedFact[], kpi: KpiId = 'on-time-delivery') =>
  verdictOn(kpi, [...LATE, ...steps])?.excused;

describe('an excuse', () => {
  test('counts once the other side accepted it, whichever side proposed it', () => {
    expect(isExcused([proposed('2026-03-13 09:00')])).toBe(false);
    expect(isExcused([proposed('2026-03-13 09:00'), step('2026-03-14 09:00', 'accepted', 'client')])).toBe(
      true,
    );
    expect(
      isExcused([proposed('2026-03-13 09:00', 'client'), step('2026-03-14 09:00', 'accepted', 'provider')]),
    ).toBe(true);
  });

  test('is not accepted by the side that proposed it', () => {
    expect(isExcused([proposed('2026-03-13 09:00'), step('2026-03-14 09:00', 'accepted', 'provider')])).toBe(
      false,
    );
  });

  test('speaks for its own KPI alone', () => {
    const steps = [proposed('2026-03-13 09:00'), step('2026-03-14 09:00', 'accepted', 'client')];
    expect(isExcused(steps, 'in-full')).toBe(false);
  });

  test('leaves what is met as it is', () => {
    const steps = [proposed('2026-03-13 09:00'), step('2026-03-14 09:00', 'accepted', 'client')];
    const verdict = verdictOn('on-time-delivery', [placed(), delivered('2026-03-09 10:00'), ...steps]);
    expect(verdict).toMatchObject({ outcome: 'met', excused: false });
  });

  test('is over once it was rejected, and may be proposed again', () => {
    const refused = [proposed('2026-03-13 09:00'), step('2026-03-14 09:00', 'rejected', 'client')];
    expect(isExcused([...refused, step('2026-03-14 10:00', 'accepted', 'client')])).toBe(false);
    const again = [...refused, proposed('2026-03-15 09:00'), step('2026-03-16 09:00', 'accepted', 'client')];
    expect(isExcused(again)).toBe(true);
  });

  test('is taken back by its proposer at any time, and by nobody else', () => {
    const accepted = [proposed('2026-03-13 09:00'), step('2026-03-14 09:00', 'accepted', 'client')];
    expect(isExcused([...accepted, step('2026-05-20 09:00', 'withdrawn', 'provider')])).toBe(false);
    expect(isExcused([...accepted, step('2026-03-15 09:00', 'withdrawn', 'client')])).toBe(true);
  });

  test('proposed twice keeps the time of the first proposal', () => {
    const steps = [
      proposed('2026-03-13 09:00'),
      proposed('2026-03-20 09:00'),
      step('2026-03-28 09:00', 'accepted', 'client'),
    ];
    expect(isExcused(steps)).toBe(false);
  });

  test('may come from either type of fact', () => {
    const steps = [
      fact('order.delay-excused', '2026-03-13 09:00', {
        kpi: 'on-time-delivery',
        decision: 'proposed',
        proposedBy: 'provider',
      }),
      step('2026-03-14 09:00', 'accepted', 'client'),
    ];
    expect(isExcused(steps)).toBe(true);
  });
});

describe('the times of an excuse', () => {
  const accepted = (proposedAt: string, acceptedAt: string) =>
    isExcused([proposed(proposedAt), step(acceptedAt, 'accepted', 'client')]);

  test('a proposal counts to the end of the last day after the miss', () => {
    expect(accepted('2026-04-09 23:59', '2026-04-10 09:00')).toBe(true);
    expect(accepted('2026-04-10 00:00', '2026-04-10 09:00')).toBe(false);
  });

  test('a decision counts to the instant of so many days after the proposal', () => {
    expect(accepted('2026-03-13 09:00', '2026-03-27 09:00')).toBe(true);
    expect(accepted('2026-03-13 09:00', '2026-03-27 09:01')).toBe(false);
  });

  test('hold for an accepted excuse that was told in one', () => {
    const told = (when: string) =>
      isExcused([
        fact('miss.excused', when, {
          kpi: 'on-time-delivery',
          proposedBy: 'provider',
          decision: 'accepted',
          decidedBy: 'client',
        }),
      ]);
    expect(told('2026-04-09 10:00')).toBe(true);
    expect(told('2026-04-10 10:00')).toBe(false);
  });

  test('a proposal that nobody decided in time makes room for another where silence rejects', () => {
    const lapsed = proposed('2026-03-11 09:00');
    const again = [proposed('2026-03-26 09:00'), step('2026-03-27 09:00', 'accepted', 'client')];
    expect(isExcused([lapsed, ...again])).toBe(true);
  });
});

describe('silence', () => {
  const until = at('2026-03-27 09:00');

  test('accepts where the contract says so: missed until then, excused after it', () => {
    const verdict = verdictOn('on-time-delivery', [...LATE, proposed('2026-03-13 09:00')], SILENT)!;
    expect(verdict).toMatchObject({ outcome: 'missed', excused: false, pendingUntil: until });
    expect(seenVerdict(verdict, until)).toMatchObject({ outcome: 'missed', excused: false });
    expect(seenVerdict(verdict, until + 1)).toMatchObject({ outcome: 'missed', excused: true });
  });

  test('rejects where the contract says so, with nothing left to wait for', () => {
    const verdict = verdictOn('on-time-delivery', [...LATE, proposed('2026-03-13 09:00')]);
    expect(verdict).toMatchObject({ excused: false, pendingUntil: undefined });
  });

  test('is broken by a rejection in time, not by one after it', () => {
    const of = (when: string) =>
      verdictOn(
        'on-time-delivery',
        [...LATE, proposed('2026-03-13 09:00'), step(when, 'rejected', 'client')],
        SILENT,
      );
    expect(of('2026-03-27 09:00')).toMatchObject({ excused: false, pendingUntil: undefined });
    expect(of('2026-03-27 09:01')).toMatchObject({ pendingUntil: until });
  });

  test('says nothing about a proposal that came too late', () => {
    const verdict = verdictOn('on-time-delivery', [...LATE, proposed('2026-04-10 09:00')], SILENT);
    expect(verdict).toMatchObject({ pendingUntil: undefined });
  });

  test('excuses otif once it has excused the last component that failed', () => {
    const short = [placed({ units: 10 }), delivered('2026-03-12 10:00', { units: 8, complete: true })];
    const time = proposed('2026-03-13 09:00');
    const quantity = step('2026-03-14 09:00', 'proposed', 'provider', 'in-full');
    expect(verdictOn('otif', [...short, time], SILENT)).toMatchObject({ pendingUntil: undefined });
    expect(verdictOn('otif', [...short, time, quantity], SILENT)).toMatchObject({
      outcome: 'missed',
      pendingUntil: at('2026-03-28 09:00'),
    });
    const accepted = step('2026-03-15 09:00', 'accepted', 'client', 'in-full');
    expect(verdictOn('otif', [...short, time, quantity, accepted], SILENT)).toMatchObject({
      excused: false,
      pendingUntil: until,
    });
  });
});

describe('where an excuse stands', () => {
  const standing = (asOf: string, steps: readonly ReportedFact[], contract = CONTRACT) => {
    const { bySubject, terms } = excusesOf(fold(steps), contract);
    return standingOf(bySubject.get('on-time-delivery')!, terms, at(asOf));
  };

  test('is its last step, or what silence made of it', () => {
    const waiting = [proposed('2026-03-13 09:00')];
    expect(standing('2026-03-27 09:00', waiting)).toEqual({ state: 'proposed', bySilence: false });
    expect(standing('2026-03-27 09:01', waiting)).toEqual({ state: 'rejected', bySilence: true });
    expect(standing('2026-03-27 09:01', waiting, SILENT)).toEqual({ state: 'accepted', bySilence: true });
    const decided = [...waiting, step('2026-03-14 09:00', 'accepted', 'client')];
    expect(standing('2026-05-01 09:00', decided)).toEqual({ state: 'accepted', bySilence: false });
  });
});
