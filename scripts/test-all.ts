// `npm test [-- options of vitest]`: the static checks, then every test layer. The last line counts both.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { describe, runChecks } from './lib/checks.ts';
import { NODE, ROOT } from './lib/toolchain.mjs';

const REPORT = path.join(ROOT, '.local', 'test', 'report.json');

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

/** Runs vitest on this terminal. @returns its exit code */
function runVitest(args: readonly string[]): Promise<number> {
  const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const own = [
    'run',
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${REPORT}`,
  ];
  const child = spawn(NODE, [vitest, ...own, ...args], { cwd: ROOT, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** Counts vitest's tests. A file that could not be loaded, and a run that failed with no failed test, count as one failure. */
function countTests(exitCode: number): Count {
  const files = existsSync(REPORT)
    ? reportSchema.parse(JSON.parse(readFileSync(REPORT, 'utf8'))).testResults
    : [];
  const states = files.flatMap(({ status, assertionResults }) => {
    const tests = assertionResults.map((test) => test.status);
    return status === 'failed' && !tests.includes('failed') ? [...tests, 'failed'] : tests;
  });
  const count = (...wanted: readonly string[]): number =>
    states.filter((state) => wanted.includes(state)).length;
  const failed = count('failed');
  return {
    passed: count('passed'),
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: states.length - count('passed', 'failed'),
  };
}

mkdirSync(path.dirname(REPORT), { recursive: true });
rmSync(REPORT, { force: true });
process.stdout.write('Static checks\n');
const checks = await runChecks((result) => process.stdout.write(describe(result)));
const exitCode = await runVitest(process.argv.slice(2));
const tests = countTests(exitCode);

const bad = checks.filter(({ passed }) => !passed);
if (bad.length > 0)
  process.stdout.write(`Failed checks: ${bad.map(({ name }) => name).join(', ')} (details above)\n`);
const failed = tests.failed + bad.length;
const skipped = tests.skipped === 0 ? '' : `, ${String(tests.skipped)} skipped`;
process.stdout.write(
  `${String(tests.passed + checks.length - bad.length)} passed, ${String(failed)} failed${skipped}\n`,
  () => process.exit(failed === 0 ? 0 : 1),
);
