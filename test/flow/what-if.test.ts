import { beforeAll, describe, expect, it } from 'vitest';
import { localStack } from '../support/local-stack/stack.ts';
import { own, personFor, signedIn, type Caller, type Problem } from './support/api.ts';
import { ALL_DAYS, CHECK_VALUES } from './support/check-values.ts';
import { drained } from './support/events.ts';
import { figureOf, readKpis, type Figure, type Side } from './support/kpis.ts';
import { hasOlist, importOlist, mappingFor, olistOf } from './support/olist.ts';

const IMPORT_MS = 6 * 60_000;
const LATE = 'cc419e0650a3c5ba77189a1882b7556a';
const BY_MINUTE = '955fee9216a65b617aa5c0531780ce60';
const PREFIX = `${own('try')}-`;
const IN_2018 = { from: '2018-01-01', to: '2018-12-31' };

interface Ladder {
  readonly orders: number;
  readonly inForce: Figure;
  readonly rungs: readonly {
    readonly tolerance: string;
    readonly promise: string;
    readonly inForce: boolean;
    readonly gross: Side;
  }[];
}

interface WhatIf extends Problem {
  readonly kpis: readonly { readonly kpi: string; readonly before: Figure; readonly after: Figure }[];
  readonly orders: { readonly judged: number; readonly changed: number };
  readonly changed: readonly {
    readonly orderNo: string;
    readonly changes: readonly { readonly kpi: string; readonly before: unknown; readonly after: unknown }[];
  }[];
}

const pathOf = (seller: string): string => `/v1/clients/${PREFIX}${seller}`;
/** What is known of a seller beforehand. */
function known(sellerId: string, mapping: 'day' | 'minute') {
  const { met, missed, overdue } = CHECK_VALUES.find(
    (check) => check.sellerId === sellerId && check.mapping === mapping,
  )!;
  return { met, missed, overdue, denominator: met + missed + overdue };
}

const available = hasOlist();

/** Promised until midnight as the day begins, and judged by the minute: so the day decides much. */
describe.skipIf(!available)(
  `real orders of two sellers under other terms${available ? '' : ' (skipped: ../shared/data is not there)'}`,
  () => {
    let manager: Caller;

    const ladderOf = async (seller: string, query: Record<string, string>): Promise<Ladder> => {
      const path = `${pathOf(seller)}/tolerance-ladder?${new URLSearchParams(query).toString()}`;
      const { status, body } = await manager.get<Ladder>(path);
      expect(status, JSON.stringify(body)).toBe(200);
      return body;
    };
    const rung = ({ rungs }: Ladder, tolerance: string, promise = 'revised') =>
      rungs.find((one) => one.tolerance === tolerance && one.promise === promise)!;

    beforeAll(async () => {
      const [admin, mapping, files] = await Promise.all([
        signedIn('admin'),
        mappingFor('olist-minute', PREFIX),
        olistOf([LATE, BY_MINUTE]),
      ]);
      const imported = await importOlist(localStack().apiUrl, admin.token, mapping.file, files.dir);
      expect(imported.code, imported.output).toBe(0);
      await drained('bulk');
      manager = await personFor('account-manager', own('olist-try'), [PREFIX + LATE, PREFIX + BY_MINUTE]);
      await Promise.all([mapping.remove(), files.remove()]);
    }, IMPORT_MS);

    it('the ladder goes from no tolerance to a day more, and meets what is known by minute and by day', async () => {
      const ladder = await ladderOf(BY_MINUTE, ALL_DAYS);
      expect(rung(ladder, 'none').gross).toMatchObject(known(BY_MINUTE, 'minute'));
      expect(rung(ladder, 'same-day').gross).toMatchObject(known(BY_MINUTE, 'day'));
      expect(rung(await ladderOf(LATE, ALL_DAYS), 'same-day').gross).toMatchObject(known(LATE, 'day'));
    });

    it('every rung counts the same orders, and none meets fewer than the one before', async () => {
      for (const seller of [LATE, BY_MINUTE]) {
        const { orders, rungs } = await ladderOf(seller, ALL_DAYS);
        for (const promise of ['original', 'revised']) {
          const met = rungs.filter((one) => one.promise === promise).map(({ gross }) => gross.met);
          expect(met).toHaveLength(5);
          expect(met).toEqual([...met].sort((a, b) => a - b));
        }
        expect(rungs.every(({ gross }) => gross.denominator === orders)).toBe(true);
      }
    });

    it('the rung of the contract in force is marked, and is what the KPIs say', async () => {
      const ladder = await ladderOf(BY_MINUTE, ALL_DAYS);
      const marked = ladder.rungs.filter(({ inForce }) => inForce);
      expect(marked).toEqual([rung(ladder, 'none')]);
      const { kpis } = await readKpis(manager, PREFIX + BY_MINUTE, ALL_DAYS);
      expect(ladder.inForce.gross).toEqual(figureOf(kpis, 'on-time-delivery').gross);
      expect(marked[0]?.gross).toEqual(ladder.inForce.gross);
    });

    it('what-if judges the same orders by the day, names those that change, and changes none', async () => {
      const contract = `${pathOf(BY_MINUTE)}/contracts/1`;
      const { body: first } = await manager.get<{ terms: { kpis: Record<string, object> } }>(contract);
      const byDay = { ...first.terms.kpis['on-time-delivery'], granularity: 'day' };
      const kpis = { ...first.terms.kpis, 'on-time-delivery': byDay };
      const terms = { ...first.terms, effectiveFrom: '2030-01-01', kpis };
      const path = `${pathOf(BY_MINUTE)}/what-if`;
      const { status, body } = await manager.send<WhatIf>('POST', path, { ...IN_2018, terms });
      expect(status, JSON.stringify(body)).toBe(200);

      const now = figureOf((await readKpis(manager, PREFIX + BY_MINUTE, IN_2018)).kpis, 'on-time-delivery');
      const found = body.kpis.find(({ kpi }) => kpi === 'on-time-delivery')!;
      expect(found.before.gross).toEqual(now.gross);
      const sameDay = rung(await ladderOf(BY_MINUTE, IN_2018), 'same-day');
      expect(found.after.gross).toEqual(sameDay.gross);
      const gained = found.after.gross.met - found.before.gross.met;
      const won = body.changed.filter(({ changes }) =>
        changes.some(({ kpi, before, after }) => {
          const outcomes = [before, after].map((side) => (side as { outcome: string }).outcome);
          return kpi === 'on-time-delivery' && String(outcomes) === 'missed,met';
        }),
      );
      expect(won).toHaveLength(gained);
    });

    it('what-if refuses more than a year, and terms that are wrong by their path', async () => {
      const path = `${pathOf(BY_MINUTE)}/what-if`;
      const tooLong = await manager.send<WhatIf>('POST', path, { ...ALL_DAYS, version: 1 });
      expect([tooLong.status, tooLong.body.code]).toEqual([400, 'what-if-period-too-long']);
      const { body } = await manager.send<WhatIf>('POST', path, { ...IN_2018, terms: { decides: 'both' } });
      expect(body.errors?.map((error) => error.path)).toContain('terms.decides');
    });

    it('nothing of it is for the client, or waits to be judged again', async () => {
      const viewer = await signedIn('client-viewer', PREFIX + BY_MINUTE);
      const ladder = await viewer.get(`${pathOf(BY_MINUTE)}/tolerance-ladder?from=2018-01-01&to=2018-01-31`);
      expect(ladder.status).toBe(403);
      const { body } = await manager.get<{ state: string }>(`${pathOf(BY_MINUTE)}/rejudging`);
      expect(body).toMatchObject({ state: 'done', judged: 0 });
    });
  },
);
