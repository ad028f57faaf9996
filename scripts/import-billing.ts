// `npm run import-billing`: enters what was billed to many clients and months, from a CSV file, over the API.
import * as z from 'zod';
import { createApi, type Api } from './import/api.ts';
import { findTarget } from './import/target.ts';
import { readBillingCsv, type BillingCsvRow } from './lib/billing-csv.ts';
import { SetupError } from './lib/console.mjs';
import { createRowReport, postRows, runImport, type RowReport } from './lib/file-import.ts';
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
  report: RowReport,
): Promise<readonly BillingCsvRow[]> {
  const body = { rows: rows.map(({ row }) => row) };
  const { results } = await postRows(api, '/v1/billing', body, answerSchema);
  const again: BillingCsvRow[] = [];
  for (const { index, outcome, code, detail, version } of results) {
    const row = rows[index];
    if (row && replace && code === 'stale-version' && version !== undefined)
      again.push({ ...row, row: { ...row.row, version } });
    else if (outcome === 'rejected') report.refuse(row?.line, detail ?? code ?? '');
    else report.count(outcome);
  }
  return again;
}

async function importFile({ file, replace, apiUrl }: Options): Promise<void> {
  const content = await readWhole(file);
  const rows = readBillingCsv(content, file);
  const api = createApi(await findTarget({ apiUrl }, process.env));
  const report = createRowReport(['created', 'updated', 'unchanged'], 'rejected');
  for (let at = 0; at < rows.length; at += MAX_ROWS) {
    const again = await send(api, rows.slice(at, at + MAX_ROWS), replace, report);
    if (again.length > 0) await send(api, again, false, report);
  }
  process.stdout.write(`${report.end()}\n`);
}

await runImport(HELP, options, importFile);
