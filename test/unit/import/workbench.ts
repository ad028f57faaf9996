import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ImportOptions } from '../../../scripts/import/options.ts';
import { runImport } from '../../../scripts/import/run-import.ts';

/** An event as the loopback API received it. */
export interface SentEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly clientid: string;
  readonly subject: string;
  readonly time?: string;
  readonly data: Record<string, unknown>;
}

export interface Request {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: unknown;
}

export type Reply = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
};

/** A folder with these files, gone when the test ends. */
export async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tallyman-test-import-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** An HTTP server on loopback that records what it is sent; `reply` answers first, else all is accepted. */
export async function startApi(
  reply: (request: Request, count: number) => Reply | undefined = () => undefined,
) {
  const requests: Request[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const body: unknown = JSON.parse(text);
      const request = { path: incoming.url ?? '', headers: incoming.headers, text, body };
      requests.push(request);
      const { status, body: answer, headers } = reply(request, requests.length) ?? accepting(request);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(answer ?? {}));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const eventRequests = () => requests.filter((request) => request.path.startsWith('/v1/events'));
  return {
    apiUrl: `http://127.0.0.1:${String(address.port)}`,
    requests,
    eventRequests,
    events: () => eventRequests().flatMap((request) => request.body as SentEvent[]),
  };
}

const accepting = ({ path, body }: Request): Reply =>
  path === '/v1/clients'
    ? { status: 201, body }
    : { status: 202, body: { accepted: (body as unknown[]).length, rejected: [] } };

export type LoopbackApi = Awaited<ReturnType<typeof startApi>>;

export interface Run {
  readonly rejected: number;
  readonly output: string;
  readonly rejects: string;
}

/** Runs the import as `npm run import` does, against the loopback API; `mapping` is JSON or a path. */
export async function importFiles(
  setup: {
    readonly mapping: unknown;
    readonly dir: string;
    readonly api?: LoopbackApi;
    readonly token?: () => Promise<string>;
  },
  options: Partial<ImportOptions> = {},
): Promise<Run> {
  const { mapping, dir, api } = setup;
  const folder = await folderOf(
    typeof mapping === 'string' ? {} : { 'mapping.json': JSON.stringify(mapping) },
  );
  const rejects = join(folder, 'rejects.csv');
  const lines: string[] = [];
  const rejected = await runImport(
    {
      mapping: typeof mapping === 'string' ? mapping : join(folder, 'mapping.json'),
      dir,
      createClients: false,
      dryRun: api === undefined,
      rejects,
      apiUrl: undefined,
      ...options,
    },
    {
      print: (line) => lines.push(line),
      progress: { write: () => undefined },
      target: () =>
        Promise.resolve({
          apiUrl: api?.apiUrl ?? '',
          token: setup.token ?? (() => Promise.resolve('token')),
        }),
      now: () => 0,
      waitFactor: 0.001,
    },
  );
  return { rejected, output: lines.join('\n'), rejects: await readFile(rejects, 'utf8') };
}

/** A mapping of one file `orders.csv` with client, order and delivered columns; parts can be replaced. */
export const simpleMapping = (parts: Record<string, unknown> = {}, file: Record<string, unknown> = {}) => ({
  source: 'wms://test',
  files: [{ name: 'orders', file: 'orders.csv', ...file }],
  client: 'client',
  order: 'order',
  timeZone: 'Europe/Berlin',
  rules: [{ id: 'delivered', type: 'order.delivered', at: 'delivered' }],
  ...parts,
});

export const HEADER = 'client,order,delivered,note';

/** Imports one `orders.csv` through the loopback API. */
export async function importCsv(content: string | Uint8Array, mapping: unknown = simpleMapping()) {
  const api = await startApi();
  const run = await importFiles({ mapping, dir: await folderOf({ 'orders.csv': content }), api });
  return { ...run, events: api.events() };
}
