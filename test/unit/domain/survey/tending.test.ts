import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../shared/domain/calendar/time.ts';
import type { Answer } from '../../../../shared/domain/survey/answer.ts';
import { countable, isTimeOfDayOver, isToClose } from '../../../../shared/domain/survey/tending.ts';
import { at, clientId } from '../../../support/builders.ts';
import { aProgramme, aProgrammeVersion } from '../../../support/programmes.ts';
import { aWave } from '../../../support/survey-desk.ts';

describe('the hour of a programme', () => {
  const schedule = (time: string, timeZone: string) => ({ ...aProgramme().schedule, time, timeZone });
  /** Hourly runs from one local midnight on, each some minutes after the hour; the indexes of those that are its own. */
  const runs = (time: string, timeZone: string, from: string, hours: number): readonly number[] => {
    const start = at(from, timeZone);
    return Array.from({ length: hours }, (_, n) => n).filter((n) =>
      isTimeOfDayOver(schedule(time, timeZone), start + n * HOUR_MS + ((n * 7) % 59) * MINUTE_MS),
    );
  };

  it('comes once a day, in the hour after its time, whatever the minute of the run', () => {
    expect(runs('09:00', 'Europe/Berlin', '2026-07-01 00:00', 72)).toEqual([10, 34, 58]);
    expect(runs('09:59', 'Europe/Berlin', '2026-07-01 00:00', 72)).toEqual([10, 34, 58]);
  });

  it('comes on the next day where its time is the last of the day', () => {
    expect(runs('23:30', 'Europe/Berlin', '2026-07-01 00:00', 49)).toEqual([0, 24, 48]);
  });

  it('comes once on the nights in which the clock is changed', () => {
    // 02:30 does not exist on 29 March, and comes twice on 25 October.
    expect(runs('02:30', 'Europe/Berlin', '2026-03-28 00:00', 71)).toEqual([3, 27, 50]);
    expect(runs('02:30', 'Europe/Berlin', '2026-10-24 00:00', 73)).toEqual([3, 27, 52]);
  });

  it('comes once a day where zones are half an hour apart', () => {
    expect(runs('09:15', 'Asia/Kolkata', '2026-07-01 00:30', 48)).toEqual([9, 33]);
  });
});

describe('a wave', () => {
  it('is closed some minutes after its end, when nothing more is on its way', () => {
    const wave = aWave(aProgramme(), aProgrammeVersion());
    const after = (minutes: number) => isToClose(wave, wave.closesAt + minutes * MINUTE_MS);
    expect([after(-1), after(0), after(4), after(5)]).toEqual([false, false, false, true]);
  });
});

describe('anonymous answers', () => {
  const answersOf = (client: string, count: number): readonly Answer[] =>
    Array.from(
      { length: count },
      (_, n) => ({ clientId: clientId(client), answerId: `${client}-${String(n)}` }) as Answer,
    );

  async function* paged(answers: readonly Answer[], size: number) {
    await Promise.resolve();
    for (let start = 0; start < answers.length; start += size) yield answers.slice(start, start + size);
  }

  const counted = async (answers: readonly Answer[], smallest: number, pageSize: number) => {
    const chunks: (readonly Answer[])[] = [];
    for await (const chunk of countable(paged(answers, pageSize), smallest)) chunks.push(chunk);
    return chunks;
  };

  it.each([1, 3, 7, 1000])(
    'count where a client has enough of them, each once, read in pages of %d',
    async (pageSize) => {
      // Whole chunks in between: what was enough for one client must not be so for the next.
      const sizes = { a: 4, b: 5, c: 1, d: 100, e: 4, f: 200, g: 3, h: 250, i: 6 };
      const answers = Object.entries(sizes).flatMap(([client, count]) => answersOf(client, count));
      const chunks = await counted(answers, 5, pageSize);
      const expected = Object.entries(sizes).flatMap(([client, count]) =>
        count < 5 ? [] : answersOf(client, count),
      );
      expect(chunks.flat()).toEqual(expected);
      expect(chunks.every((chunk) => new Set(chunk.map((one) => one.clientId)).size === 1)).toBe(true);
      expect(Math.max(...chunks.map((chunk) => chunk.length))).toBe(100);
    },
  );

  it('count nowhere while there are none', async () => {
    expect(await counted([], 5, 10)).toEqual([]);
  });
});
