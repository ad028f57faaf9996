import { apiUrlOf, readFlags } from '../lib/flags.ts';
import { ImportError } from './table.ts';

export const HELP = `npm run import -- --mapping <file> --dir <folder> [options]
Sends the rows of CSV and XLSX files as events (docs/import.md).

  --mapping <file>    what the files are and which events their rows give
  --dir <folder>      where the files are
  --create-clients    make clients that do not exist yet, with the mapping's clientDefaults
  --dry-run           read and check everything, send nothing, show what would go
  --rejects <file>    write every rejected row to this CSV file
  --api-url <url>     another installation; its bearer token is taken from TALLYMAN_TOKEN
  --help              this text

Without --api-url the local installation (npm start) is used. Running it twice changes nothing.
Exit code 1 when a row or event was rejected, or when the import could not be finished.
`;

export interface ImportOptions {
  readonly mapping: string;
  readonly dir: string;
  readonly createClients: boolean;
  readonly dryRun: boolean;
  readonly rejects: string | undefined;
  readonly apiUrl: string | undefined;
}

/** Reads the command line; `'help'` when the text is asked for; an `ImportError` or `SetupError` names what is missing or unknown. */
export function readOptions(args: readonly string[]): ImportOptions | 'help' {
  const values = readFlags(
    'npm run import',
    {
      mapping: { type: 'string' },
      dir: { type: 'string' },
      'create-clients': { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      rejects: { type: 'string' },
      'api-url': { type: 'string' },
    },
    args,
  );
  if (values.help) return 'help';
  const { mapping, dir } = values;
  if (mapping === undefined || dir === undefined)
    throw new ImportError(
      `${mapping === undefined ? '--mapping' : '--dir'} is missing; see npm run import -- --help`,
    );
  return {
    mapping,
    dir,
    createClients: values['create-clients'],
    dryRun: values['dry-run'],
    rejects: values.rejects,
    apiUrl: apiUrlOf(values['api-url']),
  };
}
