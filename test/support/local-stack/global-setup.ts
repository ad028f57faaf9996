import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort } from '../../../infra/local/emulator.ts';
import { startLocalStack, type RunningStack } from '../../../infra/local/local-stack.ts';
import { stopAllGroups } from '../../../infra/local/process-group.ts';
import type { LocalStack } from '../../../infra/local/stack.ts';
import { createProgress } from '../../../scripts/lib/console.mjs';
import { ensureEmulatorInstalled } from '../../../scripts/lib/python.mjs';
import { ROOT } from '../../../scripts/lib/toolchain.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    localStack: LocalStack;
  }
}

/** One deployment, shared by the layers of a run; each layer loads this module anew, so it is kept on the process. */
interface Shared {
  users: number;
  running: Promise<RunningStack>;
}

const KEY = Symbol.for('tallyman.test.local-stack');
const store = globalThis as unknown as Record<symbol, Shared | undefined>;

async function start(): Promise<RunningStack> {
  await ensureEmulatorInstalled(createProgress());
  return startLocalStack({ port: await freePort(), empty: true, dir: path.join(ROOT, '.local', 'test') });
}

/** Deploys the app, without demonstration data, on an emulator at a free port; gives it to the tests of the layer. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  store[KEY] ??= { users: 0, running: start() };
  const shared = store[KEY];
  shared.users += 1;
  const running = await shared.running;
  project.provide('localStack', running.stack);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    store[KEY] = undefined;
    await running.stop();
  };
}

// A run that is broken off leaves no emulator behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stopAllGroups());
