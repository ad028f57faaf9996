import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hold, ownerOf } from '../../scripts/lib/lock.mjs';
import { LOCAL_DIR } from './stack.ts';

/** The command line of a process; empty when it is gone. A number in a file may belong to another program by now. */
export function commandOf(pid: number): string {
  const proc = `/proc/${String(pid)}/cmdline`;
  if (existsSync(proc)) return readFileSync(proc, 'utf8').replaceAll('\0', ' ');
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}

/** Whether a process is another `npm start`. */
export const isStarter = (pid: number): boolean =>
  pid > 0 && pid !== process.pid && commandOf(pid).includes('infra/local/start.ts');

const lockOf = (dir: string): string => path.join(dir, 'start.lock');

/**
 * Makes this process the only `npm start` of the folder for as long as it lives.
 * @returns the process that is it already; `undefined` when this one is now
 */
export const becomeStarter = (dir: string = LOCAL_DIR): number | undefined => hold(lockOf(dir), isStarter);

/** The `npm start` of the folder, whether it is ready or not. */
export function runningStarter(dir: string = LOCAL_DIR): number | undefined {
  const owner = ownerOf(lockOf(dir));
  return isStarter(owner) ? owner : undefined;
}
