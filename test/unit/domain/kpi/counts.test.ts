import { describe, expect, it } from 'vitest';
import type { OpenVerdict } from '../../../../shared/domain/kpi/contribution.ts';
import { addOpen, emptyCounts, seenAt, seenVerdict } from '../../../../shared/domain/kpi/counts.ts';
import { at, day, delivered, placed, verdictOn } from '../../../support/builders.ts';

const DEADLINE = at('2026-03-10 18:00');
const DECIDED = at('2026-03-24 18:00');

const open = (over: Partial<OpenVerdict> = {}): OpenVerdict => ({
  kpi: 'on-time-delivery',
  day: day('2026-03-10'),
  deadline: DEADLINE,
  excused: false,
  missed: false,
  pendingUntil: undefined,
  disputed: false,
  amount: 1,
  ...over,
});

describe('an open verdict', () => {
  it('is open up to its last instant, and overdue from the next millisecond on', () => {
    expect(seenAt(open(), DEADLINE).outcome).toBe('open');
    expect(seenAt(open(), DEADLINE + 1).outcome).toBe('overdue');
  });

  it('without a deadline stays open, for the clock stands still', () => {
    expect(seenAt(open({ deadline: undefined }), Number.MAX_SAFE_INTEGER).outcome).toBe('open');
  });

  it('keeps its excuse', () => {
    expect(seenAt(open({ excused: true }), DEADLINE + 1)).toMatchObject({
      outcome: 'overdue',
      excused: true,
    });
  });

  it('on a complaint declared invalid counts as valid until the silence has lasted long enough', () => {
    const complaint = open({ kpi: 'complaint-rate' });
    expect(seenAt(complaint, DEADLINE)).toMatchObject({ outcome: 'missed', exclusion: undefined });
    expect(seenAt(complaint, DEADLINE + 1)).toMatchObject({ outcome: 'excluded', exclusion: 'invalid' });
  });

  it('that was late already, and whose excuse silence accepts, is missed before and excused after', () => {
    const late = open({ missed: true, deadline: undefined, pendingUntil: DECIDED });
    expect(seenAt(late, DECIDED)).toMatchObject({ outcome: 'missed', excused: false });
    expect(seenAt(late, DECIDED + 1)).toMatchObject({ outcome: 'missed', excused: true });
  });

  it('with an excuse that silence accepts is overdue before, and overdue and excused after', () => {
    const awaited = open({ pendingUntil: DECIDED });
    expect(seenAt(awaited, DEADLINE)).toMatchObject({ outcome: 'open', excused: false });
    expect(seenAt(awaited, DECIDED)).toMatchObject({ outcome: 'overdue', excused: false });
    expect(seenAt(awaited, DECIDED + 1)).toMatchObject({ outcome: 'overdue', excused: true });
  });

  it('counts its amount', () => {
    const counts = emptyCounts();
    addOpen(
      counts,
      open({ kpi: 'damage-units', missed: true, pendingUntil: DECIDED, amount: 12 }),
      DECIDED + 1,
    );
    expect(counts.get('damage-units')).toMatchObject({ missed: 12, missedExcused: 12 });
  });
});

describe('any verdict', () => {
  const late = { ...verdictOn('on-time-delivery', [placed(), delivered('2026-03-12 10:00')])! };

  it('that is closed reads as it is', () => {
    expect(seenVerdict(late, DECIDED)).toEqual({
      kpi: 'on-time-delivery',
      outcome: 'missed',
      excused: false,
      exclusion: undefined,
    });
  });

  it('that is open reads by the clock', () => {
    const awaited = verdictOn('on-time-delivery', [placed()])!;
    expect(seenVerdict(awaited, awaited.deadline!).outcome).toBe('open');
    expect(seenVerdict(awaited, awaited.deadline! + 1).outcome).toBe('overdue');
  });

  it('that waits for an excuse by silence reads by the clock, too', () => {
    const pending = { ...late, pendingUntil: DECIDED };
    expect(seenVerdict(pending, DECIDED).excused).toBe(false);
    expect(seenVerdict(pending, DECIDED + 1).excused).toBe(true);
  });
});
