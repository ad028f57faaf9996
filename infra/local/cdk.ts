import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { lastLines } from '../../scripts/lib/command.mjs';
import { SetupError } from '../../scripts/lib/console.mjs';
import { cdkNote } from '../../scripts/lib/notes.mjs';
import { NODE, ROOT, toolEnv } from '../../scripts/lib/toolchain.mjs';
import { emulatorEnv } from './emulator.ts';
import { runGroup } from './process-group.ts';

const CDK = path.join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const QUIET = ['--no-notices', '--no-color', '--ci'];
const QUIET_ENV = { CDK_DISABLE_VERSION_CHECK: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' };

/** The program that makes the CDK app, run from the repository's folder. */
export const APP = `${JSON.stringify(NODE)} infra/app.ts`;

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** Outputs of all stacks by name; a name occurs once. */
export type Outputs = Readonly<Record<string, string>>;

interface CdkRun {
  readonly args: readonly string[];
  /** What failed, in a sentence that names the remedy. */
  readonly failure: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where cdk.json is looked for. @default the repository's folder */
  readonly cwd?: string;
  readonly note: (text: string) => void;
}

async function cdk({ args, failure, env, cwd = ROOT, note }: CdkRun): Promise<void> {
  const { code, output } = await runGroup(NODE, [CDK, ...args, ...QUIET], {
    cwd,
    env: { ...toolEnv(), ...QUIET_ENV, ...env },
    onLine: (line) => {
      const text = cdkNote(line);
      if (text !== undefined) note(text);
    },
  });
  if (code !== 0) throw new SetupError(failure, lastLines(output));
}

/** One deployment of the app to an emulator. */
export interface LocalDeployment {
  readonly port: number;
  /** Holds the assembly and the outputs. */
  readonly dir: string;
  readonly app: string;
}

const assemblyOf = (dir: string): string => path.join(dir, 'cdk.out');
const ACCOUNT = '000000000000';

const envOf = (port: number): NodeJS.ProcessEnv => ({
  ...emulatorEnv(port),
  CDK_DEFAULT_ACCOUNT: ACCOUNT,
  CDK_DEFAULT_REGION: emulatorEnv(port)['AWS_REGION'],
});

/** Makes the templates and bundles the functions; needs no emulator. */
export async function synthesise(
  { port, dir, app }: LocalDeployment,
  note: (text: string) => void,
): Promise<void> {
  rmSync(assemblyOf(dir), { recursive: true, force: true });
  await cdk({
    args: ['synth', '--quiet', '--app', app, '--output', assemblyOf(dir), '--context', 'stage=local'],
    failure: 'the CDK app could not be built; mend the error above and try again',
    env: envOf(port),
    note,
  });
}

/** Makes what CDK needs in an account. Away from cdk.json, for CDK would build the app to find its environments. */
export async function bootstrap({ port, dir }: LocalDeployment, note: (text: string) => void): Promise<void> {
  await cdk({
    args: ['bootstrap', `aws://${ACCOUNT}/${String(emulatorEnv(port)['AWS_REGION'])}`],
    failure: `cdk bootstrap failed on the emulator; see ${path.relative(ROOT, dir)}/emulator.log and try again`,
    env: envOf(port),
    cwd: dir,
    note,
  });
}

/** Deploys what `synthesise` made. */
export async function deploy({ port, dir }: LocalDeployment, note: (text: string) => void): Promise<Outputs> {
  const file = path.join(dir, 'outputs.json');
  rmSync(file, { force: true });
  await cdk({
    args: [
      ...['deploy', '--all', '--app', assemblyOf(dir), '--require-approval', 'never'],
      ...['--progress', 'events', '--outputs-file', file, '--method', 'direct'],
    ],
    failure: `cdk deploy failed on the emulator; see ${path.relative(ROOT, dir)}/emulator.log, mend the error above and try again`,
    env: envOf(port),
    note,
  });
  if (!existsSync(file)) throw new SetupError('cdk deploy wrote no outputs; does infra/app.ts make a stack?');
  const stacks = outputsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return Object.fromEntries(Object.values(stacks).flatMap((outputs) => Object.entries(outputs)));
}
