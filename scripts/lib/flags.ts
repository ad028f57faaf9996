import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { SetupError } from './console.mjs';

const HELP_FLAG = { help: { type: 'boolean', default: false } } as const;

/**
 * The values of a command's flags; `--help` is one of every command.
 * @param command how it is called, for the remedy: `npm run stop`
 * @param options its flags, as `parseArgs` takes them
 * @throws SetupError that names a flag nobody knows, a missing value or a stray argument
 */
export function readFlags<const T extends ParseArgsOptionsConfig>(
  command: string,
  options: T,
  args: readonly string[] = process.argv.slice(2),
) {
  try {
    return parseArgs({ args: [...args], options: { ...options, ...HELP_FLAG } }).values;
  } catch (error) {
    throw new SetupError(`${messageOf(error)}; see ${command} -- --help`);
  }
}

/** The address that `--api-url` gives, without a slash at its end. Throws `SetupError` for what is no address. */
export function apiUrlOf(given: string | undefined): string | undefined {
  if (given !== undefined && !URL.canParse(given))
    throw new SetupError('--api-url is no URL: write it like https://api.example.com');
  return given?.replace(/\/+$/, '');
}

/** Node's first sentence: what follows explains positional arguments, which no command takes. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split(/\.?\n|\. /, 1)[0] ?? message).replace(/\.$/, '');
}
