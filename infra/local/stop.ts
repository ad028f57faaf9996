import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitWith } from '../../scripts/lib/console.mjs';
import { readFlags } from '../../scripts/lib/flags.ts';
import { stopGroup } from './process-group.ts';
import { findStack, LOCAL_DIR, removeStack } from './stack.ts';

const HELP = `npm run stop [-- --help]: ends the local installation that npm start made

Nothing of it is kept. Does nothing when none runs.`;

const LOOK_MS = 100;
const WAIT_MS = 10_000;

/** The command line of a process; empty when it is gone. A number in a file may belong to another program by now. */
function commandOf(pid: number): string {
  const proc = `/proc/${String(pid)}/cmdline`;
  if (existsSync(proc)) return readFileSync(proc, 'utf8').replaceAll('\0', ' ');
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}

const isStarter = (pid: number): boolean => commandOf(pid).includes('infra/local/start.ts');
const isEmulator = (pid: number): boolean => commandOf(pid).includes('ministack');

async function stop(): Promise<void> {
  const stack = findStack();
  if (stack === undefined) {
    process.stdout.write('No local installation is running.\n');
    return;
  }
  if (isStarter(stack.pid)) process.kill(stack.pid, 'SIGTERM');
  for (let waited = 0; waited < WAIT_MS && isStarter(stack.pid); waited += LOOK_MS) await sleep(LOOK_MS);
  if (isEmulator(stack.emulator.pid)) await stopGroup(stack.emulator.pid);
  removeStack(LOCAL_DIR);
  process.stdout.write(`The local installation on port ${String(stack.emulator.port)} is stopped.\n`);
}

try {
  if (readFlags('npm run stop', {}).help) process.stdout.write(`${HELP}\n`);
  else await stop();
} catch (error) {
  exitWith(error);
}
