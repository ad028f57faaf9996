import { DAY_MS, HOUR_MS } from '../../../../shared/domain/calendar/time.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { deliveryTime } from '../order.ts';
import { prove, run, travel, type Story } from '../steps.ts';
import type { Case } from './case.ts';

/** What the two sides do not agree on: disputed facts, and excuses of other misses than delays. */

type Outcome = 'upheld' | 'rejected';

function disputed(story: Story, outcome?: Outcome): number {
  const { log, order } = story;
  const { deliveredAt, event } = run(story);
  const about = { kind: 'delivery', source: event.source, id: event.id } as const;
  const raisedAt = deliveredAt + order.random.int(30, 90) * HOUR_MS;
  const reason = 'the consignee signed for it two days later';
  log.tell(order, 'fact.disputed', { at: raisedAt, by: 'portal' }, { disputes: about, reason });
  if (outcome === undefined) return deliveredAt;
  const settledAt = raisedAt + order.random.int(2, 5) * DAY_MS;
  log.tell(
    order,
    'fact.dispute-settled',
    { at: settledAt, by: 'desk' },
    {
      disputes: about,
      outcome,
      reason: outcome === 'upheld' ? 'the scan was made up' : 'signature and scan agree',
    },
  );
  return outcome === 'upheld' ? correct(story, event, deliveredAt, settledAt) : deliveredAt;
}

/** The client was right: the delivery is taken back and told anew. */
function correct({ log, order }: Story, wrong: CloudEvent, deliveredAt: number, settledAt: number): number {
  const at = deliveryTime(order, 2, deliveredAt);
  const right = log.tell(order, 'order.delivered', { at, by: 'tms', zone: order.place }, {});
  log.tell(
    order,
    'fact.voided',
    { at: settledAt + HOUR_MS, by: 'desk' },
    {
      voids: { kind: 'delivery', source: wrong.source, id: wrong.id },
      reason: 'dispute upheld',
      replacedBy: right.id,
    },
  );
  return at;
}

/** The proof came late because the consignee had closed; the client agrees, or does not answer. */
function proofExcused(told: Story, isAccepted: boolean): number {
  const story = { ...told, order: { ...told.order, podRequired: true } };
  const { log, order } = story;
  const { deliveredAt } = travel(story);
  prove(story, deliveredAt, 'late');
  const excuse = { kind: 'delivery', kpi: 'pod-on-time', reasonCode: 'B1', proposedBy: 'provider' } as const;
  const at = deliveredAt + 5 * DAY_MS;
  log.tell(order, 'miss.excused', { at, by: 'desk' }, { ...excuse, decision: 'proposed' });
  if (isAccepted)
    log.tell(
      order,
      'miss.excused',
      { at: at + order.random.int(10, 60) * HOUR_MS, by: 'portal' },
      { ...excuse, decision: 'accepted', decidedBy: 'client' },
    );
  return deliveredAt;
}

const RECENT_DAYS = 45;

export const DISPUTE_CASES: readonly Case[] = [
  { name: 'delivery disputed', perMille: 4, maxAgeDays: RECENT_DAYS, tell: (story) => disputed(story) },
  { name: 'dispute rejected', perMille: 2, tell: (story) => disputed(story, 'rejected') },
  { name: 'dispute upheld', perMille: 2, tell: (story) => disputed(story, 'upheld') },
  { name: 'late proof excused', perMille: 4, tell: (story) => proofExcused(story, true) },
  { name: 'excuse of a late proof proposed', perMille: 2, tell: (story) => proofExcused(story, false) },
];
