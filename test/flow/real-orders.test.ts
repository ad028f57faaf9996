import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { dynamo } from '../../infra/local/clients.ts';
import { localStack } from '../support/local-stack/stack.ts';
import { importFiles, startApi } from '../unit/import/workbench.ts';
import { personFor, signedIn, type Caller } from './support/api.ts';
import { ALL_DAYS, CHECK_VALUES } from './support/check-values.ts';
import { drained, orderPath, sendAll, type Order } from './support/events.ts';
import { figureOf, listAll, outcomesOf, readKpis, type Kpis } from './support/kpis.ts';
import { hasOlist, importOlist, mappingFor, OLIST, rowsOf, sellerIds, type Row } from './support/olist.ts';

const MINUTES = 60_000;
const IMPORT_MS = 6 * MINUTES;
const LATE_CLIENT = 'cc419e0650a3c5ba77189a1882b7556a';
const CONTRADICTORY = '714fb133a6730ab81fa1d3c1b2007291';
const BATCH = 500;

/** The clients of the minute mapping stand beside those of the day mapping. */
const PREFIX = { day: '', minute: 'minute-' };

// No open verdict waits for anything later, so answers at this time can be compared as a whole.
const LATER = new Date(Date.now() + 2 * 24 * 60 * MINUTES).toISOString();

async function importAs(mapping: 'day' | 'minute'): Promise<Caller> {
  const { apiUrl } = localStack();
  const { file, remove } = await mappingFor(`olist-${mapping}`, PREFIX[mapping]);
  try {
    const { token } = await signedIn('admin');
    const { code, output } = await importOlist(apiUrl, token, file);
    expect(code, output).toBe(0);
    expect(output).toMatch(/rejected +0\b/);
  } finally {
    await remove();
  }
  return personFor(
    'account-manager',
    `olist-${mapping}`,
    sellerIds().map((seller) => PREFIX[mapping] + seller),
  );
}

/** Version of every order of the clients without a prefix. */
async function versions(): Promise<Map<string, unknown>> {
  const sellers = new Set(sellerIds());
  const found = new Map<string, unknown>();
  let after: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamo(localStack()).send(
      new ScanCommand({ TableName: localStack().tables.ledger, ExclusiveStartKey: after }),
    );
    for (const { pk, sk, n } of Items)
      if (sellers.has(String(pk).split('#')[1] ?? '')) found.set(`${String(pk)} ${String(sk)}`, n);
    after = LastEvaluatedKey;
  } while (after);
  return found;
}

const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item, i) => [(i * 7919 + 13) % 1031, item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);

const itemOf = (orderNo: string): Row => rowsOf('order_items.csv').find((row) => row.order_id === orderNo)!;
const rowOf = (orderNo: string): Row => rowsOf('orders.csv').find((row) => row.order_id === orderNo)!;
/** `2018-03-01 10:00:00` as the API writes it; São Paulo is 3 h behind UTC, in summer 2 h. */
const LOCAL = /^(\S+) (\S+)$/;

const available = hasOlist();

describe.skipIf(!available)(
  `1,021 real orders, imported by day and by minute${available ? '' : ' (skipped: ../shared/data is not there)'}`,
  () => {
    let managers: Record<'day' | 'minute', Caller>;
    let before: Kpis;

    // Over 528 clients one answer takes seconds; several check values stand in the same one.
    const answers = new Map<string, Promise<Kpis>>();
    const kpisOf = (
      mapping: 'day' | 'minute',
      clientId: string | undefined,
      period: { from: string; to: string },
    ): Promise<Kpis> => {
      const key = JSON.stringify([mapping, clientId, period]);
      const answer = answers.get(key) ?? readKpis(managers[mapping], clientId, period);
      answers.set(key, answer);
      return answer;
    };

    beforeAll(async () => {
      const [day, minute] = await Promise.all([importAs('day'), importAs('minute')]);
      await drained('bulk');
      managers = { day, minute };
      before = await readKpis(day, undefined, { ...ALL_DAYS, asOf: LATER, groupBy: 'month' });
    }, IMPORT_MS);

    it.each(CHECK_VALUES)('give the check value: $name', async (check) => {
      const { mapping, sellerId, from, to, kpi, met, missed, overdue, excluded, percent } = check;
      const clientId = sellerId && PREFIX[mapping] + sellerId;
      const figure = figureOf((await kpisOf(mapping, clientId, { from, to })).kpis, kpi);
      expect(figure.gross).toMatchObject({ met, missed, overdue, numerator: met });
      expect(figure.gross.denominator).toBe(met + missed + overdue);
      expect(figure.net).toEqual(figure.gross);
      expect(figure).toMatchObject({ open: 0, notMeasured: 0, excused: {} });
      if (excluded !== undefined) expect(figure.excluded).toEqual({ 'cancelled-by-client': excluded });
      // The catalogue rounds its percentages.
      if (percent !== undefined) expect(Math.abs(figure.gross.value! * 100 - percent)).toBeLessThan(0.001);
    });

    it('are 528 clients, with the interval that is stated', () => {
      expect(before.clients).toBe(528);
      const { interval } = figureOf(before.kpis, 'on-time-delivery').gross;
      expect(interval).toMatchObject({ method: 'wilson' });
      expect(Math.floor(interval!.low * 10_000) / 100).toBe(90.12);
      expect(Math.round(interval!.high * 10_000) / 100).toBe(93.47);
    });

    it('add up over months to the whole, and over adjoining periods to their union', async () => {
      const { kpis, groups = [] } = before;
      expect(groups.length).toBeGreaterThan(20);
      const first = await readKpis(managers.day, undefined, { from: ALL_DAYS.from, to: '2018-03-14' });
      const second = await readKpis(managers.day, undefined, { from: '2018-03-15', to: ALL_DAYS.to });
      for (const { kpi, ...whole } of kpis) {
        const total = outcomesOf({ kpi, ...whole });
        const partsOf = (name: keyof typeof total) => ({
          months: groups.map((group) => outcomesOf(figureOf(group.kpis, kpi))[name]),
          halves: [first, second].map((half) => outcomesOf(figureOf(half.kpis, kpi))[name]),
        });
        for (const name of Object.keys(total) as (keyof typeof total)[]) {
          const { months, halves } = partsOf(name);
          expect(months.reduce((a, b) => a + b, 0)).toBe(total[name]);
          expect(halves[0]! + halves[1]!).toBe(total[name]);
        }
      }
    });

    it('leave nothing in quarantine', async () => {
      let nextToken: string | undefined;
      do {
        const token = nextToken === undefined ? '' : `?nextToken=${encodeURIComponent(nextToken)}`;
        const { body } = await managers.day.get<{ entries: unknown[]; nextToken?: string }>(
          `/v1/quarantine${token}`,
        );
        expect(body.entries).toEqual([]);
        nextToken = body.nextToken;
      } while (nextToken !== undefined);
    });

    it('exclude the order cancelled although dispatched, and list it as contradictory', async () => {
      const clientId = itemOf(CONTRADICTORY)['seller_id']!;
      const listed = await listAll(managers.day, clientId, {
        ...ALL_DAYS,
        dataQuality: 'cancelled-and-fulfilled',
      });
      expect(listed.map(({ orderNo }) => orderNo)).toEqual([CONTRADICTORY]);
      const excluded = await listAll(managers.day, clientId, {
        ...ALL_DAYS,
        kpi: 'on-time-delivery',
        outcome: 'excluded',
      });
      expect(excluded.map(({ orderNo }) => orderNo)).toEqual([CONTRADICTORY]);
      const { body } = await managers.day.get<Order>(orderPath(clientId, CONTRADICTORY));
      expect(body.dataQuality).toEqual(['cancelled-and-fulfilled']);
      const verdict = body.verdicts.find(({ kpi }) => kpi === 'on-time-delivery');
      expect(verdict).toMatchObject({ outcome: 'excluded', reason: 'cancelled-by-client' });
    });

    it('open from the count of late ones to the fact that was late', async () => {
      const query = { ...ALL_DAYS, kpi: 'on-time-delivery', outcome: 'missed' };
      const late = await listAll(managers.day, LATE_CLIENT, query);
      expect(late).toHaveLength(3);
      for (const { orderNo, verdict } of late) {
        const row = rowOf(orderNo);
        const { body } = await managers.day.get<Order>(orderPath(LATE_CLIENT, orderNo));
        const found = body.verdicts.find(({ kpi }) => kpi === 'on-time-delivery')!;
        const promised = row['order_estimated_delivery_date']!.slice(0, 10);
        expect(found).toMatchObject({ outcome: 'missed', day: promised });
        expect(verdict).toMatchObject({ outcome: 'missed', day: promised });
        expect(found.explanation.rule).toBe('late');
        const [fact] = found.explanation.facts;
        expect(fact!.type).toBe('order.delivered');
        const stored = body.facts.find(({ id }) => id === fact!.id)!;
        const [, date, time] = LOCAL.exec(row['order_delivered_customer_date']!)!;
        expect(stored.occurredAt).toMatch(new RegExp(`^${date!}T${time!}-0[23]:00$`));
        expect(Date.parse(fact!.occurredAt)).toBe(Date.parse(stored.occurredAt));
        expect(Date.parse(found.deadline!)).toBeLessThan(Date.parse(stored.occurredAt));
      }
    });

    it(
      'change nothing when all of them are sent again, shuffled',
      async () => {
        const versionsBefore = await versions();
        expect(versionsBefore.size).toBe(1021);
        const loopback = await startApi();
        const { file, remove } = await mappingFor('olist-day', PREFIX.day);
        await importFiles({ mapping: file, dir: OLIST, api: loopback });
        await remove();
        const events = shuffled(loopback.events());
        expect(events).toHaveLength(3037);
        const batches = Array.from({ length: Math.ceil(events.length / BATCH) }, (_, i) =>
          events.slice(i * BATCH, (i + 1) * BATCH),
        );
        await Promise.all(batches.map((batch) => sendAll(managers.day, batch as never, 'bulk')));
        await drained('bulk');
        expect(await versions()).toEqual(versionsBefore);
        const query = { ...ALL_DAYS, asOf: LATER, groupBy: 'month' };
        expect(await readKpis(managers.day, undefined, query)).toEqual(before);
      },
      IMPORT_MS,
    );
  },
);
