import * as z from 'zod';
import { SetupError } from '../../../scripts/lib/console.mjs';
import { callApi, expectDone, pauseOf, refusalText, type ApiAnswer, type Target } from './api.ts';
import type { CloudEvent } from './cloud-event.ts';
import type { DemoCompany } from './generate.ts';
import type { DemoClient } from './profiles.ts';

const MAX_EVENTS = 500;
/** Below the limit of 512 KB, with room for the brackets. */
const MAX_BATCH_BYTES = 500 * 1024;
const REQUESTS_AT_ONCE = 4;
const CONFLICT = 409;
const RESENDS = 5;
const RESEND_PAUSE_MS = 1000;

/** One event as the text to send, measured once. */
interface Packed {
  readonly event: CloudEvent;
  readonly json: string;
}

type Batch = readonly Packed[];

const identityOf = ({ subject, source, id }: CloudEvent): string => [subject, source, id].join('\n');

/**
 * Batches of one client's events, in their order, each within the limits of POST /v1/events. Two contents of one id
 * never share a batch: the API would refuse the second one, where quarantine is what it is to show.
 */
export function batchesOf(events: readonly CloudEvent[]): readonly Batch[] {
  const batches: Packed[][] = [];
  let current: Packed[] = [];
  let bytes = 0;
  let contents = new Map<string, string>();
  for (const event of events) {
    const json = JSON.stringify(event);
    const size = Buffer.byteLength(json) + 1;
    const identity = identityOf(event);
    const isFull = current.length === MAX_EVENTS || bytes + size > MAX_BATCH_BYTES;
    if (current.length === 0 || isFull || (contents.get(identity) ?? json) !== json) {
      current = [];
      bytes = 0;
      contents = new Map();
      batches.push(current);
    }
    current.push({ event, json });
    contents.set(identity, json);
    bytes += size;
  }
  return batches;
}

/** The clients' batches in turns, so that all of them are worked on at once. */
function inTurns(events: readonly CloudEvent[]): readonly Batch[] {
  const byClient = Map.groupBy(events, ({ clientid }) => clientid);
  const lists = [...byClient.values()].map(batchesOf);
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const turn = (i: number): readonly Batch[] =>
    lists.flatMap((list) => {
      const batch = list[i];
      return batch ? [batch] : [];
    });
  return Array.from({ length: longest }, (_, i) => turn(i)).flat();
}

/** Makes clients and registries; those that are there already stay. */
export async function sendMasterData(target: Target, company: DemoCompany): Promise<void> {
  const token = target.adminToken;
  const createClient = (client: DemoClient) =>
    expectDone(target, { method: 'POST', path: '/v1/clients', token, body: JSON.stringify(client) }, [
      201,
      CONFLICT,
    ]);
  // Registries first: what is not registered when an order is judged counts as unknown.
  await Promise.all(
    company.registries.map(({ registry, id, name }) =>
      expectDone(
        target,
        {
          method: 'PUT',
          path: `/v1/registries/${registry}/${encodeURIComponent(id)}`,
          token,
          body: JSON.stringify({ name }),
        },
        [200, 201],
      ),
    ),
  );
  await Promise.all(company.clients.map(createClient));
}

/**
 * Sends the events, several requests at once.
 * @param report how many are sent so far
 * @throws SetupError when an event is refused
 */
export async function sendEvents(
  target: Target,
  events: readonly CloudEvent[],
  report: (sent: number) => void,
): Promise<void> {
  const waiting = inTurns(events).values();
  let sent = 0;
  const sender = async (): Promise<void> => {
    for (const batch of waiting) {
      await sendBatch(target, batch);
      report((sent += batch.length));
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, sender));
}

const answerSchema = z.object({
  rejected: z.array(z.object({ index: z.int(), code: z.string(), detail: z.string().optional() })),
});

async function sendBatch(target: Target, batch: Batch): Promise<void> {
  let left = batch;
  for (let attempt = 0; attempt < RESENDS; attempt++) {
    if (attempt > 0) await pauseOf(target)(RESEND_PAUSE_MS * attempt);
    const body = `[${left.map(({ json }) => json).join(',')}]`;
    const path = '/v1/events?lane=bulk';
    const answer = await callApi(target, { method: 'POST', path, token: target.eventsToken, body });
    left = notQueued(left, answer);
    if (left.length === 0) return;
  }
  throw new SetupError(
    `${String(left.length)} demonstration events could not be queued; see the emulator's log in .local, and start again with: npm start`,
  );
}

/** The events that the queue did not take, to be sent again. */
function notQueued(batch: Batch, answer: ApiAnswer): Batch {
  const read = answerSchema.safeParse(answer.body);
  if (!read.success) throw new SetupError(`POST /v1/events was refused: ${refusalText(answer)}`);
  const { rejected } = read.data;
  const refused = rejected.find(({ code }) => code !== 'not-queued');
  if (refused) {
    const about = batch[refused.index]?.event;
    throw new SetupError(
      `the event ${about?.id ?? '?'} of ${about?.clientid ?? '?'} ${about?.subject ?? ''} was refused: ${refused.code} ${refused.detail ?? ''}`,
    );
  }
  return rejected.flatMap(({ index }) => batch[index] ?? []);
}
