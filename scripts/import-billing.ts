// `npm run import-billing`: enters what was billed to many clients and months, from a CSV file, over the API.
import * as z from 'zod';
import { createApi, problemOf, type Api } from './import/api.ts';
import { ImportError } from './import/table.ts';
import { findTarget } from './import/target.ts';
import { readBillingCsv, type BillingCsvRow } from './lib/billing-csv.ts';
import { exitWith, SetupError } from './lib/console.mjs';
import { apiUrlOf, readFlags } from './lib/flags.ts';
import { readWhole } from './lib/small-csv.ts';

const HELP = `npm run import-billing -- --file <csv> [options]: enters what service credits are a share of

  --file          CSV in UTF-8 with the columns clientId, month (2026-03), currency (EUR) and invoice, freight or both,
                  as they stand on the invoice: 100000.00
  --replace       write over other amounts; without it such lines are refused
  --api-url       another installation; a bearer token is taken from TALLYMAN_TOKEN

A repeat changes nothing. Exit code 1 when a line was refused.`;

const MAX_ROWS = 100;

interface Options {
  readonly file: string;
  readonly replace: boolean;
  readonly apiUrl: string | undefined;
}

/** @returns undefined when only the help was asked for */
function options(): Options | undefined {
  const values = readFlags('npm run import-billing', {
    file: { type: 'string' },
    replace: { type: 'boolean' },
    'api-url': { type: 'string' },
  });
  if (values.help) return undefined;
  if (values.file === undefined) throw new SetupError('--file is missing: name the CSV file');
  const apiUrl = apiUrlOf(values['api-url']);
  return { file: values.file, replace: values.replace === true, apiUrl };
}

const answerSchema = z.object({
  results: z.array(
    z.object({
      index: z.int(),
      outcome: z.string(),
      code: z.string().optional(),
      detail: z.string().optional(),
      version: z.int().optional(),
    }),
  ),
});

/** Sends one request's worth of rows; gives back those that stand there with other amounts, to be replaced. */
async function send(
  api: Api,
  rows: readonly BillingCsvRow[],
  replace: boolean,
  counts: Map<string, number>,
): Promise<readonly BillingCsvRow[]> {
  const answer = await api.post('/v1/billing', JSON.stringify({ rows: rows.map(({ row }) => row) }));
  if (answer.status !== 200) throw new SetupError(`the API refused the import: ${problemOf(answer).detail}`);
  const again: BillingCsvRow[] = [];
  for (const { index, outcome, code, detail, version } of answerSchema.parse(answer.body).results) {
    const row = rows[index];
    if (row && replace && code === 'stale-version' && version !== undefined) {
      again.push({ ...row, row: { ...row.row, version } });
      continue;
    }
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (outcome === 'rejected') process.stdout.write(`line ${String(row?.line)}: ${detail ?? code ?? ''}\n`);
  }
  return again;
}

async function importFile({ file, replace, apiUrl }: Options): Promise<void> {
  const content = await readWhole(file);
  const rows = readBillingCsv(content, file);
  const api = createApi(await findTarget({ apiUrl }, process.env));
  const counts = new Map<string, number>();
  for (let at = 0; at < rows.length; at += MAX_ROWS) {
    const again = await send(api, rows.slice(at, at + MAX_ROWS), replace, counts);
    if (again.length > 0) await send(api, again, false, counts);
  }
  const done = ['created', 'updated', 'unchanged', 'rejected'].map(
    (outcome) => `${String(counts.get(outcome) ?? 0)} ${outcome}`,
  );
  process.stdout.write(`${done.join(', ')}\n`);
  if ((counts.get('rejected') ?? 0) > 0) process.exitCode = 1;
}

try {
  const wanted = options();
  if (wanted === undefined) process.stdout.write(`${HELP}\n`);
  else await importFile(wanted);
} catch (error) {
  exitWith(error instanceof ImportError ? new SetupError(error.message) : error);
}
