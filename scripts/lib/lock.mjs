import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  for (let waited = 0; take(file, isAlive) !== undefined; waited += LOOK_MS) {
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
 * Holds a lock until this process ends.
 * @param {string} file
 * @param {(pid: number) => boolean} isOwner whether a process may own it: a number may belong to another program by now
 * @returns {number | undefined} the process that holds it already; `undefined` when it is ours now
 */
export function hold(file, isOwner) {
  mkdirSync(path.dirname(file), { recursive: true });
  const owner = take(file, isOwner) === undefined ? undefined : take(file, isOwner);
  if (owner === undefined)
    process.once('exit', () => {
      rmSync(file, { force: true });
    });
  return owner;
}

/**
 * The lock comes into being with its owner in it, so that nobody sees it without. One left by a process that is gone
 * is set aside; the next call takes it.
 * @param {string} file
 * @param {(pid: number) => boolean} isOwner
 * @returns {number | undefined} the process in whose hands it was found; `undefined` when it is ours now
 */
function take(file, isOwner) {
  const own = `${file}.${String(process.pid)}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return undefined;
  } catch {
    const owner = ownerOf(file);
    if (!isOwner(owner)) setAside(file, owner);
    return owner;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Another command may have taken the lock over since it was read: then it gets it back.
 * @param {string} file
 * @param {number} owner
 */
function setAside(file, owner) {
  const aside = `${file}.${String(process.pid)}.old`;
  try {
    renameSync(file, aside);
    if (ownerOf(aside) !== owner) linkSync(aside, file);
  } catch {
    // Gone already, or taken again.
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * The process in a lock; 0 when there is none.
 * @param {string} file
 */
export function ownerOf(file) {
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
