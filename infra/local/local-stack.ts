import path from 'node:path';
import { createProgress, type Progress } from '../../scripts/lib/console.mjs';
import { APP, bootstrap, deploy, synthesise, type LocalDeployment } from './cdk.ts';
import { startEmulator } from './emulator.ts';
import { describeInstallation } from './installation.ts';
import { demoClientIds, seed } from './seed/main.ts';
import { LOCAL_DIR, PERSON_ROLES, removeStack, writeStack, type LocalStack } from './stack.ts';
import { createUsers } from './users.ts';

/** How to start a local installation. */
export interface LocalStackOptions {
  readonly port: number;
  /** Without demonstration data. @default false */
  readonly empty?: boolean;
  /** Show nothing. @default false */
  readonly quiet?: boolean;
  /** Folder of stack.json, the emulator's log and its scratch files. @default .local */
  readonly dir?: string;
  /** Command that makes the CDK app. @default infra/app.ts under Node 24 */
  readonly app?: string;
}

/** A running local installation. `ended` settles when the emulator ends, by itself or by `stop`. */
export interface RunningStack {
  readonly stack: LocalStack;
  readonly logFile: string;
  readonly ended: Promise<number>;
  /** Ends all its processes. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the emulator and deploys the app to it: emulator and template in parallel, then bootstrap and deployment,
 * users with their grants, demonstration data, stack.json.
 * @throws SetupError with the remedy when a step fails; nothing is left running then
 */
export async function startLocalStack(options: LocalStackOptions): Promise<RunningStack> {
  const { port, empty = false, quiet = false, app = APP } = options;
  const dir = path.resolve(options.dir ?? LOCAL_DIR);
  const progress = createProgress(quiet);
  const emulator = await progress.step('Starting the AWS emulator', () => startEmulator(port, dir));
  const stop = async (): Promise<void> => {
    removeStack(dir);
    await emulator.group.stop();
  };
  try {
    const outputs = await deployApp(progress, { port, dir, app });
    const stack = await describeInstallation(emulator, outputs);
    const clientIds = empty ? [] : demoClientIds;
    stack.users = await progress.step('Making the users', () => createUsers(stack, PERSON_ROLES, clientIds));
    writeStack(dir, stack);
    if (!empty) await progress.step('Seeding the demonstration company', (note) => seed(stack, note));
    return {
      stack,
      logFile: path.relative(process.cwd(), emulator.logFile),
      ended: emulator.group.exited,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function deployApp(
  progress: Progress,
  deployment: LocalDeployment,
): Promise<Readonly<Record<string, string>>> {
  await progress.step('Building the app and preparing the emulator', async (note) => {
    // Both are awaited to their end, so that a failure of one leaves none of the other behind.
    const results = await Promise.allSettled([synthesise(deployment, note), bootstrap(deployment, note)]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  });
  return progress.step('Deploying the app', (note) => deploy(deployment, note));
}
