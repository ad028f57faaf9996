import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/contacts/handler.ts';
import { composeContacts } from '../../../shared/runtime/compose-contacts.ts';
import { ADMIN, anApi, call } from '../../support/api.ts';
import { aClient, CLIENT, CONTRACT } from '../../support/builders.ts';

let api: ReturnType<typeof anApi>;
let server: Server;
let folder: string;
beforeEach(async () => {
  api = anApi();
  await api.clients.create(aClient(), CONTRACT, 'admin-1');
  const handler = createHandler({ ...api, ...composeContacts(api.documents, 'crm') });
  server = createServer((request, response) => {
    const [, clientId = ''] = /^\/v1\/clients\/([^/]+)\/contacts\/import$/.exec(request.url ?? '') ?? [];
    void text(request)
      .then((body) =>
        call(handler, {
          route: 'POST /v1/clients/{clientId}/contacts/import',
          params: { clientId },
          as: ADMIN,
          text: body,
        }),
      )
      .then((answer) => response.writeHead(answer.status, { ...answer.headers }).end(answer.text));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  folder = await mkdtemp(join(tmpdir(), 'contacts-'));
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** Runs the command as a person would, against the API above. */
async function run(csv: string, client = 'acme'): Promise<{ code: number; out: string; err: string }> {
  const file = join(folder, 'contacts.csv');
  await writeFile(file, csv);
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const args = ['--client', client, '--file', file, '--api-url', `http://127.0.0.1:${String(port)}`];
  const env = { ...process.env, TALLYMAN_TOKEN: 'a token' };
  return new Promise((resolve) => {
    execFile(process.execPath, ['scripts/import-contacts.ts', ...args], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

it('a file is imported, refused lines are named, and a repeat changes nothing', async () => {
  const rows = Array.from({ length: 600 }, (_, i) => `c-${String(i)},Contact ${String(i)},given`);
  const csv = ['contactId,name,mailConsent', ...rows, 'c-600,Contact 600,maybe'].join('\n');
  const refused = 'line 602: c-600: consent.mail must be one of given, refused, unknown\n';
  expect(await run(csv)).toMatchObject({
    code: 1,
    out: `${refused}600 created, 0 changed, 0 unchanged, 1 refused\n`,
  });
  expect((await api.contacts.find(CLIENT, 'c-599'))?.consent).toEqual({ mail: 'given', phone: 'unknown' });
  expect((await run(csv)).out).toBe(`${refused}0 created, 0 changed, 600 unchanged, 1 refused\n`);
  expect(await run('contactId,name\nc-1,Contact 1')).toMatchObject({
    code: 0,
    out: '0 created, 0 changed, 1 unchanged, 0 refused\n',
  });
});

it.each([
  ['acme', 'contactId\nann', 'the first line has no column name'],
  ['nowhere', 'contactId,name\nann,Ann', 'Error: the API refused the import: There is nothing here'],
  ['ACME!', 'contactId,name\nann,Ann', 'Error: --client is missing, or no id of a client'],
])('a command for %s that can do nothing says why: %j', async (client, csv, why) => {
  const { code, err } = await run(csv, client);
  expect([code, err]).toEqual([1, expect.stringContaining(why)]);
});
