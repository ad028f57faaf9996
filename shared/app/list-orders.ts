import type { EpochMs } from '../domain/calendar/time.ts';
import { maySee } from '../domain/crm/permissions.ts';
import type { Principal } from '../domain/crm/principal.ts';
import type { ClientId } from '../domain/ids.ts';
import type { KpiId } from '../domain/kpi/catalogue.ts';
import { COUNTERS, DISPUTED_COUNTERS } from '../domain/kpi/counters.ts';
import { seenAt, type Seen, type SeenOutcome } from '../domain/kpi/counts.ts';
import type { DataQualityCode } from '../domain/ledger/data-quality.ts';
import { fold, referencesOf } from '../domain/ledger/fold.ts';
import type { OrderRecord } from '../domain/ledger/order-record.ts';
import type { Candidate, OrderIndex, OrderList, Position } from '../ports/order-index.ts';
import type { Days } from '../ports/kpi-sources.ts';
import type { Authorizer } from './authorize.ts';
import { collectOrders, type WalkedPage } from './walk-orders.ts';

export interface ListOrdersDeps {
  readonly authorizer: Authorizer;
  readonly index: OrderIndex;
}

/** One line of a list: the order and, where a KPI was asked for, how it counts. */
export interface ListedOrder {
  readonly order: OrderRecord;
  /** Set in lists by KPI: the verdict that put the order on the list. */
  readonly verdict: CountedVerdict | undefined;
}

export interface OrderListPage {
  readonly orders: readonly ListedOrder[];
  /** Where the next page begins; `undefined` at the end. */
  readonly next: Position | undefined;
}

export interface CountedVerdict extends Seen {
  readonly day: number;
  readonly deadline: EpochMs | undefined;
  readonly disputed: boolean;
  /** What it counts: 1, but where the KPI counts units, lines, positions or money. */
  readonly amount: number;
}

/** Every verdict of an order as it counts at `asOf`: the very counters of the tallies, and what is open. */
export function countedVerdicts({ evaluation }: OrderRecord, asOf: EpochMs): readonly CountedVerdict[] {
  const disputes = disputesCounted(evaluation);
  const isDisputed = ({ kpi }: Pick<Seen, 'kpi'>, on: number): boolean =>
    disputes.some((one) => one.kpi === kpi && one.day === on);
  const closed = evaluation.contributions.flatMap(({ counter, day, amount }) => {
    const meaning = COUNTERS.get(counter);
    return meaning
      ? [{ ...meaning, day, deadline: undefined, disputed: isDisputed(meaning, day), amount }]
      : [];
  });
  const open = evaluation.open.map((verdict) => ({
    ...seenAt(verdict, asOf),
    day: verdict.day,
    deadline: verdict.deadline,
    disputed: isDisputed(verdict, verdict.day),
    amount: verdict.amount,
  }));
  return [...closed, ...open];
}

/** KPI and day of each dispute as the figure counts it: by counter where a closed verdict is disputed, else open. */
const disputesCounted = ({
  contributions,
  open,
}: OrderRecord['evaluation']): readonly { readonly kpi: KpiId; readonly day: number }[] => [
  ...contributions.flatMap(({ counter, day }) => {
    const kpi = DISPUTED_COUNTERS.get(counter);
    return kpi ? [{ kpi, day }] : [];
  }),
  ...open.filter(({ disputed }) => disputed),
];

/** Disputed verdicts that count nothing, such as a reading of stock or a count of no positions: right, of amount 0. */
function disputedOfNothing(
  { evaluation }: OrderRecord,
  counted: readonly CountedVerdict[],
): readonly CountedVerdict[] {
  return disputesCounted(evaluation)
    .filter(({ kpi, day }) => !counted.some((one) => one.kpi === kpi && one.day === day))
    .map(({ kpi, day }) => ({
      ...{ kpi, day, outcome: 'met', excused: false, exclusion: undefined },
      ...{ deadline: undefined, disputed: true, amount: 0 },
    }));
}

export interface OrderQuery {
  readonly days: Days;
  readonly kpi: KpiId | undefined;
  readonly outcome: SeenOutcome | undefined;
  readonly dataQuality: DataQualityCode | undefined;
  /** Only verdicts that rest on a fact the client disputes. */
  readonly disputed: boolean;
  readonly asOf: EpochMs;
}

/** The smallest list of the ledger that surely holds every match. */
function listFor({ kpi, outcome, dataQuality, disputed }: OrderQuery): OrderList {
  if (dataQuality || disputed) return 'byException';
  // A contested complaint is open and yet counts, so only the list of all orders is sure to hold it.
  if (kpi === undefined || kpi === 'complaint-rate') return 'byDay';
  switch (outcome) {
    case 'open':
    case 'overdue':
      return 'byOpen';
    case 'missed':
    case 'excluded':
      return 'byException';
    case 'met':
    case 'not-measured':
    case undefined:
      return 'byDay';
  }
}

/**
 * The orders behind a count, by index day. They match by the counters the order carries, which are what the
 * tallies sum, so lists and counts always agree; but that single survey answers are not for a client's people. A page may hold
 * fewer than `limit` orders and still go on.
 */
export async function listOrders(
  { authorizer, index }: ListOrdersDeps,
  principal: Principal,
  clientId: ClientId,
  query: OrderQuery,
  limit: number,
  after: Position | undefined,
): Promise<OrderListPage> {
  const client = await authorizer.authorizeClient(principal, 'orders:read', clientId);
  const { from, to } = query.days;
  // A verdict may count on another day than the order is listed under; never further away than the spread.
  const spread = query.kpi === undefined && !query.disputed ? 0 : client.spreadDays;
  const candidates = index.listed(client, listFor(query), { from: from - spread, to: to + spread }, after);
  return pageOf(
    await collectOrders(index, client, candidates, after, limit, (order) =>
      maySee(principal, order.kind) ? matching(order, query) : undefined,
    ),
  );
}

const pageOf = ({ items, next }: WalkedPage<ListedOrder>): OrderListPage => ({ orders: items, next });

function matching(order: OrderRecord, query: OrderQuery): ListedOrder | undefined {
  if (query.dataQuality && !order.evaluation.dataQuality.includes(query.dataQuality)) return undefined;
  if (query.kpi === undefined && !query.disputed) return { order, verdict: undefined };
  const counted = countedVerdicts(order, query.asOf);
  const looked = query.disputed ? [...counted, ...disputedOfNothing(order, counted)] : counted;
  const [verdict, ...others] = looked.filter(
    ({ kpi, outcome, day, disputed }) =>
      (query.kpi === undefined || kpi === query.kpi) &&
      (query.outcome === undefined || outcome === query.outcome) &&
      (disputed || !query.disputed) &&
      day >= query.days.from &&
      day <= query.days.to,
  );
  if (!verdict) return undefined;
  // One line an order, whose amounts add up to the count: storage damage may count on several days.
  const more = others.filter(({ kpi, outcome }) => kpi === verdict.kpi && outcome === verdict.outcome);
  const amount = more.reduce((sum, other) => sum + other.amount, verdict.amount);
  return { order, verdict: { ...verdict, amount } };
}

/** Orders found by number, reference or tracking number: exactly, or by how it begins. */
export async function searchOrders(
  { authorizer, index }: ListOrdersDeps,
  principal: Principal,
  clientId: ClientId,
  start: string,
  limit: number,
  after: Position | undefined,
): Promise<OrderListPage> {
  const client = await authorizer.authorizeClient(principal, 'orders:read', clientId);
  const candidates = index.startingWith(client, start, after);
  return pageOf(
    await collectOrders(index, client, candidates, after, limit, (order, { reference }) =>
      maySee(principal, order.kind) && isFoundUnder(order, reference, start)
        ? { order, verdict: undefined }
        : undefined,
    ),
  );
}

/**
 * Whether this is the one name under which a search lists the order: several may begin alike and lie on different
 * pages. Its number goes first; a reference whose fact was voided leads nowhere.
 */
function isFoundUnder(order: OrderRecord, name: Candidate['reference'], start: string): boolean {
  if (order.orderNo.startsWith(start)) return name === undefined;
  const inForce = referencesOf(fold(order.facts).facts);
  return name !== undefined && name === inForce.find((reference) => reference.startsWith(start));
}
