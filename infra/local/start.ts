import { exitWith, SetupError } from '../../scripts/lib/console.mjs';
import { readFlags } from '../../scripts/lib/flags.ts';
import { assertPortFree, DEFAULT_PORT } from './emulator.ts';
import { columns, kpiTable } from './kpi-table.ts';
import { startLocalStack, type RunningStack } from './local-stack.ts';
import { stopAllGroups } from './process-group.ts';
import { demoClientIds, settle, survey } from './seed/main.ts';
import { answers, findStack, LOCAL_DIR, removeStack, type LocalStack } from './stack.ts';
import { becomeStarter } from './starter.ts';
import type { User } from './users.ts';

const HELP = `npm start [-- options]: a local installation of Tallyman on an emulator of AWS

  --port <n>   port of this machine to use (default ${String(DEFAULT_PORT)})
  --empty      without demonstration data
  --help       this text

It stays until Ctrl-C or npm run stop. Nothing is kept: each start is fresh.
Addresses and sign-ins are printed, and written to .local/stack.json.`;

const MAX_PORT = 65_535;
const SHOWN_DAYS = 100;
const DAY_MS = 86_400_000;
const INTERRUPTED = 130;

function options(): { help: boolean; empty: boolean; port: number } {
  const values = readFlags('npm start', {
    port: { type: 'string' },
    empty: { type: 'boolean', default: false },
  });
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > MAX_PORT)
    throw new SetupError(
      `--port must be a whole number from 1 to ${String(MAX_PORT)}, not ${String(values.port)}`,
    );
  return { help: values.help, empty: values.empty, port };
}

async function assertNoneRuns(): Promise<void> {
  const starter = becomeStarter();
  if (starter !== undefined)
    throw new SetupError(
      `another npm start of this folder is running (process ${String(starter)}); end it with: npm run stop`,
    );
  const other = findStack();
  if (other !== undefined && (await answers(other.endpoint)))
    throw new SetupError(
      `a local installation already runs on port ${String(other.emulator.port)}; end it with: npm run stop`,
    );
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const LISTED_CLIENTS = 3;

/** The clients that a user sees, in a few words. */
function seenBy({ role, clientIds }: User): string {
  if (role === 'admin') return 'every client';
  if (clientIds.length === 0) return 'no client yet';
  return clientIds.length > LISTED_CLIENTS ? `${String(clientIds.length)} clients` : clientIds.join(', ');
}

/** The address of the API is in single quotes: a shell that it is pasted into would replace `$default`. */
async function summary(stack: LocalStack, empty: boolean): Promise<string> {
  const now = Date.now();
  const period = { from: day(now - SHOWN_DAYS * DAY_MS), to: day(now) };
  const signIns = columns([
    ['role', 'e-mail', 'password', 'sees'],
    ...stack.users.map((u) => [u.role, u.email, u.password, seenBy(u)]),
  ]);
  return `
KPIs from ${period.from} to ${period.to}${empty ? '' : ' (demonstration data)'}
${await kpiTable(stack, empty ? [] : demoClientIds, period)}

API        '${stack.apiUrl}'
Browser    ${stack.webUrl}
Mail sent  ${stack.mailUrl}

${signIns}

Token of a person:          npm run -s token -- --role admin
Token that hands in events: npm run -s token -- --role integration
All of this: .local/stack.json. Stop with Ctrl-C.
`;
}

/** Ends everything on a signal; a second signal while it does so changes nothing. */
function stopOnSignal(isReady: () => boolean): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    process.stderr.write('\nStopping …\n');
    removeStack(LOCAL_DIR);
    void stopAllGroups().then(() => process.exit(isReady() ? 0 : INTERRUPTED));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // When the program that started this one was killed, no signal comes.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 1000).unref();
}

/** What takes its time of the demonstration data; the installation is complete without it. */
async function later(stack: LocalStack): Promise<void> {
  const tell = async (what: Promise<string>): Promise<void> => {
    try {
      process.stdout.write(`${await what}\n`);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
  await Promise.all([tell(survey(stack)), tell(settle(stack))]);
}

async function stay(running: RunningStack): Promise<never> {
  await running.ended;
  // A stop of ours ends this process before.
  await new Promise((resolve) => setTimeout(resolve, 5000));
  removeStack(LOCAL_DIR);
  throw new SetupError(
    `the AWS emulator ended by itself; see ${running.logFile}, and start again with: npm start`,
  );
}

try {
  const { help, empty, port } = options();
  if (help) {
    process.stdout.write(`${HELP}\n`);
  } else {
    await assertNoneRuns();
    await assertPortFree(port);
    let ready = false;
    stopOnSignal(() => ready);
    const running = await startLocalStack({ port, empty });
    process.stdout.write(await summary(running.stack, empty));
    ready = true;
    if (!empty) void later(running.stack);
    await stay(running);
  }
} catch (error) {
  await stopAllGroups();
  exitWith(error);
}
