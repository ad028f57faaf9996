import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program with all that it starts, ended together. */
export interface ProcessGroup {
  readonly pid: number;
  /** The exit code; 1 after a signal, 127 when the program does not exist. */
  readonly exited: Promise<number>;
  readonly stop: () => Promise<void>;
}

const running = new Set<number>();
const GRACE_MS = 3000;
const LOOK_MS = 50;

// The last guard: whatever ends this process, its groups do not outlive it.
process.on('exit', () => {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
});

/** Whether any process of the group is there (zombies count, where nobody reaps them). */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Ends a group: asks first, then forces. Does nothing when it is gone. */
export async function stopGroup(pid: number): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  for (let waited = 0; waited < GRACE_MS && signalGroup(pid, 0); waited += LOOK_MS) await sleep(LOOK_MS);
  signalGroup(pid, 'SIGKILL');
  running.delete(pid);
}

/** Ends every group that this process started. */
export async function stopAllGroups(): Promise<void> {
  await Promise.all([...running].map(stopGroup));
}

interface GroupOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdio: StdioOptions;
}

/** Starts a program in a process group of its own. */
function startChild(
  file: string,
  args: readonly string[],
  options: GroupOptions,
): { child: ChildProcess; group: ProcessGroup } {
  const child = spawn(file, args, { ...options, detached: true });
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  const exited = new Promise<number>((resolve) => {
    child.on('error', () => {
      resolve(127);
    });
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
  // A pid of 0 would name this process's own group.
  const stop = (): Promise<void> => (pid === undefined ? Promise.resolve() : stopGroup(pid));
  return { child, group: { pid: pid ?? -1, exited, stop } };
}

export const startGroup = (file: string, args: readonly string[], options: GroupOptions): ProcessGroup =>
  startChild(file, args, options).group;

const MAX_KEPT = 200_000;

/** Runs a program to its end in a group of its own and keeps the end of what it printed. */
export async function runGroup(
  file: string,
  args: readonly string[],
  options: Omit<GroupOptions, 'stdio'> & { readonly onLine: (line: string) => void },
): Promise<{ code: number; output: string }> {
  const { onLine, ...rest } = options;
  const { child, group } = startChild(file, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let open = '';
  const take = (text: string): void => {
    output = (output + text).slice(-MAX_KEPT);
    const lines = (open + text).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
  child.stdout?.setEncoding('utf8').on('data', take);
  child.stderr?.setEncoding('utf8').on('data', take);
  const code = await group.exited;
  await group.stop();
  return { code, output };
}
