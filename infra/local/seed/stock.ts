import { formatDay, HOUR_MS, type EpochDay, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import { orderNoSchema } from '../../../shared/domain/ids.ts';
import type { CloudEvent, DataOf } from './cloud-event.ts';
import type { EventLog, Subject } from './log.ts';
import type { Random } from './random.ts';
import { atLocal } from './working-time.ts';

/** Where positions are counted, from day to day. */
export type Shelf = Omit<Subject, 'orderNo'> & {
  /** Positions of one round of counting. */
  readonly positions: number;
  /** What a unit is worth, in minor units of the client's currency. */
  readonly unitValue: number;
};

/** One count and where its story is taken down. */
export interface CountStory {
  readonly log: EventLog;
  readonly shelf: Shelf;
  readonly day: EpochDay;
  readonly random: Random;
}

type CountData = DataOf<'stock.counted'>;

const UNITS_A_POSITION = [40, 130] as const;

/** A count of this round: some positions with so many units too many or too few. */
export function countData({ shelf, random }: CountStory, differences: readonly number[]): CountData {
  const { siteId, positions, unitValue, profile } = shelf;
  const bookUnits = positions * random.int(...UNITS_A_POSITION);
  const absolute = differences.reduce((sum, units) => sum + Math.abs(units), 0);
  const net = differences.reduce((sum, units) => sum + units, 0);
  const money = (units: number) => ({ amount: units * unitValue, currency: profile.currency });
  return {
    siteId,
    positions,
    positionsCorrect: positions - differences.length,
    bookUnits,
    absVarianceUnits: absolute,
    bookValue: money(bookUnits),
    netVarianceValue: money(net),
    absVarianceValue: money(absolute),
  };
}

const COUNTED_AT = 7 * 60;

/** Reports a count of the day; a recount comes some hours later. */
export function tellCount({ log, shelf, day }: CountStory, data: CountData, hoursLater = 0): CloudEvent {
  const orderNo = orderNoSchema.parse(`CC-${shelf.siteId}-${formatDay(day)}`);
  const at = atLocal(shelf.zone, day, COUNTED_AT) + hoursLater * HOUR_MS;
  return log.tell({ ...shelf, orderNo }, 'stock.counted', { at, by: 'wms' }, data);
}

/** Goods that came to a site or left it. */
export interface Flow {
  readonly siteId: string;
  readonly at: EpochMs;
  /** Below 0 where they left. */
  readonly units: number;
}

/** The subject of a site's stock on a day: its level, and what was found damaged there. */
export const stockOf = (place: Omit<Subject, 'orderNo'>, day: EpochDay): Subject => ({
  ...place,
  orderNo: orderNoSchema.parse(`ST-${place.siteId}-${formatDay(day)}`),
});

const READ_AT = 21 * 60;

/**
 * The stock of a site at the end of each of the days, as the warehouse system reads it: what was there at first, and
 * what came and went since.
 */
export function tellLevels(
  log: EventLog,
  place: Omit<Subject, 'orderNo'>,
  days: readonly EpochDay[],
  stock: { readonly opening: number; readonly flows: readonly Flow[] },
): void {
  const flows = stock.flows.filter(({ siteId }) => siteId === place.siteId).toSorted((a, b) => a.at - b.at);
  let next = 0;
  let units = stock.opening;
  for (const day of days) {
    const at = atLocal(place.zone, day, READ_AT);
    for (let flow = flows[next]; flow && flow.at <= at; flow = flows[++next]) units += flow.units;
    log.tell(
      stockOf(place, day),
      'stock.level-recorded',
      { at, by: 'wms' },
      { siteId: place.siteId, units: Math.max(0, units) },
    );
  }
}
