import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lastLines, run } from './command.mjs';
import { SetupError } from './console.mjs';
import { alone } from './lock.mjs';
import { pipNote } from './notes.mjs';
import { ROOT } from './toolchain.mjs';

const VENV = path.join(ROOT, '.venv');
const REQUIREMENTS = path.join(ROOT, 'scripts', 'emulator-requirements.txt');
const STAMP = path.join(VENV, '.tallyman-requirements');
const MINIMUM = [3, 10];
const MINIMUM_TEXT = MINIMUM.join('.');
const NAMES = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/** The Python of the project's own virtual environment, in which the emulator runs. */
export const PYTHON = path.join(VENV, 'bin', 'python');

/**
 * Makes sure that the virtual environment with the emulator is there. Quick when it is.
 * @param {import('./console.mjs').Progress} progress
 */
export async function ensureEmulatorInstalled(progress) {
  if (!isReady()) await alone(ROOT, () => install(progress));
}

const wanted = () => createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
const isReady = () => existsSync(PYTHON) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted();

/** @param {import('./console.mjs').Progress} progress */
async function install(progress) {
  if (isReady()) return;
  const python = await findPython();
  await progress.step('Installing the AWS emulator into .venv', async (note) => {
    note('making the virtual environment');
    rmSync(VENV, { recursive: true, force: true });
    const made = await run(python, ['-m', 'venv', VENV]);
    if (made.code !== 0) {
      rmSync(VENV, { recursive: true, force: true });
      throw new SetupError(
        `Python cannot make a virtual environment; install its venv module (Debian, Ubuntu: apt-get install python3-venv) and try again`,
        lastLines(made.output, 5),
      );
    }
    const args = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '-r', REQUIREMENTS];
    const installed = await run(PYTHON, args, {
      onLine: (line) => {
        const text = pipNote(line);
        if (text !== undefined) note(text);
      },
    });
    if (installed.code !== 0)
      throw new SetupError(
        'the AWS emulator could not be installed; check the network and try again',
        lastLines(installed.output),
      );
    writeFileSync(STAMP, wanted());
  });
}

/** @returns {Promise<string>} the first Python on the path that is new enough */
async function findPython() {
  let found = '';
  for (const name of NAMES) {
    const { code, output } = await run(name, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
    const version = output.trim();
    if (code !== 0 || !/^\d+\.\d+$/.test(version)) continue;
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major > 3 || (major === 3 && minor >= 10)) return name;
    found ||= `Python ${version} (${name}) is too old`;
  }
  throw new SetupError(
    `${found === '' ? 'Python was not found' : found}; install Python ${MINIMUM_TEXT} or later (https://www.python.org, or your package manager) and try again`,
  );
}
