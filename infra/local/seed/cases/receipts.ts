import { DAY_MS } from '../../../../shared/domain/calendar/time.ts';
import {
  announce,
  arriveAtDock,
  check,
  confirm,
  linesOf,
  putAway,
  putAwayInTime,
  putAwayLate,
  receive,
  type ReceiptStory,
} from '../receipt.ts';
import type { Share } from './case.ts';

/** What can happen to goods that come in. */
export interface ReceiptCase extends Share {
  readonly tell: (story: ReceiptStory) => void;
}

export const USUAL_RECEIPT: ReceiptCase = { name: 'usual', perMille: 0, tell: receive };

/** Booked as announced and put away in time; what is told of it later is the case. */
function received(story: ReceiptStory): void {
  announce(story);
  arriveAtDock(story);
  confirm(story);
  putAwayInTime(story);
}

const checkedWrong =
  (fault: string | undefined, days?: number) =>
  (story: ReceiptStory): void => {
    received(story);
    check(story, 1, fault, days);
  };

function notAsAnnounced(story: ReceiptStory, differences: readonly number[]): void {
  announce(story);
  arriveAtDock(story);
  confirm(story, { lines: linesOf(story.receipt, differences) });
  putAwayInTime(story);
}

function unannounced(story: ReceiptStory): void {
  arriveAtDock(story);
  confirm(story);
  putAwayInTime(story);
}

/** The lorry was booked in without a time of arrival: nothing says how long the goods stood at the dock. */
function withoutArrival(story: ReceiptStory): void {
  announce(story);
  confirm(story);
  putAwayInTime(story);
}

/** Only how much in all; by lines there is nothing to say. */
function withoutLines(story: ReceiptStory): void {
  const { units } = story.receipt;
  announce(story, { units });
  arriveAtDock(story);
  confirm(story, { units });
  putAwayInTime(story);
}

function stillAtTheDock(story: ReceiptStory): void {
  announce(story);
  arriveAtDock(story);
  confirm(story);
}

function lateByMinutes(story: ReceiptStory, minutes: number): void {
  announce(story);
  arriveAtDock(story);
  confirm(story);
  putAway(story, 48 * 60 + minutes);
}

function late(story: ReceiptStory): void {
  announce(story);
  arriveAtDock(story);
  confirm(story);
  putAwayLate(story);
}

/** The mistake was none: the check is taken back. */
function checkTakenBack(story: ReceiptStory): void {
  const { log, receipt } = story;
  received(story);
  const wrong = check(story, 1, 'provider', 4);
  const report = { at: receipt.arrivedAt + 6 * DAY_MS, by: 'desk' } as const;
  const voids = { kind: 'receipt', source: wrong.source, id: wrong.id } as const;
  log.tell(receipt, 'fact.voided', report, { voids, reason: 'counted on the wrong shelf' });
}

const FINDING_WINDOW_DAYS = 30;

export const RECEIPT_CASES: readonly ReceiptCase[] = [
  { name: 'put away late', perMille: 30, tell: late },
  {
    name: 'put away at the last minute',
    perMille: 10,
    tell: (story) => {
      lateByMinutes(story, 0);
    },
  },
  {
    name: 'put away a minute late',
    perMille: 10,
    tell: (story) => {
      lateByMinutes(story, 1);
    },
  },
  { name: 'at the dock', perMille: 15, minAgeDays: 1, maxAgeDays: 2, tell: stillAtTheDock },
  { name: 'at the dock for long', perMille: 10, minAgeDays: 5, tell: stillAtTheDock },
  { name: 'booked wrongly', perMille: 35, tell: checkedWrong('provider') },
  { name: 'wrong, by fault of the supplier', perMille: 20, tell: checkedWrong('supplier') },
  {
    name: 'booked wrongly, found too late',
    perMille: 10,
    minAgeDays: 60,
    tell: checkedWrong('provider', FINDING_WINDOW_DAYS + 12),
  },
  { name: 'check taken back', perMille: 10, tell: checkTakenBack },
  {
    name: 'less than announced',
    perMille: 45,
    tell: (story) => {
      notAsAnnounced(story, [-12]);
    },
  },
  {
    name: 'more than announced',
    perMille: 15,
    tell: (story) => {
      notAsAnnounced(story, [10]);
    },
  },
  { name: 'never announced', perMille: 20, tell: unannounced },
  { name: 'without arrival', perMille: 10, tell: withoutArrival },
  { name: 'without lines', perMille: 10, tell: withoutLines },
];
