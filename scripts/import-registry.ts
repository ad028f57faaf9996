// `npm run import-registry`: adds and changes many entries of a registry, from a CSV file, over the API.
import * as z from 'zod';
import { REGISTRY_NAMES, registryNameSchema, type RegistryName } from '../shared/domain/crm/registry.ts';
import { createApi, type Api } from './import/api.ts';
import { findTarget } from './import/target.ts';
import { SetupError } from './lib/console.mjs';
import { createRowReport, faultsText, postRows, runImport, type RowReport } from './lib/file-import.ts';
import { apiUrlOf, readFlags } from './lib/flags.ts';
import { readRegistryCsv, type RegistryRow } from './lib/registry-csv.ts';
import { readWhole } from './lib/small-csv.ts';

const HELP = `npm run import-registry -- --registry <name> --file <csv> [options]: adds and changes entries

  --registry      ${REGISTRY_NAMES.join(' | ')}
  --file          CSV in UTF-8 with the columns id, name and, if wanted, active (true, false), faultClass (reasons)
                  and aliases (several with | between)
  --client <id>   only this client uses the new values: its orders alone are judged again (may be given several times)
  --api-url       another installation; an administrator's bearer token is taken from TALLYMAN_TOKEN

Entries are written over, an empty cell leaves things as they are, aliases are added. A repeat changes nothing.
Exit code 1 when a line was refused.`;

const MAX_ENTRIES = 500;

interface Options {
  readonly registry: RegistryName;
  readonly file: string;
  readonly clients: readonly string[] | undefined;
  readonly apiUrl: string | undefined;
}

/** @returns undefined when only the help was asked for */
function options(): Options | undefined {
  const values = readFlags('npm run import-registry', {
    registry: { type: 'string' },
    file: { type: 'string' },
    client: { type: 'string', multiple: true },
    'api-url': { type: 'string' },
  });
  if (values.help) return undefined;
  const registry = registryNameSchema.safeParse(values.registry);
  if (!registry.success) throw new SetupError(`--registry must be one of ${REGISTRY_NAMES.join(', ')}`);
  if (values.file === undefined) throw new SetupError('--file is missing: name the CSV file');
  const apiUrl = apiUrlOf(values['api-url']);
  return { registry: registry.data, file: values.file, clients: values.client, apiUrl };
}

const answerSchema = z.object({
  results: z.array(
    z.object({
      index: z.int(),
      id: z.string().nullable(),
      outcome: z.string(),
      errors: z.array(z.object({ path: z.string(), detail: z.string() })).optional(),
    }),
  ),
  clientsRejudged: z.int(),
});

/** Sends one request's worth of rows and reports on each. Answers how many clients are judged again. */
async function send(
  api: Api,
  { registry, clients }: Options,
  rows: readonly RegistryRow[],
  report: RowReport,
): Promise<number> {
  const body = { entries: rows.map(({ entry }) => entry), ...(clients && { clientIds: clients }) };
  const path = `/v1/registries/${registry}/import`;
  const { results, clientsRejudged } = await postRows(api, path, body, answerSchema);
  for (const { index, id, outcome, errors } of results) {
    if (errors) report.refuse(rows[index]?.line, faultsText(id, errors));
    else report.count(outcome);
  }
  return clientsRejudged;
}

async function importFile(wanted: Options): Promise<void> {
  const content = await readWhole(wanted.file);
  const rows = readRegistryCsv(content, wanted.file);
  const api = createApi(await findTarget(wanted, process.env));
  const report = createRowReport(['created', 'changed', 'unchanged'], 'refused');
  let clients = 0;
  for (let at = 0; at < rows.length; at += MAX_ENTRIES)
    clients = Math.max(clients, await send(api, wanted, rows.slice(at, at + MAX_ENTRIES), report));
  process.stdout.write(`${report.end()}. Orders of ${String(clients)} clients are judged again.\n`);
}

await runImport(HELP, options, importFile);
