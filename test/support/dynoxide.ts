import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';

export interface LocalEndpoint {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 15_000;
const POLL_MS = 50;

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

const require = createRequire(import.meta.url);

function binaryPath(): string | undefined {
  try {
    return require.resolve('@dynoxide/linux-x64/dynoxide');
  } catch {
    return undefined;
  }
}

/** Whether it can be started here: its package is optional, as it exists for Linux on x64 only. */
export const isDynoxideInstalled = (): boolean => binaryPath() !== undefined;

/** Starts Dynoxide, a DynamoDB in one process that reports capacity units, in memory on a free loopback port. */
export async function startDynoxide(): Promise<LocalEndpoint> {
  const port = await freePort();
  const binary = binaryPath();
  if (binary === undefined) throw new Error('Dynoxide is not installed; it exists for Linux on x64 only');
  const child = spawn(binary, ['--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const endpoint = `http://127.0.0.1:${String(port)}`;
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exited;
  };
  for (let waited = 0; waited < START_LIMIT_MS; waited += POLL_MS) {
    if (child.exitCode !== null) throw new Error(`dynoxide ended with code ${String(child.exitCode)}`);
    // Any HTTP answer will do: it listens.
    if (await fetch(endpoint).then(Boolean, () => false)) return { endpoint, stop };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await stop();
  throw new Error('dynoxide does not listen');
}
