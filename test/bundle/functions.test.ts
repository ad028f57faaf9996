import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { bundleInto } from '../../infra/constructs/bundling.ts';
import { BUDGET_KILOBYTES, BUDGET_WITH_HOLIDAYS_KILOBYTES, budgetOf } from '../support/bundle-budget.ts';

const NODE_24 = resolve('node_modules/.bin/node');

const functions = ['api', 'queue', 'schedule'].flatMap((group) =>
  readdirSync(`functions/${group}`).map((name) => `${group}/${name}`),
);
const folder = mkdtempSync(join(tmpdir(), 'tallyman-bundle-'));
const sizes = new Map<string, number>();

const HOUSE_ENVIRONMENT = {
  STAGE: 'local',
  VERSION: '0.0.0',
  POWERTOOLS_SERVICE_NAME: 'tallyman-local',
  POWERTOOLS_METRICS_NAMESPACE: 'Tallyman',
  LOG_LEVEL: 'INFO',
  AWS_REGION: 'us-east-1',
  // Nothing listens there: a bundle that calls AWS while it loads fails.
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
};

/** Variables that take no text of any kind. */
const SPECIAL: Readonly<Record<string, string>> = { SECOND_PERSON: 'required' };

const envModule = z.object({ envSchema: z.instanceof(z.ZodObject) });

const environmentOf = async (path: string): Promise<Record<string, string>> => {
  const module: unknown = await import(pathToFileURL(`functions/${path}/env.ts`).href);
  const names = Object.keys(envModule.parse(module).envSchema.shape);
  const own = names.map((name): [string, string] => [
    name,
    SPECIAL[name] ?? (name.includes('_PER_') ? '25' : 'given'),
  ]);
  return { ...HOUSE_ENVIRONMENT, ...Object.fromEntries(own) };
};

/** Loads a bundle in a process of its own; answers the type of its handler. */
const loadHandler = async (file: string, environment: Record<string, string>): Promise<string> => {
  const program = `const { handler } = await import(process.argv[1]); console.log('handler is a ' + typeof handler); process.exit(0);`;
  const args = ['--input-type=module', '--eval', program, pathToFileURL(file).href];
  const { stdout } = await promisify(execFile)(NODE_24, args, { env: environment, timeout: 60_000 });
  return stdout;
};

afterAll(() => {
  const lines = [...sizes].map(
    ([path, bytes]) => `${path.padEnd(36)}${(bytes / 1024).toFixed(1).padStart(8)} KB`,
  );
  process.stdout.write(
    `Function bundles, at most ${String(BUDGET_KILOBYTES)} KB each, ${String(BUDGET_WITH_HOLIDAYS_KILOBYTES)} KB with public holidays\n${lines.join('\n')}\n`,
  );
  rmSync(folder, { recursive: true });
});

describe('the bundle of', () => {
  it.each(functions)('%s keeps its budget and loads under Node 24 without network', async (path) => {
    const target = join(folder, path);
    bundleInto(path, target);
    const file = join(target, 'index.mjs');
    const { size } = statSync(file);
    sizes.set(path, size);
    expect(await loadHandler(file, await environmentOf(path))).toContain('handler is a function');
    expect(size).toBeLessThanOrEqual(budgetOf(path) * 1024);
  });
});
