// `npm run openapi`: writes docs/openapi.json from the routes as they are executed; a test fails while the two differ.
import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { openapiDocument } from '../shared/http/openapi.ts';
import { ROUTES } from '../shared/http/routes/index.ts';
import { exitWith } from './lib/console.mjs';
import { readFlags } from './lib/flags.ts';

const HELP = 'npm run openapi: writes docs/openapi.json from the routes. It takes no options.';

async function writeDocument(): Promise<void> {
  const root = new URL('../', import.meta.url);
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(new URL('package.json', root), 'utf8')));
  const target = new URL('docs/openapi.json', root);
  await writeFile(target, `${JSON.stringify(openapiDocument(ROUTES, version), null, 2)}\n`);
  process.stdout.write(`docs/openapi.json: ${String(ROUTES.length)} routes\n`);
}

try {
  if (readFlags('npm run openapi', {}).help) process.stdout.write(`${HELP}\n`);
  else await writeDocument();
} catch (error) {
  exitWith(error);
}
