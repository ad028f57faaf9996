import { DAY_MS, HOUR_MS, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import type { Story } from './steps.ts';

const CATEGORIES = [
  ['late', 4],
  ['damage', 3],
  ['wrong goods', 2],
  ['paperwork', 1],
] as const;

const ENDINGS = ['valid', 'undecided', 'invalid-agreed', 'invalid-alone'] as const;

/** A complaint about a delivered order. Its ending goes round, so that a few complaints show them all. */
export function complain(story: Story, deliveredAt: EpochMs, number: number): void {
  const { log, order } = story;
  const { random } = order;
  const subject = `INC-${String(order.profile.firstOrderNo + number)}`;
  const raisedAt = deliveredAt + random.int(4, 70) * HOUR_MS;
  const about = { orders: [order.orderNo], category: random.weighted(CATEGORIES) };
  log.tell(order, 'incident.raised', { at: raisedAt, by: 'portal', subject }, about);
  const report = { at: raisedAt + random.int(1, 4) * DAY_MS, by: 'desk', subject } as const;
  switch (ENDINGS[number % ENDINGS.length]) {
    case 'valid':
      log.tell(order, 'incident.decided', report, { valid: true, by: 'provider' });
      break;
    case 'invalid-agreed':
      log.tell(order, 'incident.decided', report, { valid: false, by: 'provider', agreedBy: 'client' });
      break;
    case 'invalid-alone':
      log.tell(order, 'incident.decided', report, { valid: false, by: 'provider' });
      break;
    case 'undecided':
    case undefined:
      break;
  }
}
