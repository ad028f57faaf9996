import { HOUR_MS, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import type { Story } from './steps.ts';

/** Of delivered orders, how many were asked about and answered for, by a survey tool of earlier days. */
export const ANSWERED = 0.08;
/** By stars of five: what is said of goods that came in time, and of late ones. */
const IN_TIME = [
  [5, 10],
  [4, 6],
  [3, 2],
  [2, 1],
] as const;
const LATE = [
  [5, 1],
  [4, 3],
  [3, 4],
  [2, 3],
  [1, 2],
] as const;

/** What the consignee of a delivered order says of it some hours later, as another survey tool would report it. */
export function answer(story: Story, deliveredAt: EpochMs, number: number): void {
  const { log, order } = story;
  const { random, siteId, carrierId, serviceLevel } = order;
  const late = order.place.dayOf(deliveredAt) > order.dueDay;
  const subject = `ANS-${String(order.profile.firstOrderNo + number)}`;
  const at = deliveredAt + random.int(20, 60) * HOUR_MS;
  log.tell(
    order,
    'survey.answered',
    { at, by: 'portal', subject },
    {
      programme: 'before-tallyman',
      question: 'satisfied',
      method: 'csat',
      scale: 5,
      score: random.weighted(late ? LATE : IN_TIME),
      outcome: late ? 'late' : 'on-time',
      ...{ siteId, carrierId, serviceLevel },
    },
  );
}
