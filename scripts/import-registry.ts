// `npm run import-registry`: adds and changes many entries of a registry, from a CSV file, over the API.
import * as z from 'zod';
import { REGISTRY_NAMES, registryNameSchema, type RegistryName } from '../shared/domain/crm/registry.ts';
import { createApi, problemOf, type Api } from './import/api.ts';
import { ImportError } from './import/table.ts';
import { findTarget } from './import/target.ts';
import { exitWith, SetupError } from './lib/console.mjs';
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

/** Sends one request's worth of rows; prints those refused. Counts rows by outcome into `counts`. */
async function send(
  api: Api,
  { registry, clients }: Options,
  rows: readonly RegistryRow[],
  counts: Map<string, number>,
): Promise<number> {
  const body = { entries: rows.map(({ entry }) => entry), ...(clients && { clientIds: clients }) };
  const answer = await api.post(`/v1/registries/${registry}/import`, JSON.stringify(body));
  if (answer.status !== 200) throw new SetupError(`the API refused the import: ${problemOf(answer).detail}`);
  const { results, clientsRejudged } = answerSchema.parse(answer.body);
  for (const { index, id, outcome, errors = [] } of results) {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (outcome !== 'refused') continue;
    const why = errors.map(({ path, detail }) => `${path} ${detail}`).join('; ');
    process.stdout.write(`line ${String(rows[index]?.line)}, ${id ?? 'no id'}: ${why}\n`);
  }
  return clientsRejudged;
}

async function importFile(wanted: Options): Promise<void> {
  const content = await readWhole(wanted.file);
  const rows = readRegistryCsv(content, wanted.file);
  const api = createApi(await findTarget(wanted, process.env));
  const counts = new Map<string, number>();
  let clients = 0;
  for (let at = 0; at < rows.length; at += MAX_ENTRIES)
    clients = Math.max(clients, await send(api, wanted, rows.slice(at, at + MAX_ENTRIES), counts));
  const done = ['created', 'changed', 'unchanged', 'refused'].map(
    (outcome) => `${String(counts.get(outcome) ?? 0)} ${outcome}`,
  );
  process.stdout.write(`${done.join(', ')}. Orders of ${String(clients)} clients are judged again.\n`);
  if ((counts.get('refused') ?? 0) > 0) process.exitCode = 1;
}

try {
  const wanted = options();
  if (wanted === undefined) process.stdout.write(`${HELP}\n`);
  else await importFile(wanted);
} catch (error) {
  exitWith(error instanceof ImportError ? new SetupError(error.message) : error);
}
