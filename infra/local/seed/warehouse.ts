import { DAY_MS, type EpochDay, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import { zoneOf, type Zone } from '../../../shared/domain/calendar/zone.ts';
import { orderNoSchema } from '../../../shared/domain/ids.ts';
import { nameReceiptCauses } from './causes.ts';
import { COUNT_CASES, USUAL_COUNT } from './cases/counts.ts';
import { RECEIPT_CASES, USUAL_RECEIPT } from './cases/receipts.ts';
import { deal, DAYS } from './deal.ts';
import type { EventLog, Told } from './log.ts';
import type { Profile, WarehouseProfile, WarehouseSite } from './profiles.ts';
import { randomOf, type Random } from './random.ts';
import { makeReceipt, type Receipt } from './receipt.ts';
import { stockOf, tellLevels, type Flow } from './stock.ts';
import { atLocal, weekdayOf } from './working-time.ts';

/** What a client's warehouse life is told with. */
export interface WarehouseStory {
  readonly log: EventLog;
  readonly profile: Profile;
  readonly seed: number;
  readonly until: EpochMs;
  /** What left the sites with orders. */
  readonly shipped: readonly Flow[];
  /** Takes over what was told about one subject. */
  readonly take: (random: Random) => void;
}

type Place = Pick<Receipt, 'profile' | 'zone' | 'siteId' | 'carrierId'>;

const isWorkingDay = (day: EpochDay): boolean => weekdayOf(day) % 6 !== 0;
const isMonday = (day: EpochDay): boolean => weekdayOf(day) === 1;

/** The days of the story at a place, the last one before its end. */
function daysUntil(until: EpochMs, zone: Zone): readonly EpochDay[] {
  const last = zone.dayOf(until - 1);
  return Array.from({ length: DAYS }, (_, i) => last - DAYS + 1 + i);
}

const placeOf = (profile: Profile, siteId: string): Place => ({
  profile,
  zone: zoneOf(profile.client.timeZone),
  siteId,
  // Receipts and stock have no carrier; no system of one tells about them.
  carrierId: 'none',
});

const OPENING = 7 * 60;
const LAST_DOCK = 15 * 60;

function makeReceipts(story: WarehouseStory, { receipts }: WarehouseProfile): readonly Receipt[] {
  const { profile, seed, until } = story;
  const random = randomOf(seed, `${profile.client.clientId} receipts`);
  const days = daysUntil(until, zoneOf(profile.client.timeZone)).filter(isWorkingDay);
  const arrivals = Array.from({ length: receipts }, () => ({
    day: days[random.int(0, days.length - 1)] ?? 0,
    minutes: random.int(OPENING, LAST_DOCK),
    siteId: random.weighted(profile.sites),
  }));
  return arrivals
    .toSorted((a, b) => a.day - b.day || a.minutes - b.minutes)
    .map(({ day, minutes, siteId }, i) => {
      const place = placeOf(profile, siteId);
      const orderNo = orderNoSchema.parse(`GR-${String(profile.firstOrderNo + i)}`);
      const own = randomOf(seed, `${profile.client.clientId} ${orderNo}`);
      return makeReceipt({ ...place, orderNo }, atLocal(place.zone, day, minutes), own);
    });
}

/** @returns what came to the sites */
function tellReceipts(story: WarehouseStory, warehouse: WarehouseProfile): readonly Flow[] {
  const { log, profile, until, take } = story;
  const receipts = makeReceipts(story, warehouse);
  const ages = receipts.map(({ arrivedAt }) => (until - arrivedAt) / DAY_MS);
  const { trouble } = profile;
  const deck = { cases: RECEIPT_CASES, usual: USUAL_RECEIPT, ages, trouble, least: warehouse.least };
  const cases = deal(deck, randomOf(story.seed, `${profile.client.clientId} receipt cases`));
  return receipts.map((receipt, i) => {
    (cases[i] ?? USUAL_RECEIPT).tell({ log, receipt });
    nameReceiptCauses(log, receipt, log.soFar());
    take(receipt.random);
    return { siteId: receipt.siteId, at: receipt.arrivedAt + DAY_MS, units: receipt.units };
  });
}

function tellCounts(
  story: WarehouseStory,
  warehouse: WarehouseProfile,
  { siteId, positions }: WarehouseSite,
): void {
  const { log, profile, seed, until, take } = story;
  const name = `${profile.client.clientId} counts ${siteId}`;
  const shelf = { ...placeOf(profile, siteId), positions, unitValue: warehouse.unitValue };
  const days = daysUntil(until, shelf.zone).filter(isMonday);
  const ages = days.map((day) => (until - day * DAY_MS) / DAY_MS);
  const { trouble } = profile;
  const deck = { cases: COUNT_CASES, usual: USUAL_COUNT, ages, trouble, least: warehouse.least };
  const cases = deal(deck, randomOf(seed, name));
  for (const [i, day] of days.entries()) {
    const random = randomOf(seed, `${name} ${String(day)}`);
    (cases[i] ?? USUAL_COUNT).tell({ log, shelf, day, random });
    take(random);
  }
}

const DAMAGE_A_DAY = 0.05;
const MOST_DAMAGED_UNITS = 14;

/** The stock of each evening, and on some days what was found broken on the shelf. */
function tellStock(story: WarehouseStory, site: WarehouseSite, flows: readonly Flow[]): void {
  const { log, profile, seed, until, take } = story;
  const { siteId, openingUnits, readings } = site;
  const place = placeOf(profile, siteId);
  const random = randomOf(seed, `${profile.client.clientId} stock ${siteId}`);
  const days = daysUntil(until, place.zone).filter(isWorkingDay);
  for (const day of days) {
    if (!random.chance(DAMAGE_A_DAY * profile.trouble)) continue;
    const at = atLocal(place.zone, day, random.int(8 * 60, 17 * 60));
    const units = random.int(1, MOST_DAMAGED_UNITS);
    log.tell(stockOf(place, day), 'stock.damaged', { at, by: 'wms' }, { siteId, units });
  }
  const read = readings === 'weekly' ? days.filter(isMonday) : days;
  tellLevels(log, place, read, { opening: openingUnits, flows });
  take(random);
}

/** Tells a client's receipts, counts and stock. */
export function tellWarehouse(story: WarehouseStory): void {
  const { warehouse } = story.profile;
  if (!warehouse) return;
  const flows = [...story.shipped, ...tellReceipts(story, warehouse)];
  for (const site of warehouse.sites) {
    tellCounts(story, warehouse, site);
    tellStock(story, site, flows);
  }
}

/** What left a site with an order, when it was told that the order left. */
export const shippedWith = (
  { siteId, units }: { readonly siteId: string; readonly units: number },
  told: readonly Told[],
): readonly Flow[] =>
  told
    .filter(({ event }) => event.type === 'order.dispatched')
    .map(({ at }) => ({ siteId, at, units: -units }));
