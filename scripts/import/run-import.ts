import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi } from './api.ts';
import { buildEvents, type BuiltEvent } from './build-events.ts';
import { joinOrders } from './join-orders.ts';
import { readMapping, type Mapping } from './mapping.ts';
import type { ImportOptions } from './options.ts';
import { collectProblems, type Problems } from './problems.ts';
import { createProgress, type Progress, type ProgressOut } from './progress.ts';
import { readFiles, type FilesRead } from './read-files.ts';
import { createSender, type Sender } from './send-events.ts';
import { summaryLines, type ImportCounts } from './summary.ts';

const FIRST_EVENTS = 3;

/** What the import needs from outside. */
export interface ImportWorld {
  /** Summary and dry-run events. */
  readonly print: (line: string) => void;
  readonly progress: ProgressOut;
  /** Address of the API and where tokens come from; asked only when something is to be sent. */
  readonly target: () => Promise<{ readonly apiUrl: string; readonly token: () => Promise<string> }>;
  readonly now: () => number;
  /** Shortens the waits in tests. @default 1 */
  readonly waitFactor?: number;
  /** Ends the import between two events; temporary files are removed. */
  readonly signal?: AbortSignal;
}

/**
 * Imports the files of a mapping. Course: 1. read the files into partitions on disk, 2. join and group them to
 * orders, 3. build each order's events, 4. send them in batches, 5. print the summary.
 * @returns how many rows and events were rejected
 * @throws ImportError with the remedy when it cannot be started or finished
 */
export async function runImport(options: ImportOptions, world: ImportWorld): Promise<number> {
  const mapping = await readMapping(options.mapping);
  const target = options.dryRun ? undefined : await world.target();
  const temp = await mkdtemp(join(tmpdir(), 'tallyman-import-'));
  const progress = createProgress(world.progress, world.now);
  const problems = collectProblems(options.rejects);
  try {
    const files = await readFiles(mapping, options.dir, temp, problems.report, (share) => {
      world.signal?.throwIfAborted();
      progress.show('reading', share);
    });
    const sender = target && senderFor(mapping, options, world, problems, target);
    const { counts, first } = await sendOrders(files, sender, problems, progress, world);
    const sent = await sender?.finish();
    progress.end();
    if (options.dryRun) printDryRun(first, world.print);
    for (const line of summaryLines(counts, sent, problems)) world.print(line);
    return problems.total();
  } finally {
    progress.end();
    problems.close();
    await rm(temp, { recursive: true, force: true });
  }
}

function senderFor(
  mapping: Mapping,
  { createClients }: ImportOptions,
  { waitFactor = 1 }: ImportWorld,
  { report }: Problems,
  target: { readonly apiUrl: string; readonly token: () => Promise<string> },
): Sender {
  const api = createApi({ ...target, waitFactor });
  return createSender({ api, mapping, createClients, report, waitFactor });
}

async function sendOrders(
  { plan, partitions, rows }: FilesRead,
  sender: Sender | undefined,
  problems: Problems,
  progress: Progress,
  world: ImportWorld,
): Promise<{ readonly counts: ImportCounts; readonly first: readonly BuiltEvent[] }> {
  const clients = new Set<string>();
  const events = new Map<string, number>();
  const first: BuiltEvent[] = [];
  const leadRows = Math.max(1, rows[0]?.rows ?? 0);
  let orders = 0;
  for (const { order, share } of withShare(joinOrders(plan, partitions, problems.report), leadRows)) {
    world.signal?.throwIfAborted();
    const built = buildEvents(plan, order, problems.report);
    if (built.length > 0) {
      orders += 1;
      clients.add(order.client);
    }
    for (const event of built) {
      events.set(event.type, (events.get(event.type) ?? 0) + 1);
      if (first.length < FIRST_EVENTS) first.push(event);
      await sender?.add(event);
    }
    progress.show(`${sender ? 'sending' : 'checking'}, ${orders.toLocaleString('en-US')} orders`, share);
  }
  return { counts: { rows, orders, clients: clients.size, events }, first };
}

// Orders are about as many as rows of the leading file; several clients of one row make a few more.
function* withShare<T>(orders: Iterable<T>, expected: number): Generator<{ order: T; share: number }> {
  let done = 0;
  for (const order of orders) yield { order, share: ++done / expected };
}

function printDryRun(first: readonly BuiltEvent[], print: (line: string) => void): void {
  print('Nothing was sent (--dry-run). The first events would be:');
  for (const { file, row, body } of first)
    print(`${file}, row ${String(row)}: ${JSON.stringify(body, null, 2)}`);
}
