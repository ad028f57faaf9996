import * as z from 'zod';
import { SetupError } from '../../../scripts/lib/console.mjs';
import type { EpochMs } from '../../../shared/domain/calendar/time.ts';
import { KPI_IDS, type KpiId } from '../../../shared/domain/kpi/catalogue.ts';
import type { Counts } from '../../../shared/domain/kpi/figures.ts';
import { callApi, pauseOf, refusalText, type Target } from './api.ts';
import type { ExpectedClient } from './expected.ts';

const LIMIT_MS = 300_000;
const FIRST_LOOK_MS = 500;
const SLOWEST_LOOK_MS = 3000;

const kpisSchema = z.object({
  kpis: z.array(
    z.object({
      kpi: z.enum(KPI_IDS),
      gross: z.object({ met: z.int(), missed: z.int(), overdue: z.int() }),
      open: z.int(),
      notMeasured: z.int(),
      excluded: z.record(z.string(), z.int()),
    }),
  ),
});

/** The counts of one KPI that are compared. */
type Seen = Pick<Counts, 'met' | 'missed' | 'overdue' | 'open' | 'notMeasured'> & { excluded: number };
type SeenKpis = ReadonlyMap<KpiId, Seen>;

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, n) => total + n, 0);

const seenOf = (counts: Counts): Seen => ({
  met: counts.met,
  missed: counts.missed,
  overdue: counts.overdue,
  open: counts.open,
  notMeasured: counts.notMeasured,
  excluded: sum(counts.excluded),
});

const NOTHING: Seen = { met: 0, missed: 0, overdue: 0, open: 0, notMeasured: 0, excluded: 0 };

async function look(target: Target, client: ExpectedClient, asOf: EpochMs): Promise<SeenKpis> {
  const query = new URLSearchParams({
    from: client.from,
    to: client.to,
    asOf: new Date(asOf).toISOString(),
  });
  const path = `/v1/clients/${client.clientId}/kpis?${query.toString()}`;
  const answer = await callApi(target, { method: 'GET', path, token: target.adminToken });
  const read = kpisSchema.safeParse(answer.body);
  if (answer.status !== 200 || !read.success)
    throw new SetupError(`GET ${path} did not give the KPIs: ${refusalText(answer)}`);
  return new Map(
    read.data.kpis.map(({ kpi, gross, excluded, ...rest }) => [
      kpi,
      { ...gross, open: rest.open, notMeasured: rest.notMeasured, excluded: sum(excluded) },
    ]),
  );
}

/** The first difference between what is seen and what is expected, as `kpi: met 3 of 4, …`. */
export function differenceOf(client: ExpectedClient, seen: SeenKpis): string | undefined {
  for (const [kpi, counts] of client.counts) {
    const expected = Object.entries(seenOf(counts));
    const found = new Map(Object.entries(seen.get(kpi) ?? NOTHING));
    const wrong = expected.filter(([name, n]) => found.get(name) !== n);
    if (wrong.length > 0) {
      const parts = wrong.map(([name, n]) => `${name} ${String(found.get(name) ?? 0)} of ${String(n)}`);
      return `${kpi}: ${parts.join(', ')}`;
    }
  }
  return undefined;
}

/** Delivery orders seen: each has exactly one verdict on its delivery. */
const ordersIn = (seen: Seen): number =>
  seen.met + seen.missed + seen.overdue + seen.open + seen.notMeasured + seen.excluded;

/** One client as it is known so far. */
interface Watched {
  readonly client: ExpectedClient;
  difference: string | undefined;
  orders: number;
}

/**
 * Waits until every client shows exactly what its events come to.
 * @param asOf clock for open verdicts, now or later; the one that `expected` was made with
 * @param report delivery orders recorded so far, and how many there are
 * @throws SetupError when that takes longer than the limit
 */
export async function waitUntilRecorded(
  target: Target,
  expected: readonly ExpectedClient[],
  asOf: EpochMs,
  report: (recorded: number, all: number) => void,
  limitMs: number = LIMIT_MS,
): Promise<void> {
  const watched: Watched[] = expected.map((client) => ({ client, difference: 'nothing yet', orders: 0 }));
  const all = expected.reduce((total, { counts }) => total + ordersOf(counts), 0);
  let waited = 0;
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 1.5, SLOWEST_LOOK_MS)) {
    const open = watched.filter(({ difference }) => difference !== undefined);
    await Promise.all(open.map((one) => update(target, one, asOf)));
    report(
      watched.reduce((total, { orders }) => total + orders, 0),
      all,
    );
    const first = watched.find(({ difference }) => difference !== undefined);
    if (first === undefined) return;
    if (waited >= limitMs) throw tooLate(first, waited);
    await pauseOf(target)(pauseMs);
    waited += pauseMs;
  }
}

const ordersOf = (counts: ExpectedClient['counts']): number => {
  const deliveries = counts.get('on-time-delivery');
  return deliveries ? ordersIn(seenOf(deliveries)) : 0;
};

async function update(target: Target, watched: Watched, asOf: EpochMs): Promise<void> {
  const seen = await look(target, watched.client, asOf);
  watched.difference = differenceOf(watched.client, seen);
  watched.orders = ordersIn(seen.get('on-time-delivery') ?? NOTHING);
}

const tooLate = ({ client, difference }: Watched, waitedMs: number): SetupError =>
  new SetupError(
    `after ${String(Math.round(waitedMs / 1000))} s the demonstration data of ${client.clientId} is not all recorded (${difference ?? ''}); ` +
      "see the emulator's log in .local, and start again with npm start, or without the data: npm start -- --empty",
  );
