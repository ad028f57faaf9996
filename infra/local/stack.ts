import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { SetupError } from '../../scripts/lib/console.mjs';
import { ROOT } from '../../scripts/lib/toolchain.mjs';

/** The groups of the user pool, one a role of a person. */
export const PERSON_ROLES = [
  'admin',
  'account-manager',
  'client-viewer',
  'client-approver',
  'operations',
] as const;

const localStackSchema = z.object({
  /** The HTTP API, without a slash at its end. */
  apiUrl: z.string(),
  /** The same for browsers; Node does not resolve this name. */
  webUrl: z.string(),
  mailUrl: z.string(),
  /** All AWS services of the emulator. */
  endpoint: z.string(),
  /** OAuth 2 token endpoint. */
  tokenUrl: z.string(),
  region: z.string(),
  userPoolId: z.string(),
  webClientId: z.string(),
  machineClientId: z.string(),
  machineClientSecret: z.string(),
  hostedUiDomain: z.string(),
  pageTokenSecretArn: z.string(),
  linkSecretArn: z.string(),
  /** Of the survey programmes. */
  scheduleGroup: z.string(),
  /** Where the mail provider says what became of mails. The emulator of it says nothing by itself. */
  mailEventsTopicArn: z.string(),
  tables: z.object({ ledger: z.string(), tallies: z.string(), crm: z.string() }),
  queues: z.object({
    ledger: z.string(),
    bulk: z.string(),
    rejudge: z.string(),
    reconcile: z.string(),
    planInvitations: z.string(),
    sendInvitations: z.string(),
    mailEvents: z.string(),
    caseMail: z.string(),
  }),
  users: z.array(
    z.object({
      role: z.enum(PERSON_ROLES),
      email: z.string(),
      password: z.string(),
      /** The clients this user sees; an admin sees all without any here. */
      clientIds: z.array(z.string()).readonly().default([]),
    }),
  ),
  emulator: z.object({ pid: z.number(), port: z.number() }),
  /** The process that stays while the installation runs. */
  pid: z.number(),
});

/** A running local installation, as `.local/stack.json` describes it. */
export type LocalStack = z.infer<typeof localStackSchema>;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** The folder of the installation that `npm start` makes; TALLYMAN_LOCAL_DIR names that of another one. */
export const LOCAL_DIR = process.env['TALLYMAN_LOCAL_DIR'] ?? path.join(ROOT, '.local');

const fileOf = (dir: string): string => path.join(dir, 'stack.json');

export function writeStack(dir: string, stack: LocalStack): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(fileOf(dir), `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
}

export function removeStack(dir: string): void {
  rmSync(fileOf(dir), { force: true });
}

/** The installation described in `dir`, running or not; `undefined` when there is none or the file is of an older form. */
export function findStack(dir: string = LOCAL_DIR): LocalStack | undefined {
  if (!existsSync(fileOf(dir))) return undefined;
  try {
    return localStackSchema.parse(JSON.parse(readFileSync(fileOf(dir), 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * The installation that runs now.
 * @throws SetupError when none runs
 */
export async function runningStack(dir: string = LOCAL_DIR): Promise<LocalStack> {
  const stack = findStack(dir);
  if (stack !== undefined && (await answers(stack.endpoint))) return stack;
  throw new SetupError('no local installation is running; start one with: npm start');
}

const HEALTH_TIMEOUT_MS = 3000;

/** Whether an emulator answers at this address. */
export async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/_ministack/health`, {
      signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}
