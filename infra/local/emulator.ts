import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';

import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from '../../scripts/lib/command.mjs';
import { SetupError } from '../../scripts/lib/console.mjs';
import { PYTHON } from '../../scripts/lib/python.mjs';
import { ROOT, toolEnv } from '../../scripts/lib/toolchain.mjs';
import { startGroup, type ProcessGroup } from './process-group.ts';
import { answers } from './stack.ts';

export const LOOPBACK = '127.0.0.1';
export const REGION = 'us-east-1';
export const DEFAULT_PORT = 4566;

/** A running emulator of AWS. */
export interface Emulator {
  readonly port: number;
  readonly endpoint: string;
  readonly logFile: string;
  readonly group: ProcessGroup;
}

/** Environment of everything that talks to the emulator: made-up credentials, and no way past it to AWS. */
export const emulatorEnv = (port: number): NodeJS.ProcessEnv => ({
  AWS_ENDPOINT_URL: `http://${LOOPBACK}:${String(port)}`,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_EC2_METADATA_DISABLED: 'true',
  NO_PROXY: `${LOOPBACK},localhost`,
  no_proxy: `${LOOPBACK},localhost`,
});

/** @returns whether a program listens on this port of the loopback interface, or may not be made to */
function isBusy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(true);
    });
    server.listen(port, LOOPBACK, () => {
      server.close(() => {
        resolve(false);
      });
    });
  });
}

/** A port of the loopback interface that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}

/** @throws SetupError when the port is taken */
export async function assertPortFree(port: number): Promise<void> {
  if (await isBusy(port))
    throw new SetupError(
      `port ${String(port)} is in use; end the program that uses it, or choose another port: npm start -- --port ${String(port === DEFAULT_PORT ? 4600 : port + 1)}`,
    );
}

/**
 * The emulator unpacks the functions here. Outside the repository, whose package.json would make ES modules of its
 * scripts, and whose node_modules would hide a dependency that a bundle lacks.
 */
function makeScratch(): string {
  const scratch = mkdtempSync(path.join(tmpdir(), 'tallyman-'));
  process.on('exit', () => {
    rmSync(scratch, { recursive: true, force: true });
  });
  return scratch;
}

const START_TIMEOUT_MS = 60_000;
const LOOK_MS = 100;

/**
 * Starts the emulator with no state, reachable from this machine only, and waits until it answers.
 * @param dir holds its log
 * @throws SetupError with the end of its log when it does not come up
 */
export async function startEmulator(port: number, dir: string): Promise<Emulator> {
  await assertPortFree(port);
  const scratch = makeScratch();
  const logFile = path.join(dir, 'emulator.log');
  mkdirSync(dir, { recursive: true });
  const log = openSync(logFile, 'w');
  const endpoint = `http://${LOOPBACK}:${String(port)}`;
  const group = startGroup(PYTHON, ['-m', 'ministack'], {
    cwd: ROOT,
    stdio: ['ignore', log, log],
    env: {
      // Its Lambda functions run on the first `node` of the path, which is Node 24.
      ...toolEnv(),
      ...emulatorEnv(port),
      AWS_ENDPOINT_URL: undefined,
      NODE_OPTIONS: undefined,
      GATEWAY_PORT: String(port),
      BIND_HOST: LOOPBACK,
      // Listeners of services that are not used; they would open further ports, on all interfaces.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      STATE_DIR: path.join(scratch, 'state'),
      S3_DATA_DIR: path.join(scratch, 's3'),
      TMPDIR: scratch,
    },
  });
  const ended = new AbortController();
  void group.exited.then(() => {
    ended.abort();
  });
  for (let waited = 0; waited < START_TIMEOUT_MS && !ended.signal.aborted; waited += LOOK_MS) {
    if (await answers(endpoint)) return { port, endpoint, logFile, group };
    await sleep(LOOK_MS);
  }
  await group.stop();
  throw new SetupError(
    `the AWS emulator did not start; see ${path.relative(ROOT, logFile)}, or remove the folder .venv and try again`,
    lastLines(readFileSync(logFile, 'utf8')),
  );
}
