import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { backoffMs, problemOf, type Answer, type Api } from './api.ts';
import type { BuiltEvent } from './build-events.ts';
import type { Mapping } from './mapping.ts';
import { ImportError, type ReportProblem } from './table.ts';

/** The API takes up to 500 events and 512 KB in one request. */
const MAX_EVENTS = 500;
const MAX_BYTES = 500_000;
const REQUESTS_AT_ONCE = 4;
const CLIENTS_AT_ONCE = 8;
const MAX_TRIES = 8;

export interface Sent {
  readonly sent: number;
  readonly accepted: number;
  readonly clientsCreated: number;
  readonly clientsFound: number;
}

export interface Sender {
  /** Waits when enough requests are under way, so that memory stays constant. */
  readonly add: (event: BuiltEvent) => Promise<void>;
  /** Sends what is left and waits for every answer. */
  readonly finish: () => Promise<Sent>;
}

export interface SenderOptions {
  readonly api: Api;
  readonly mapping: Mapping;
  readonly createClients: boolean;
  readonly report: ReportProblem;
  /** Shortens the waits in tests. @default 1 */
  readonly waitFactor?: number;
}

interface Packed {
  readonly event: BuiltEvent;
  readonly json: string;
}

/** Packs events into requests, several under way at once; clients are made before their events go. */
export function createSender(options: SenderOptions): Sender {
  const counts = { sent: 0, accepted: 0, clientsCreated: 0, clientsFound: 0 };
  const clients = clientMaker(options, counts);
  const underWay = new Set<Promise<void>>();
  let failure: Error | undefined;
  let batch: Packed[] = [];
  let bytes = 2;

  const sendBatch = async (packed: readonly Packed[]): Promise<void> => {
    const ready = await clients.ready(packed);
    await postAll(options, ready, counts);
  };
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const request = sendBatch(batch)
      .catch((error: unknown) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => underWay.delete(request));
    underWay.add(request);
    batch = [];
    bytes = 2;
    if (underWay.size >= REQUESTS_AT_ONCE) await Promise.race(underWay);
  };
  const check = (): void => {
    if (failure !== undefined) throw failure;
  };
  return {
    async add(event) {
      check();
      const json = JSON.stringify(event.body);
      const size = Buffer.byteLength(json) + 1;
      if (size + 2 > MAX_BYTES) {
        options.report(
          rejected(event, 'too-large', `the event has ${String(size)} bytes, the API takes 512 KB: split it`),
        );
        return;
      }
      if (batch.length === MAX_EVENTS || bytes + size > MAX_BYTES) await flush();
      batch.push({ event, json });
      bytes += size;
    },
    async finish() {
      await flush();
      await Promise.all(underWay);
      check();
      return { ...counts };
    },
  };
}

const rejected = ({ file, row, client, order, id }: BuiltEvent, code: string, detail: string) => ({
  file,
  row,
  client,
  order,
  event: id,
  code,
  detail,
});

const outcomeSchema = z.object({
  rejected: z.array(z.object({ index: z.int(), code: z.string(), detail: z.string().default('') })),
});

async function postAll(
  { api, report, waitFactor = 1 }: SenderOptions,
  packed: readonly Packed[],
  counts: { sent: number; accepted: number },
): Promise<void> {
  let waiting = packed;
  counts.sent += packed.length;
  for (let attempt = 1; waiting.length > 0; attempt++) {
    const answer = await api.post('/v1/events?lane=bulk', `[${waiting.map((one) => one.json).join(',')}]`);
    const outcome = outcomeOf(answer);
    if (!outcome) {
      for (const { event } of waiting) reportAnswer(report, event, answer);
      return;
    }
    counts.accepted += waiting.length - outcome.rejected.length;
    waiting = retryable(waiting, outcome, attempt < MAX_TRIES, report);
    if (waiting.length > 0) await sleep(backoffMs(attempt) * waitFactor);
  }
}

type Outcome = z.infer<typeof outcomeSchema>;

/** What became of each event, or `undefined` when the request as a whole was refused. */
function outcomeOf(answer: Answer): Outcome | undefined {
  const outcome = outcomeSchema.safeParse(answer.body);
  if (outcome.success && (answer.status === 202 || answer.status === 400)) return outcome.data;
  if (answer.status < 400)
    throw new ImportError('the API gave an answer that is not understood: check --api-url');
  return undefined;
}

/** The events to be sent again; the other rejections are reported. */
function retryable(
  sent: readonly Packed[],
  { rejected: rejections }: Outcome,
  mayTryAgain: boolean,
  report: ReportProblem,
): Packed[] {
  const again: Packed[] = [];
  for (const { index, code, detail } of rejections) {
    const one = sent[index];
    if (!one) continue;
    if (code === 'not-queued' && mayTryAgain) again.push(one);
    else report(rejected(one.event, code, detail));
  }
  return again;
}

function reportAnswer(report: ReportProblem, event: BuiltEvent, answer: Answer): void {
  const { code, detail } = problemOf(answer);
  report(rejected(event, code, detail));
}

interface ClientMaker {
  /** The events whose clients exist; those of a client that cannot be made are reported. */
  readonly ready: (packed: readonly Packed[]) => Promise<readonly Packed[]>;
}

function clientMaker(
  { api, mapping, createClients, report }: SenderOptions,
  counts: { clientsCreated: number; clientsFound: number },
): ClientMaker {
  const known = new Map<string, Promise<Answer | undefined>>();
  const free = limit(CLIENTS_AT_ONCE);

  /** `undefined` when the client is there, else the refusal. */
  const make = async (clientId: string): Promise<Answer | undefined> => {
    const { name, timeZone = mapping.timeZone, ...rest } = mapping.clientDefaults;
    const body = { clientId, name: name.replaceAll('{client}', clientId), timeZone, ...rest };
    const answer = await free(() =>
      api.post('/v1/clients', JSON.stringify(body), { 'idempotency-key': randomUUID() }),
    );
    if (answer.status === 201) counts.clientsCreated += 1;
    else if (answer.status === 409 && problemOf(answer).code === 'client-exists') counts.clientsFound += 1;
    else if (answer.status === 403)
      throw new ImportError(
        `the API refuses to make clients (403): use a token of an admin, or leave out --create-clients`,
      );
    else return answer;
    return undefined;
  };
  const clientOf = (id: string): Promise<Answer | undefined> => {
    const making = known.get(id) ?? make(id);
    known.set(id, making);
    return making;
  };
  return {
    async ready(packed) {
      if (!createClients) return packed;
      const ids = [...new Set(packed.map(({ event }) => event.client))];
      const refusals = new Map(await Promise.all(ids.map(async (id) => [id, await clientOf(id)] as const)));
      return packed.filter(({ event }) => {
        const refusal = refusals.get(event.client);
        if (!refusal) return true;
        const { detail } = problemOf(refusal);
        report(rejected(event, 'client-not-created', `the client could not be made: ${detail}`));
        return false;
      });
    },
  };
}

/** Runs at most `count` tasks at once, in the order they came. */
function limit(count: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
