import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { run } from '../../../scripts/lib/command.mjs';
import { NODE, ROOT, toolEnv } from '../../../scripts/lib/toolchain.mjs';

/** The real orders, and their import as `npm run import` does it. */

export const OLIST = path.join(ROOT, '..', 'shared', 'data', 'olist-1000');
const MAPPINGS = path.join(ROOT, 'test', 'support', 'mappings');

/** Whether the real orders are there. In CI they must be. */
export function hasOlist(): boolean {
  if (existsSync(OLIST)) return true;
  if (process.env['CI'] === 'true') throw new Error(`the real orders are missing: ${OLIST}`);
  return false;
}

export type Row = Readonly<Record<string, string>>;
export const rowsOf = (file: string): Row[] => parse(readFileSync(path.join(OLIST, file)), { columns: true });

export const sellerIds = (): string[] => [
  ...new Set(rowsOf('order_items.csv').map(({ seller_id: seller }) => seller!)),
];

/** A mapping of test/support whose clients are called `<prefix><seller>`, written to a folder of its own. */
export async function mappingFor(
  name: 'olist-day' | 'olist-minute',
  prefix: string,
): Promise<{ file: string; remove: () => Promise<void> }> {
  const mapping = JSON.parse(readFileSync(path.join(MAPPINGS, `${name}.json`), 'utf8')) as object;
  const ids = Object.fromEntries(sellerIds().map((seller) => [seller, prefix + seller]));
  const folder = await mkdtemp(path.join(tmpdir(), 'tallyman-olist-'));
  const file = path.join(folder, 'mapping.json');
  await writeFile(file, JSON.stringify({ ...mapping, client: { column: 'items.seller_id', ids } }));
  return { file, remove: () => rm(folder, { recursive: true }) };
}

/** The orders of these sellers alone, as files of their own. */
export async function olistOf(
  sellers: readonly string[],
): Promise<{ dir: string; remove: () => Promise<void> }> {
  const items = rowsOf('order_items.csv').filter((row) => sellers.includes(row['seller_id'] ?? ''));
  const numbers = new Set(items.map((row) => row['order_id']));
  const orders = rowsOf('orders.csv').filter((row) => numbers.has(row['order_id']));
  const dir = await mkdtemp(path.join(tmpdir(), 'tallyman-olist-'));
  for (const [file, rows] of [
    ['order_items.csv', items],
    ['orders.csv', orders],
  ] as const) {
    const columns = Object.keys(rows[0] ?? {});
    const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
    await writeFile(path.join(dir, file), lines.map((line) => line.join(',')).join('\n'));
  }
  return { dir, remove: () => rm(dir, { recursive: true }) };
}

/** Imports over HTTP in a process of its own. @returns what it printed, and its exit code */
export function importOlist(
  apiUrl: string,
  token: string,
  mapping: string,
  dir = OLIST,
): Promise<{ code: number; output: string }> {
  const options = ['--api-url', apiUrl, '--mapping', mapping, '--dir', dir, '--create-clients'];
  return run(NODE, ['scripts/import/main.ts', ...options], {
    cwd: ROOT,
    env: { ...toolEnv(), TALLYMAN_TOKEN: token },
  });
}
