import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from './console.mjs';

const LOOK_MS = 200;
const PATIENCE_MS = 600_000;

/**
 * Does a piece of set-up while no other command of this checkout does any: `npm start` and `npm test` may be begun at
 * the same time on a fresh clone.
 * @template T
 * @param {string} root
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(root, work) {
  const file = path.join(root, '.local', 'setup.lock');
  mkdirSync(path.dirname(file), { recursive: true });
  for (let waited = 0; !take(file); waited += LOOK_MS) {
    if (waited === 0) process.stderr.write('Waiting for another command that installs …\n');
    if (waited > PATIENCE_MS)
      throw new SetupError(`another command has been installing for long; end it, or remove ${file}`);
    await sleep(LOOK_MS);
  }
  const release = () => {
    rmSync(file, { force: true });
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

/**
 * @param {string} file
 * @returns {boolean} whether it is ours now; one left by a process that is gone is taken over
 */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isAlive(ownerOf(file))) rmSync(file, { force: true });
    return false;
  }
}

/** @param {string} file */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
