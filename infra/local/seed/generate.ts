import { DAY_MS, HOUR_MS, type EpochDay, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import { zoneOf } from '../../../shared/domain/calendar/zone.ts';
import { orderNoSchema, type OrderNo } from '../../../shared/domain/ids.ts';
import type { Case } from './cases/case.ts';
import { DISPUTE_CASES } from './cases/disputes.ts';
import { GOODS_CASES } from './cases/goods.ts';
import { PROMISE_CASES } from './cases/promises.ts';
import { REPORTING_CASES } from './cases/reporting.ts';
import type { CloudEvent } from './cloud-event.ts';
import { nameOrderCauses } from './causes.ts';
import { complain } from './complaints.ts';
import { ANSWERED, answer } from './answers.ts';
import { deal, DAYS } from './deal.ts';
import { EventLog, type Told } from './log.ts';
import { makeOrder, type Order } from './order.ts';
import { PROFILES, REGISTRIES, type DemoClient, type DemoRegistryEntry, type Profile } from './profiles.ts';
import { randomOf, type Random } from './random.ts';
import { run, type Story } from './steps.ts';
import type { Flow } from './stock.ts';
import { demoVersions, type DemoVersion } from './terms.ts';
import { shippedWith, tellWarehouse } from './warehouse.ts';
import { atLocal, weekdayOf } from './working-time.ts';

/** The demonstration company: everything that is sent to a fresh installation. */
export interface DemoCompany {
  readonly clients: readonly DemoClient[];
  readonly registries: readonly DemoRegistryEntry[];
  readonly versions: readonly DemoVersion[];
  /** As the systems of the company send them: by client, some out of order, some twice. */
  readonly events: readonly CloudEvent[];
}

const CASES: readonly Case[] = [...PROMISE_CASES, ...GOODS_CASES, ...REPORTING_CASES, ...DISPUTE_CASES];
const USUAL: Case = { name: 'usual', perMille: 0, tell: (story) => run(story).deliveredAt };
const COMPLAINTS = 0.012;
const SHUFFLED = 0.25;
const REPEATED = 0.015;
const FIRST_EVENT_ID = 7001;

/** Share of the week's orders, Sunday to Saturday. */
const RHYTHM = [0, 1.2, 1.05, 1, 1, 0.85, 0] as const;
const SATURDAY = 0.4;

/**
 * Makes up the company. Pure: the same seed on the same (UTC) day gives the same events.
 * @param now nothing has happened after the start of its day in UTC, but for the few events that claim otherwise
 */
export function generateCompany(seed: number, now: EpochMs): DemoCompany {
  const until = Math.floor(now / DAY_MS) * DAY_MS;
  const clients = PROFILES.map(({ client }) => client);
  return {
    clients,
    versions: demoVersions(clients, until),
    registries: REGISTRIES,
    events: PROFILES.flatMap((profile) => eventsOf(profile, seed, until)),
  };
}

/** When each order came in, in that order: on working days, mostly before noon. */
function placedTimes(profile: Profile, random: Random, until: EpochMs): EpochMs[] {
  const zone = zoneOf(profile.client.timeZone);
  // The last day whose working hours are over.
  const lastDay = zone.dayOf(until - 18 * HOUR_MS);
  const weightOf = (day: EpochDay): number =>
    weekdayOf(day) === 6 && profile.saturdays ? SATURDAY : (RHYTHM[weekdayOf(day)] ?? 0);
  const days = Array.from({ length: DAYS }, (_, i) => lastDay - i).map(
    (day) => [day, weightOf(day)] as const,
  );
  const times = Array.from({ length: profile.orders }, () => {
    // The sum of two draws makes the middle of the day the busiest.
    const minutes = 8 * 60 + (random.next() + random.next()) * 4.5 * 60;
    return atLocal(zone, random.weighted(days), minutes) + random.int(0, 59) * 1000;
  });
  return times.sort((a, b) => a - b);
}

/** No case is missing for the first client. */
const leastOf = (profile: Profile): number => (profile === PROFILES[0] ? 2 : 0);

/** Which cases have had their urgent order. */
type UrgentShown = Set<Case>;

function orderAt(
  profile: Profile,
  i: number,
  own: { placedAt: EpochMs; one: Case; random: Random },
  shown: UrgentShown,
): Order {
  const { placedAt, one, random } = own;
  const first = one.urgentFirst === true && !shown.has(one);
  if (first) shown.add(one);
  const urgent = random.chance(profile.urgent) || first;
  return makeOrder({ profile, orderNo: orderNoOf(profile, i), placedAt, random, urgent });
}

const orderNoOf = ({ firstOrderNo }: Profile, i: number): OrderNo =>
  orderNoSchema.parse(`SO-${String(firstOrderNo + i)}`);

function eventsOf(profile: Profile, seed: number, until: EpochMs): readonly CloudEvent[] {
  const { clientId } = profile.client;
  const random = randomOf(seed, clientId);
  const log = new EventLog(FIRST_EVENT_ID);
  const times = placedTimes(profile, random, until);
  const ages = times.map((placedAt) => (until - placedAt) / DAY_MS);
  const { trouble } = profile;
  const deck = { cases: CASES, usual: USUAL, ages, trouble, least: leastOf(profile) };
  const cases = deal(deck, random);
  const arrivals = new Arrivals(until);
  const shown: UrgentShown = new Set();
  const shipped: Flow[] = [];
  let complaints = 0;
  let answers = 0;

  for (const [i, placedAt] of times.entries()) {
    const one = cases[i] ?? USUAL;
    const own = randomOf(seed, `${clientId} ${orderNoOf(profile, i)}`);
    const story: Story = { log, order: orderAt(profile, i, { placedAt, one, random: own }, shown), until };
    const deliveredAt = one.tell(story);
    nameOrderCauses(story, log.soFar());
    const told = log.take();
    shipped.push(...shippedWith(story.order, told));
    arrivals.add(told, own, own.chance(one.inOrder === true ? 0 : SHUFFLED));
    if (deliveredAt !== undefined && own.chance(COMPLAINTS * profile.trouble)) {
      complain(story, deliveredAt, complaints++);
      arrivals.add(log.take(), own, false);
    }
    if (deliveredAt !== undefined && own.chance(ANSWERED)) {
      answer(story, deliveredAt, answers++);
      arrivals.add(log.take(), own, false);
    }
  }
  const take = (own: Random): void => {
    arrivals.add(log.take(), own, own.chance(SHUFFLED));
  };
  tellWarehouse({ log, profile, seed, until, shipped, take });
  return arrivals.all(log.takeLate(), random);
}

/** The events in the order of their arrival. What has not happened yet is not there. */
class Arrivals {
  private readonly events: CloudEvent[] = [];
  private readonly repeats: CloudEvent[] = [];
  private readonly until: EpochMs;

  constructor(until: EpochMs) {
    this.until = until;
  }

  add(told: readonly Told[], random: Random, shuffle: boolean): void {
    const events = this.happened(told);
    for (const event of shuffle ? random.shuffled(events) : events) {
      this.events.push(event);
      // Half of the repeats come at once, half when all the rest is there.
      if (random.chance(REPEATED)) (random.chance(0.5) ? this.events : this.repeats).push(event);
    }
  }

  all(late: readonly Told[], random: Random): readonly CloudEvent[] {
    return [...this.events, ...random.shuffled([...this.repeats, ...this.happened(late)])];
  }

  private happened(told: readonly Told[]): CloudEvent[] {
    return told.filter(({ at, ahead }) => ahead || at <= this.until).map(({ event }) => event);
  }
}
