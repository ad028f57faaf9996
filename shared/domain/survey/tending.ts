import { HOUR_MS, MINUTE_MS, type EpochMs } from '../calendar/time.ts';
import { timeOf } from '../calendar/working-year.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { ClientId } from '../ids.ts';
import type { Answer } from './answer.ts';
import type { ProgrammeVersion, Schedule } from './programme.ts';
import type { Question } from './question.ts';
import type { Wave } from './wave.ts';

/**
 * Whether the programme's time of the day lay in the last full hour, so that of hourly runs one a civil day is its own,
 * whatever minute they come at. On a night of clock change a skipped time moves on by the gap, of a repeated one the first
 * counts.
 */
export function isTimeOfDayOver({ time, timeZone }: Schedule, now: EpochMs): boolean {
  const zone = zoneOf(timeZone);
  const end = Math.floor(now / HOUR_MS) * HOUR_MS;
  const today = zone.dayOf(end);
  return [today - 1, today].some((day) => {
    const at = zone.timeOfDay(day, timeOf(time));
    return at >= end - HOUR_MS && at < end;
  });
}

/** A form handed in in the last second, and a mail on its way, are written by then. */
const CLOSING_MARGIN_MS = 5 * MINUTE_MS;

/** Whether nothing more can come of a wave. */
export const isToClose = ({ closesAt }: Wave, now: EpochMs): boolean => now >= closesAt + CLOSING_MARGIN_MS;

const CHUNK = 100;

/**
 * Answers that may be counted, in chunks of one client each: those of clients with `smallestGroup` of them at least. The
 * answers of a client come one after the other, so that no more than a chunk of them, or a group too small, is held.
 */
export async function* countable(
  pages: AsyncIterable<readonly Answer[]>,
  smallestGroup: number,
): AsyncGenerator<readonly Answer[]> {
  let clientId: ClientId | undefined;
  let held: Answer[] = [];
  let isEnough = false;
  for await (const page of pages) {
    for (const answer of page) {
      const isNext = answer.clientId !== clientId;
      if (isEnough && held.length > 0 && (isNext || held.length >= CHUNK)) {
        yield held;
        held = [];
      }
      if (isNext) {
        ({ clientId } = answer);
        held = [];
        isEnough = false;
      }
      held.push(answer);
      isEnough ||= held.length >= smallestGroup;
    }
  }
  if (isEnough && held.length > 0) yield held;
}

/**
 * Of a client the questions that may be counted: those that `smallestGroup` of its people at least answered. A question that
 * most of them left blank would tell of the others, however many answered the survey.
 */
export async function countableQuestions(
  pages: AsyncIterable<readonly Answer[]>,
  { questions, smallestGroup }: Pick<ProgrammeVersion, 'questions' | 'smallestGroup'>,
): Promise<(clientId: ClientId) => readonly Question[]> {
  const counts = new Map<ClientId, Map<string, number>>();
  for await (const page of pages)
    for (const { clientId, values } of page) {
      const ofClient = counts.get(clientId) ?? new Map<string, number>();
      counts.set(clientId, ofClient);
      for (const id of Object.keys(values)) ofClient.set(id, (ofClient.get(id) ?? 0) + 1);
    }
  return (clientId) => questions.filter(({ id }) => (counts.get(clientId)?.get(id) ?? 0) >= smallestGroup);
}
