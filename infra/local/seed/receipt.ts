import { DAY_MS, HOUR_MS, MINUTE_MS, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import type { CloudEvent, DataOf, EventType } from './cloud-event.ts';
import type { EventLog, Report, Subject } from './log.ts';
import type { Random } from './random.ts';
import { addWorkingDays, atLocal } from './working-time.ts';

interface Line {
  readonly lineNo: string;
  readonly sku: string;
  readonly units: number;
}

/** Goods that come in, as they were announced. */
export interface Receipt extends Subject {
  readonly random: Random;
  readonly lines: readonly Line[];
  readonly units: number;
  readonly announcedAt: EpochMs;
  readonly arrivedAt: EpochMs;
}

/** One receipt and where its story is taken down. */
export interface ReceiptStory {
  readonly log: EventLog;
  readonly receipt: Receipt;
}

const MOST_LINES = 5;
const FEWEST_UNITS = 120;
const MOST_UNITS = 640;

export function makeReceipt(subject: Subject, arrivedAt: EpochMs, random: Random): Receipt {
  const lines = Array.from({ length: random.int(1, MOST_LINES) }, (_, i) => ({
    lineNo: String((i + 1) * 10),
    sku: `A-${String(random.int(1000, 9999))}`,
    units: random.int(FEWEST_UNITS, MOST_UNITS),
  }));
  const { zone } = subject;
  const announcedOn = addWorkingDays(zone.dayOf(arrivedAt), -random.int(1, 5));
  return {
    ...subject,
    random,
    lines,
    units: lines.reduce((sum, { units }) => sum + units, 0),
    announcedAt: atLocal(zone, announcedOn, random.int(9 * 60, 17 * 60)),
    arrivedAt,
  };
}

/** Its lines as data, some of them with so many units more or less. */
export const linesOf = ({ lines }: Receipt, differences: readonly number[] = []): Line[] =>
  lines.map((line, i) => ({ ...line, units: line.units + (differences[i] ?? 0) }));

type ReceiptType = Extract<EventType, `receipt.${string}`>;

/** Reports a fact of a receipt, at its site. */
export const tellReceipt = (
  { log, receipt }: ReceiptStory,
  type: ReceiptType,
  report: Report,
  data: DataOf<ReceiptType> = {},
): CloudEvent => log.tell(receipt, type, report, { siteId: receipt.siteId, ...data });

export function announce(
  story: ReceiptStory,
  data: DataOf<'receipt.announced'> = { lines: linesOf(story.receipt) },
): void {
  tellReceipt(story, 'receipt.announced', { at: story.receipt.announcedAt, by: 'erp' }, data);
}

export function arriveAtDock(story: ReceiptStory): void {
  tellReceipt(story, 'receipt.arrived', { at: story.receipt.arrivedAt, by: 'wms' });
}

/** The warehouse books what it has counted at the dock, some hours after the arrival. */
export function confirm(
  story: ReceiptStory,
  data: DataOf<'receipt.confirmed'> = { lines: linesOf(story.receipt) },
): void {
  const { arrivedAt, random } = story.receipt;
  const at = arrivedAt + random.int(60, 9 * 60) * MINUTE_MS;
  tellReceipt(story, 'receipt.confirmed', { at, by: 'wms' }, data);
}

/** All of it lies on the shelf, so many minutes after the arrival. */
export function putAway(story: ReceiptStory, minutes: number): void {
  const at = story.receipt.arrivedAt + minutes * MINUTE_MS;
  tellReceipt(story, 'receipt.put-away', { at, by: 'wms' });
}

const OVERNIGHT = 30 * 60;

/** In time: the same day or the next, long before two days are over. */
export const putAwayInTime = (story: ReceiptStory): void => {
  putAway(story, story.receipt.random.int(10 * 60, OVERNIGHT));
};

export const putAwayLate = (story: ReceiptStory): void => {
  putAway(story, story.receipt.random.int(50 * 60, 90 * 60));
};

/** A later look at the shelf: how many lines lie there as they were booked, and whose mistake the others are. */
export function check(story: ReceiptStory, wrongLines: number, fault?: string, days?: number): CloudEvent {
  const { random, arrivedAt, lines } = story.receipt;
  const at = arrivedAt + (days ?? random.int(3, 9)) * DAY_MS + random.int(0, 6) * HOUR_MS;
  const linesCorrect = Math.max(0, lines.length - wrongLines);
  const data = { lines: linesOf(story.receipt), linesCorrect, ...(fault !== undefined && { fault }) };
  return tellReceipt(story, 'receipt.checked', { at, by: 'wms' }, data);
}

const CHECKED = 0.35;

/** An ordinary receipt of four facts; some are looked at again, and found as they were booked. */
export function receive(story: ReceiptStory): void {
  const { random, profile } = story.receipt;
  announce(story);
  arriveAtDock(story);
  confirm(story);
  if (random.chance(profile.lateDispatch)) putAwayLate(story);
  else putAwayInTime(story);
  if (random.chance(CHECKED)) check(story, 0);
}
