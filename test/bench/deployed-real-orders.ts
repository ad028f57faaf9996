import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { sqs } from '../../infra/local/clients.ts';
import type { LocalStack } from '../../infra/local/stack.ts';
import { accessToken } from '../../infra/local/tokens.ts';
import { ensureUser } from '../../infra/local/users.ts';
import { ALL_DAYS, CHECK_VALUES, type CheckValue } from '../flow/support/check-values.ts';
import { importOlist, mappingFor, sellerIds } from '../flow/support/olist.ts';

/** The real orders in a running local installation: imported, waited for, asked for over HTTP. */

export const REAL_ORDERS = 1021;
const LOOK_MS = 250;
const LIMIT_MS = 600_000;
const PREFIX = { day: '', minute: 'minute-' } as const;
type Mapping = keyof typeof PREFIX;

const kpisSchema = z.object({
  kpis: z.array(
    z.object({
      kpi: z.string(),
      gross: z.object({ met: z.int(), missed: z.int(), overdue: z.int() }),
      open: z.int(),
      notMeasured: z.int(),
      excluded: z.record(z.string(), z.int()),
    }),
  ),
});
type Counts = z.infer<typeof kpisSchema>['kpis'][number];

export interface Imported {
  /** Of a person who sees the clients of this import and no others. */
  readonly token: string;
  /** From the start of the import to the last order recorded. */
  readonly seconds: number;
  /** Most memory of the importing process, in MB. */
  readonly megabytes: number;
}

/** Imports through the command line and waits until every order is counted. */
export async function importAndRecord(stack: LocalStack, mapping: Mapping): Promise<Imported> {
  const clientIds = sellerIds().map((seller) => PREFIX[mapping] + seller);
  const email = `bench.${mapping}@tallyman.example`;
  const user = await ensureUser(stack, 'account-manager', email, clientIds);
  const token = await accessToken({ ...stack, users: [user] }, 'account-manager');
  const admin = await accessToken(stack, 'admin');
  const { file, remove } = await mappingFor(`olist-${mapping}`, PREFIX[mapping]);
  try {
    const startedAt = performance.now();
    const { code, output } = await importOlist(stack.apiUrl, admin, file);
    if (code !== 0) throw new Error(`the import failed:\n${output}`);
    await waitUntilRecorded(stack, token);
    const seconds = (performance.now() - startedAt) / 1000;
    const megabytes = Number(/memory +(\d+) MB/.exec(output)?.[1] ?? NaN);
    return { token, seconds, megabytes };
  } finally {
    await remove();
  }
}

const QUEUED = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

async function isDrained(stack: LocalStack): Promise<boolean> {
  const { Attributes } = await sqs(stack).send(
    new GetQueueAttributesCommand({ QueueUrl: stack.queues.bulk, AttributeNames: [...QUEUED] }),
  );
  return QUEUED.every((name) => Attributes?.[name] === '0');
}

async function waitUntilRecorded(stack: LocalStack, token: string): Promise<void> {
  for (let waited = 0; waited < LIMIT_MS; waited += LOOK_MS) {
    // Figures over 528 clients cost seconds, the length of the queue nothing.
    if ((await isDrained(stack)) && (await countedOrders(stack, token)) === REAL_ORDERS) return;
    await sleep(LOOK_MS);
  }
  throw new Error(`not all of ${String(REAL_ORDERS)} orders were recorded in ${String(LIMIT_MS / 1000)} s`);
}

const excludedIn = ({ excluded }: Counts): number => Object.values(excluded).reduce((a, b) => a + b, 0);

async function countedOrders(stack: LocalStack, token: string): Promise<number> {
  const counts = await readCounts(stack, token, undefined, ALL_DAYS, 'on-time-delivery');
  const { met, missed, overdue } = counts.gross;
  return met + missed + overdue + counts.open + counts.notMeasured + excludedIn(counts);
}

async function readCounts(
  { apiUrl }: LocalStack,
  token: string,
  clientId: string | undefined,
  { from, to }: { readonly from: string; readonly to: string },
  kpi: string,
): Promise<Counts> {
  const path = clientId === undefined ? '/v1/kpis' : `/v1/clients/${clientId}/kpis`;
  const response = await fetch(`${apiUrl}${path}?from=${from}&to=${to}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`GET ${path}: ${String(response.status)} ${await response.text()}`);
  const found = kpisSchema.parse(await response.json()).kpis.find((one) => one.kpi === kpi);
  if (!found) throw new Error(`GET ${path} has no figure of ${kpi}`);
  return found;
}

/** What is wrong with a check value, over HTTP; `undefined` when it is equal. */
export async function differenceOf(
  stack: LocalStack,
  token: string,
  check: CheckValue,
): Promise<string | undefined> {
  const clientId = check.sellerId === undefined ? undefined : PREFIX[check.mapping] + check.sellerId;
  const counts = await readCounts(stack, token, clientId, check, check.kpi);
  const found = { ...counts.gross, excluded: excludedIn(counts) };
  const wanted = {
    met: check.met,
    missed: check.missed,
    overdue: check.overdue,
    excluded: check.excluded ?? found.excluded,
  };
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  return a === b ? undefined : `${check.name}: ${a}, not ${b}`;
}

export const checkValuesOf = (mapping: Mapping): readonly CheckValue[] =>
  CHECK_VALUES.filter((check) => check.mapping === mapping);
