import { parseArgs } from 'node:util';
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

/** Reads the command line; `'help'` when the text is asked for, an `ImportError` when something is missing. */
export function readOptions(args: readonly string[]): ImportOptions | 'help' {
  const values = parse(args);
  if (values.help === true) return 'help';
  const { mapping, dir } = values;
  if (mapping === undefined || dir === undefined)
    throw new ImportError(`${mapping === undefined ? '--mapping' : '--dir'} is missing\n\n${HELP}`);
  if (values['api-url'] !== undefined && !URL.canParse(values['api-url']))
    throw new ImportError('--api-url is no URL: write it like https://api.example.com');
  return {
    mapping,
    dir,
    createClients: values['create-clients'] ?? false,
    dryRun: values['dry-run'] ?? false,
    rejects: values.rejects,
    apiUrl: values['api-url']?.replace(/\/+$/, ''),
  };
}

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        mapping: { type: 'string' },
        dir: { type: 'string' },
        'create-clients': { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        rejects: { type: 'string' },
        'api-url': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new ImportError(`${error instanceof Error ? error.message : 'wrong arguments'}\n\n${HELP}`);
  }
};
