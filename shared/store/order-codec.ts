import * as z from 'zod';
import { formatDay, parseDay, type EpochDay } from '../domain/calendar/time.ts';
import { orderNoSchema, type ClientId } from '../domain/ids.ts';
import { CATALOGUE, KPI_IDS, type KpiId } from '../domain/kpi/catalogue.ts';
import { isException, type Contribution, type OpenVerdict } from '../domain/kpi/contribution.ts';
import { DATA_QUALITY, DATA_QUALITY_CODES, type DataQualityCode } from '../domain/ledger/data-quality.ts';
import { ORDER_KINDS } from '../domain/ledger/event-fact.ts';
import type { FactType, OrderKind } from '../domain/ledger/fact.ts';
import type { OrderRecord } from '../domain/ledger/order-record.ts';
import type { Item, Key } from './documents.ts';
import { packFacts, readFacts } from './fact-codec.ts';
import { ledgerPk, orderSk, packDimensions, parseDimensions, parseOrderSk } from './keys.ts';
import { readItem, textOf } from './read-item.ts';

/**
 * An order as an item of the ledger table. Attribute names count towards the billed size, hence one letter each;
 * docs/data-model.md lists them.
 */
const orderItemSchema = z.object({
  n: z.number(),
  f: z.string(),
  c: z.string(),
  ov: z.string().optional(),
  d: z.string(),
  g: z.string(),
  j: z.string(),
  q: z.string().optional(),
});

const DAY_END = ';';
const COUNTER_END = '.';
const AMOUNT = '*';

/** `hg3:am.bm;hg5:gm` – counters by day; an amount other than one behind `*`. */
export function packContributions(contributions: readonly Contribution[]): string {
  let packed = '';
  let day = NaN;
  for (const { day: next, counter, amount } of contributions) {
    if (next === day) packed += COUNTER_END;
    else packed += `${packed === '' ? '' : DAY_END}${next.toString(36)}:`;
    packed += amount === 1 ? counter : `${counter}${AMOUNT}${amount.toString(36)}`;
    day = next;
  }
  return packed;
}

export function readContributions(packed: string): readonly Contribution[] {
  if (packed === '') return [];
  const contributions: Contribution[] = [];
  for (const group of packed.split(DAY_END)) {
    const [day = '', counters = ''] = group.split(':');
    for (const one of counters.split(COUNTER_END)) {
      const [counter = '', amount] = one.split(AMOUNT);
      contributions.push({
        day: Number.parseInt(day, 36),
        counter,
        amount: amount === undefined ? 1 : Number.parseInt(amount, 36),
      });
    }
  }
  return contributions;
}

const KPI_OF_CODE: ReadonlyMap<string, KpiId> = new Map(KPI_IDS.map((id) => [CATALOGUE[id].code, id]));

const DISPUTED = '!';
const MISSED = '?';
/** One verdict: the code, its marks, an amount. */
const ONE = /[a-z][!?]*(?:-?\d+)?/gi;

function packVerdict({ kpi, excused, missed, disputed, amount }: OpenVerdict): string {
  const code = excused ? CATALOGUE[kpi].code.toUpperCase() : CATALOGUE[kpi].code;
  if (!disputed && !missed && amount === 1) return code;
  return `${code}${disputed ? DISPUTED : ''}${missed ? MISSED : ''}${amount === 1 ? '' : String(amount)}`;
}

function packTimes({ day, deadline, pendingUntil }: OpenVerdict): string {
  const due = deadline === undefined ? '' : packInstant(deadline);
  const pending = pendingUntil === undefined ? '' : `:${packInstant(pendingUntil)}`;
  return `:${day.toString(36)}:${due}${pending}`;
}

const sameTimes = (a: OpenVerdict, b: OpenVerdict): boolean =>
  a.day === b.day && a.deadline === b.deadline && a.pendingUntil === b.pendingUntil;

/**
 * `bfo:hg3:k2j0x` – KPIs with one day and deadline together; an upper-case code is excused, `!` disputed, `?` missed
 * with an excuse that silence accepts at the instant that comes fourth; an amount other than one stands behind them.
 * No deadline: the clock stands still.
 */
export function packOpen(open: readonly OpenVerdict[]): string {
  let packed = '';
  let before: OpenVerdict | undefined;
  for (const verdict of open) {
    if (before && !sameTimes(before, verdict)) packed += packTimes(before) + DAY_END;
    packed += packVerdict(verdict);
    before = verdict;
  }
  return before ? packed + packTimes(before) : '';
}

// A deadline is mostly the last millisecond of a second: kept as that second.
const packInstant = (at: number): string =>
  (at + 1) % 1000 === 0 ? ((at + 1) / 1000).toString(36) : `.${at.toString(36)}`;
function readPackedInstant(packed: string): number | undefined {
  if (packed === '') return undefined;
  return packed.startsWith('.')
    ? Number.parseInt(packed.slice(1), 36)
    : Number.parseInt(packed, 36) * 1000 - 1;
}

function readVerdict(
  packed: string,
  times: Pick<OpenVerdict, 'day' | 'deadline' | 'pendingUntil'>,
): OpenVerdict {
  const code = packed.charAt(0);
  const plain = code.toLowerCase();
  const kpi = KPI_OF_CODE.get(plain);
  if (kpi === undefined) throw new Error(`unknown KPI code ${code} in an open verdict`);
  const { day, deadline, pendingUntil } = times;
  const excused = code !== plain;
  if (packed.length === 1)
    return { kpi, day, deadline, excused, missed: false, pendingUntil, disputed: false, amount: 1 };
  const amount = /-?\d+$/.exec(packed)?.[0];
  return {
    kpi,
    day,
    deadline,
    excused,
    missed: packed.includes(MISSED),
    pendingUntil,
    disputed: packed.includes(DISPUTED),
    amount: amount === undefined ? 1 : Number(amount),
  };
}

export function readOpen(packed: string): readonly OpenVerdict[] {
  if (packed === '') return [];
  const open: OpenVerdict[] = [];
  for (const group of packed.split(DAY_END)) {
    const [codes = '', day = '', deadline = '', pending = ''] = group.split(':');
    const times = {
      day: Number.parseInt(day, 36),
      deadline: readPackedInstant(deadline),
      pendingUntil: readPackedInstant(pending),
    };
    const verdicts = codes.match(ONE) ?? [];
    if (verdicts.join('').length < codes.length)
      throw new Error(`unknown KPI code ${codes.replace(ONE, '')} in an open verdict`);
    for (const verdict of verdicts) open.push(readVerdict(verdict, times));
  }
  return open;
}

const packDataQuality = (codes: readonly DataQualityCode[]): string =>
  codes.map((code) => DATA_QUALITY[code]).join('');
const readDataQuality = (packed: string): readonly DataQualityCode[] =>
  DATA_QUALITY_CODES.filter((code) => packed.includes(DATA_QUALITY[code]));

const isKind = (text: string): text is OrderKind => ORDER_KINDS.some((kind) => kind === text);

export function orderKindOf(text: string): OrderKind {
  if (!isKind(text)) throw new Error(`unknown order kind ${text}`);
  return text;
}

/** What one side told the other about a miss or a fact; an order keeps its place on the list when all is settled. */
const CLAIMS: ReadonlySet<FactType> = new Set(['miss.excused', 'order.delay-excused', 'fact.disputed']);

/** The item to put for an order. Sparse index attributes are there only while their index should list it. */
export function packOrder(client: ClientId, bucket: number, order: OrderRecord): Item & Key {
  const { evaluation } = order;
  const day = formatDay(evaluation.indexDay);
  const exceptional =
    isException(evaluation.contributions, evaluation.open) ||
    evaluation.dataQuality.length > 0 ||
    order.facts.some(({ type }) => CLAIMS.has(type));
  return {
    pk: ledgerPk(client, bucket),
    sk: orderSk(order),
    n: order.version,
    f: packFacts(order.facts),
    c: packContributions(evaluation.contributions),
    d: day,
    g: packDimensions(evaluation.dimensions),
    j: `${String(evaluation.judgeVersion)}.${String(evaluation.contractVersion)}`,
    ...(evaluation.open.length > 0 && { o: day, ov: packOpen(evaluation.open) }),
    ...(exceptional && { x: day }),
    ...(evaluation.dataQuality.length > 0 && { q: packDataQuality(evaluation.dataQuality) }),
  };
}

function dayOf(text: string, key: string): EpochDay {
  const day = parseDay(text);
  if (day === undefined) throw new Error(`order ${key}: ${text} is no day`);
  return day;
}

/** Reads an order back; throws `UnreadableItem` with the key when the item is not one. */
export function readOrder(item: Item): OrderRecord {
  const sk = textOf(item, 'sk');
  const { n, f, c, ov, d, g, j, q } = readItem(orderItemSchema, item);
  const { kind, orderNo } = parseOrderSk(sk);
  const [judgeVersion, contractVersion] = j.split('.');
  return {
    kind: orderKindOf(kind),
    orderNo: orderNoSchema.parse(orderNo),
    version: n,
    facts: readFacts(f),
    evaluation: {
      contributions: readContributions(c),
      open: readOpen(ov ?? ''),
      indexDay: dayOf(d, sk),
      dimensions: parseDimensions(g),
      dataQuality: readDataQuality(q ?? ''),
      judgeVersion: Number(judgeVersion),
      contractVersion: Number(contractVersion),
    },
  };
}
