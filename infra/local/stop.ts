import { setTimeout as sleep } from 'node:timers/promises';
import { exitWith } from '../../scripts/lib/console.mjs';
import { readFlags } from '../../scripts/lib/flags.ts';
import { stopGroup } from './process-group.ts';
import { findStack, LOCAL_DIR, removeStack } from './stack.ts';
import { commandOf, isStarter, runningStarter } from './starter.ts';

const HELP = `npm run stop [-- --help]: ends the local installation that npm start made

Nothing of it is kept. Does nothing when none runs.`;

const LOOK_MS = 100;
const WAIT_MS = 10_000;

const isEmulator = (pid: number): boolean => commandOf(pid).includes('ministack');

async function endStarter(pid: number | undefined): Promise<void> {
  if (pid === undefined || !isStarter(pid)) return;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < WAIT_MS && isStarter(pid); waited += LOOK_MS) await sleep(LOOK_MS);
}

async function stop(): Promise<void> {
  const stack = findStack();
  const starter = runningStarter() ?? stack?.pid;
  await endStarter(starter);
  if (stack === undefined) {
    // Until it is ready, an installation has its starter only.
    const text = starter === undefined ? 'No local installation is running.' : 'npm start is stopped.';
    process.stdout.write(`${text}\n`);
    return;
  }
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
