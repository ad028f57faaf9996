// `npm run import-contacts`: adds and changes many contacts of a client, from a CSV file, over the API.
import * as z from 'zod';
import { CONSENTS, CONTACT_ROLES } from '../shared/domain/crm/contact.ts';
import { clientIdSchema, type ClientId } from '../shared/domain/ids.ts';
import { createApi } from './import/api.ts';
import { findTarget } from './import/target.ts';
import { SetupError } from './lib/console.mjs';
import { CONTACT_COLUMNS, readContactCsv } from './lib/contact-csv.ts';
import { createRowReport, faultsText, postRows, runImport } from './lib/file-import.ts';
import { apiUrlOf, readFlags } from './lib/flags.ts';
import { readWhole } from './lib/small-csv.ts';

const HELP = `npm run import-contacts -- --client <id> --file <csv> [options]: adds and changes contacts of a client

  --client <id>   whose contacts they are
  --file          CSV in UTF-8 with the columns contactId, name and any of
                  ${CONTACT_COLUMNS.slice(2).join(', ')}
                  role is ${CONTACT_ROLES.join(' | ')}; a consent ${CONSENTS.join(' | ')};
                  optedOut true or false; phone like +49 40 123456; language like de or pt-BR
  --api-url       another installation; a bearer token is taken from TALLYMAN_TOKEN

Contacts are written over, an empty cell leaves things as they are. A repeat changes nothing. Exit code 1 when a line
was refused.`;

const MAX_ROWS = 500;

interface Options {
  readonly client: ClientId;
  readonly file: string;
  readonly apiUrl: string | undefined;
}

/** @returns undefined when only the help was asked for */
function options(): Options | undefined {
  const values = readFlags('npm run import-contacts', {
    client: { type: 'string' },
    file: { type: 'string' },
    'api-url': { type: 'string' },
  });
  if (values.help) return undefined;
  const client = clientIdSchema.safeParse(values.client);
  if (!client.success) throw new SetupError('--client is missing, or no id of a client: a-z, 0-9 and -');
  if (values.file === undefined) throw new SetupError('--file is missing: name the CSV file');
  return { client: client.data, file: values.file, apiUrl: apiUrlOf(values['api-url']) };
}

const answerSchema = z.object({
  results: z.array(
    z.object({
      index: z.int(),
      contactId: z.string().nullable(),
      outcome: z.string(),
      errors: z.array(z.object({ path: z.string(), detail: z.string() })).optional(),
    }),
  ),
});

async function importFile({ client, file, apiUrl }: Options): Promise<void> {
  const rows = readContactCsv(await readWhole(file), file);
  const api = createApi(await findTarget({ apiUrl }, process.env));
  const report = createRowReport(['created', 'changed', 'unchanged'], 'refused');
  for (let at = 0; at < rows.length; at += MAX_ROWS) {
    const some = rows.slice(at, at + MAX_ROWS);
    const body = { contacts: some.map(({ contact }) => contact) };
    const path = `/v1/clients/${client}/contacts/import`;
    const { results } = await postRows(api, path, body, answerSchema);
    for (const { index, contactId, outcome, errors } of results) {
      if (errors) report.refuse(some[index]?.line, faultsText(contactId, errors));
      else report.count(outcome);
    }
  }
  process.stdout.write(`${report.end()}\n`);
}

await runImport(HELP, options, importFile);
