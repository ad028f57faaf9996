import { DAY_MS, type EpochDay } from '../calendar/time.ts';
import { zoneOf, type Zone } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
import { fulfil } from '../ledger/fulfilment.ts';
import { isWarehouseFault } from './fault.ts';
import { goodsOf, linesDiffering, unitsOf, type Goods } from './goods.ts';
import { byTime, notCounted, verdict } from './judge-committed.ts';
import { handled } from './judge-outbound.ts';
import { limitEnd } from './limit.ts';
import type { Verdict } from './verdict.ts';

/** KPIs of goods that come in: announced, arrived, confirmed (booked), put away, checked. Parts add up. */

interface ReceiptCase {
  readonly contract: Contract;
  readonly zone: Zone;
  /** The day of the first fact, on which a receipt counts as not measured for want of a deadline. */
  readonly firstDay: EpochDay;
  readonly announced: readonly ReportedFact[];
  readonly arrived: readonly ReportedFact[];
  readonly confirmed: readonly ReportedFact[];
  readonly putAway: readonly ReportedFact[];
  /** Later checks within the finding window after the confirmation. */
  readonly checks: readonly ReportedFact[];
  readonly booked: Goods | undefined;
  readonly received: Goods | undefined;
}

function receiptCase(state: OrderState, contract: Contract): ReceiptCase {
  const zone = zoneOf(contract.timeZone);
  const confirmed = factsOf(state, 'receipt.confirmed');
  const arrived = factsOf(state, 'receipt.arrived');
  const last = confirmed.at(-1);
  const until = last ? last.occurredAt + contract.findingWindowDays * DAY_MS : Infinity;
  return {
    contract,
    zone,
    firstDay: zone.dayOf(state.facts[0]?.occurredAt ?? 0),
    announced: factsOf(state, 'receipt.announced'),
    arrived,
    confirmed,
    putAway: factsOf(state, 'receipt.put-away'),
    checks: factsOf(state, 'receipt.checked').filter(({ occurredAt }) => occurredAt <= until),
    booked: goodsOf(confirmed),
    received: goodsOf(arrived),
  };
}

/** Something that shows an error, with the number of lines that it is about. */
interface Evidence {
  readonly fact: ReportedFact;
  readonly lines: number;
}

/** What the verdict compares first, what decides it last, each once. */
const compared = (
  facts: readonly ReportedFact[],
  ...deciding: readonly ReportedFact[]
): readonly ReportedFact[] => [...facts.filter((fact) => !deciding.includes(fact)), ...deciding];

const lineCountOf = (facts: readonly ReportedFact[]): number => goodsOf(facts)?.lines?.length ?? 0;

/** What names the lines of the receipt: as booked, else as they arrived, else as announced, else as checked. */
const lineFacts = ({ confirmed, arrived, announced, checks }: ReceiptCase): readonly ReportedFact[] =>
  [confirmed, arrived, announced, checks.slice(-1)].find((facts) => lineCountOf(facts) > 0) ?? [];

/** Lines of the receipt; 0 where none were named. */
const lineCount = (receipt: ReceiptCase): number => lineCountOf(lineFacts(receipt));

/** Lines that one check, or the confirmation, says are wrong. */
function wrongLines(fact: ReportedFact, receipt: ReceiptCase): number {
  const { linesCorrect } = fact.data;
  if (linesCorrect !== undefined) return Math.max(0, lineCount(receipt) - linesCorrect);
  const found = goodsOf([fact]);
  return found && receipt.booked ? linesDiffering(found, receipt.booked) : 0;
}

/** Errors of the warehouse: booked against received, and what each later check found. */
function errorsOf(receipt: ReceiptCase): readonly Evidence[] {
  const { booked, received, confirmed, checks } = receipt;
  const errors: Evidence[] = [];
  const last = confirmed.at(-1);
  if (last && isWarehouseFault(last)) {
    const lines = booked && received ? linesDiffering(booked, received) : 0;
    if (lines > 0) errors.push({ fact: last, lines });
  }
  for (const fact of checks) {
    const lines = isWarehouseFault(fact) ? wrongLines(fact, receipt) : 0;
    if (lines > 0) errors.push({ fact, lines });
  }
  return errors;
}

/** Booked as received, receipts and lines. Without any error shown, a receipt was booked right. */
function judgeAccuracy(receipt: ReceiptCase, confirmed: ReportedFact): readonly Verdict[] {
  const errors = errorsOf(receipt);
  const day = receipt.zone.dayOf(confirmed.occurredAt);
  const facts = [...receipt.arrived, ...receipt.confirmed, ...receipt.checks];
  const found = [...new Set([confirmed, ...errors.map(({ fact }) => fact)])];
  const of = (missed: number, more: readonly ReportedFact[] = []) =>
    ({
      outcome: missed > 0 ? 'missed' : 'met',
      rule: missed > 0 ? 'error-found' : 'no-error-found',
      facts: compared([...new Set([...more, ...facts])], ...found),
    }) as const;
  const total = lineCount(receipt);
  // Checks look at the same lines again, so what they find does not add up.
  const missed = Math.min(total, Math.max(0, ...errors.map(({ lines }) => lines)));
  return [
    verdict('inbound-accuracy', day, undefined, of(errors.length)),
    total === 0
      ? notCounted('inbound-accuracy-lines', day, 'no-lines', confirmed)
      : verdict('inbound-accuracy-lines', day, undefined, {
          ...of(missed, lineFacts(receipt)),
          quantity: { met: total - missed, missed },
        }),
  ];
}

/** Received as announced: the supplier's figure. What a later check counted goes before what was seen on arrival. */
function judgeAsn(receipt: ReceiptCase, confirmed: ReportedFact): Verdict {
  const { announced, booked, received, checks, zone } = receipt;
  const day = zone.dayOf(confirmed.occurredAt);
  if (announced.length === 0) return notCounted('asn-accuracy', day, 'not-announced', confirmed);
  const wanted = goodsOf(announced);
  const checked = goodsOf(checks.slice(-1));
  const came = checked ?? received ?? booked;
  if (!wanted || !came) return notCounted('asn-accuracy', day, 'no-quantity', confirmed);
  const isAsAnnounced = linesDiffering(wanted, came) === 0;
  return verdict('asn-accuracy', day, undefined, {
    outcome: isAsAnnounced ? 'met' : 'missed',
    rule: isAsAnnounced ? 'as-announced' : 'not-as-announced',
    facts: compared(
      [...announced, ...(checked ? checks.slice(-1) : received ? receipt.arrived : receipt.confirmed)],
      confirmed,
    ),
  });
}

/** Put away, all of it, within the limit after the first arrival (dock to stock). */
function judgeReceiving(receipt: ReceiptCase): Verdict | undefined {
  const { arrived, confirmed, putAway, booked, received, zone, contract, firstDay } = receipt;
  const arrival = arrived[0];
  const kpi = 'receiving-on-time';
  if (!arrival) {
    const later = putAway[0] ?? confirmed[0];
    return later && notCounted(kpi, firstDay, 'no-arrival', later);
  }
  const at = limitEnd(arrival.occurredAt, contract.kpis[kpi].limit, contract);
  if (typeof at === 'object') return notCounted(kpi, firstDay, 'no-calendar-year', arrival);
  const due = { at, day: zone.dayOf(at) };
  const wanted = booked ?? received;
  const done = fulfil(putAway, { units: wanted?.units, lines: wanted?.lines }).completed;
  // What was put away is compared with what was booked, where both say how much.
  const facts = [arrival, ...(booked && goodsOf(putAway) ? confirmed : [])];
  if (!done) return verdict(kpi, due.day, at, { outcome: 'open', rule: 'awaited', facts });
  return verdict(kpi, due.day, at, { ...byTime(due)(done), facts: [...facts, done] });
}

/** Units that came in, each part on the day it was booked: half of the base of storage damage by throughput. */
function judgeThroughput(receipt: ReceiptCase): readonly Verdict[] {
  const { confirmed, announced, received, zone, contract } = receipt;
  const expected = received?.units ?? goodsOf(announced)?.units;
  const verdicts: Verdict[] = [];
  let booked = 0;
  for (const part of confirmed) {
    // A part without quantity books all that was still missing.
    const units = unitsOf(part.data) ?? (expected === undefined ? undefined : Math.max(0, expected - booked));
    const day = zone.dayOf(part.occurredAt);
    if (units === undefined) {
      if (contract.kpis['storage-damage'].base === 'throughput')
        verdicts.push(notCounted('storage-damage', day, 'no-quantity', part));
      break;
    }
    booked += units;
    if (units > 0) verdicts.push(handled(day, part, units));
  }
  return verdicts;
}

/** Every verdict on a receipt; those on its quality come with the last confirmation. */
export function judgeReceipt(state: OrderState, contract: Contract): readonly Verdict[] {
  const receipt = receiptCase(state, contract);
  const verdicts: Verdict[] = [];
  const confirmed = receipt.confirmed.at(-1);
  if (confirmed) verdicts.push(...judgeAccuracy(receipt, confirmed), judgeAsn(receipt, confirmed));
  const receiving = judgeReceiving(receipt);
  if (receiving) verdicts.push(receiving);
  verdicts.push(...judgeThroughput(receipt));
  return verdicts;
}
