import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { lastLines, run } from './command.mjs';
import { SetupError } from './console.mjs';
import { alone } from './lock.mjs';

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/[/\\]$/, '');

const BIN = path.join(ROOT, 'node_modules', '.bin');
const LOCK = path.join(ROOT, 'package-lock.json');
const STAMP = path.join(ROOT, 'node_modules', '.tallyman-lock');
const NODE_BINARY = path.join(ROOT, 'node_modules', 'node', 'bin', 'node');
const MINIMUM_NODE = 20;

/** Node 24, which runs everything but these few start scripts. */
export const NODE = path.join(BIN, 'node');

/** The environment of everything that is run: Node 24 and the installed tools first on the path. */
export const toolEnv = () => ({
  ...process.env,
  PATH: [BIN, ...(process.env['PATH'] ?? '').split(path.delimiter).filter((dir) => dir !== BIN)].join(
    path.delimiter,
  ),
});

const lockHash = () => createHash('sha256').update(readFileSync(LOCK)).digest('hex');
/** @param {string} file */
const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/**
 * Makes sure that the packages of package-lock.json and Node 24 are installed. Takes a few milliseconds when they are.
 * @param {import('./console.mjs').Progress} progress
 */
export async function ensureToolchain(progress) {
  if (Number(process.versions.node.split('.')[0]) < MINIMUM_NODE)
    throw new SetupError(
      `Node ${process.version} is too old; install Node ${String(MINIMUM_NODE)} or later from https://nodejs.org`,
    );
  if (!isToolchainReady()) await alone(ROOT, () => installToolchain(progress));
}

const isToolchainReady = () => readIfThere(STAMP) === lockHash() && existsSync(NODE_BINARY);

/** @param {import('./console.mjs').Progress} progress */
async function installToolchain(progress) {
  if (isToolchainReady()) return;
  if (!matchesLock()) await progress.step('Installing the packages of package-lock.json', () => npm(['ci']));
  // Newer npm versions skip install scripts that are not allowed, and `--ignore-scripts` may be set: Node 24 and
  // esbuild come by such scripts.
  if (!(await hasBinaries()))
    await progress.step('Installing Node 24', () =>
      npm(['rebuild', 'node', 'esbuild', '--ignore-scripts=false']),
    );
  if (!(await hasBinaries()))
    throw new SetupError('Node 24 could not be installed; remove the folder node_modules and try again');
  writeFileSync(STAMP, lockHash());
}

async function hasBinaries() {
  if (!existsSync(NODE_BINARY)) return false;
  const version = await run(NODE_BINARY, ['--version']);
  return version.code === 0 && version.output.startsWith('v24.');
}

/** True when what npm installed last is what the lock asks for: after `npm ci` or `npm install` by hand. */
function matchesLock() {
  const installed = packages(path.join(ROOT, 'node_modules', '.package-lock.json'));
  const wanted = packages(LOCK);
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(
    ([name, entry]) => name === '' || entry.optional === true || installed[name]?.version === entry.version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * npm says what went wrong first, and then how it is used.
 * @param {string} output
 */
function whatWentWrong(output) {
  const errors = output.split('\n').filter((line) => /^npm (error|ERR!) ?\S/.test(line));
  return errors.length === 0 ? lastLines(output) : errors.slice(0, 12).join('\n');
}

/**
 * Without npm's warnings: Node 20 or a setting of the machine's gives many that call for nothing.
 * @param {string[]} args
 */
async function npm(args) {
  // `npm run` names its own program; the path may hold another npm.
  const script = process.env['npm_execpath'] ?? '';
  const [file, first] =
    /npm-cli\.[cm]?js$/.test(script) && existsSync(script) ? [process.execPath, [script]] : ['npm', []];
  const all = [...first, ...args, '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const { code, output } = await run(file, all, { cwd: ROOT });
  if (code === 127) throw new SetupError('npm was not found; install Node with npm from https://nodejs.org');
  if (code !== 0)
    throw new SetupError(
      `npm ${String(args[0])} failed; see the lines above, check the network, and try again`,
      whatWentWrong(output),
    );
}
