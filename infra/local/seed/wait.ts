import * as z from 'zod';
import { SetupError } from '../../../scripts/lib/console.mjs';
import type { EpochMs } from '../../../shared/domain/calendar/time.ts';
import { KPI_IDS, type KpiId } from '../../../shared/domain/kpi/catalogue.ts';
import { noCounts } from '../../../shared/domain/kpi/counts.ts';
import { figureOf } from '../../../shared/domain/kpi/figures.ts';
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
      disputed: z.int(),
      excluded: z.record(z.string(), z.int()),
      excused: z.record(z.string(), z.int()),
    }),
  ),
});

type SeenFigure = z.infer<typeof kpisSchema>['kpis'][number];

/** The counts of one KPI that are compared, by name. */
type Seen = Readonly<Record<string, number>>;
type SeenKpis = ReadonlyMap<KpiId, Seen>;

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, n) => total + n, 0);

const seenOf = (figure: Omit<SeenFigure, 'kpi'>): Seen => ({
  met: figure.gross.met,
  missed: figure.gross.missed,
  overdue: figure.gross.overdue,
  open: figure.open,
  notMeasured: figure.notMeasured,
  disputed: figure.disputed,
  excluded: sum(figure.excluded),
  excused: sum(figure.excused),
});

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
  return new Map(read.data.kpis.map((figure) => [figure.kpi, seenOf(figure)]));
}

const expectedFigure = ({ counts, contract }: ExpectedClient, kpi: KpiId): Seen =>
  seenOf(figureOf(kpi, counts.get(kpi) ?? noCounts(), contract));

/** The first difference between what is seen and what is expected, as `kpi: met 3 of 4, …`. */
export function differenceOf(client: ExpectedClient, seen: SeenKpis): string | undefined {
  for (const kpi of KPI_IDS) {
    const found = seen.get(kpi) ?? {};
    const wrong = Object.entries(expectedFigure(client, kpi)).filter(([name, n]) => (found[name] ?? 0) !== n);
    if (wrong.length > 0) {
      const parts = wrong.map(([name, n]) => `${name} ${String(found[name] ?? 0)} of ${String(n)}`);
      return `${kpi}: ${parts.join(', ')}`;
    }
  }
  return undefined;
}

const VERDICTS = ['met', 'missed', 'overdue', 'open', 'notMeasured', 'excluded'] as const;

/** Delivery orders seen: each has exactly one verdict on its delivery. */
const ordersIn = (seen: Seen | undefined): number =>
  VERDICTS.reduce((total, name) => total + (seen?.[name] ?? 0), 0);

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
  const all = expected.reduce((total, client) => total + ordersOf(client), 0);
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

const ordersOf = (client: ExpectedClient): number => ordersIn(expectedFigure(client, 'on-time-delivery'));

async function update(target: Target, watched: Watched, asOf: EpochMs): Promise<void> {
  const seen = await look(target, watched.client, asOf);
  watched.difference = differenceOf(watched.client, seen);
  watched.orders = ordersIn(seen.get('on-time-delivery'));
}

const tooLate = ({ client, difference }: Watched, waitedMs: number): SetupError =>
  new SetupError(
    `after ${String(Math.round(waitedMs / 1000))} s the demonstration data of ${client.clientId} is not all recorded (${difference ?? ''}); ` +
      "see the emulator's log in .local, and start again with npm start, or without the data: npm start -- --empty",
  );
