import { existsSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { NODE, ROOT, toolEnv } from './toolchain.mjs';

/** One check of the source that runs none of it. */
interface Check {
  readonly name: string;
  readonly args: readonly string[];
}

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

const bin = (name: string): string => path.join(ROOT, 'node_modules', '.bin', name);
const CRUISED = ['infra', 'functions', 'shared', 'scripts', 'test', 'web'].filter((dir) =>
  existsSync(path.join(ROOT, dir)),
);

const CHECKS: readonly Check[] = [
  { name: 'eslint', args: [bin('eslint'), '.', '--max-warnings', '0'] },
  { name: 'types (tsc)', args: [bin('tsc'), '--noEmit'] },
  { name: 'prettier', args: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'unused code (knip)', args: [bin('knip'), '--no-progress'] },
  {
    name: 'import rules (dependency-cruiser)',
    args: [bin('depcruise'), ...CRUISED, '--config', '.dependency-cruiser.cjs'],
  },
];

const AT_ONCE = 2;

/**
 * Runs every static check, the longest first, two at a time.
 * @param done called after each
 */
export async function runChecks(done: (result: CheckResult) => void): Promise<CheckResult[]> {
  const waiting = [...CHECKS];
  const results: CheckResult[] = [];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const result = await runCheck(check);
      results.push(result);
      done(result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function runCheck({ name, args }: Check): Promise<CheckResult> {
  const startedAt = Date.now();
  const { code, output } = await run(NODE, args, { cwd: ROOT, env: { ...toolEnv(), FORCE_COLOR: '0' } });
  return { name, passed: code === 0, output, seconds: (Date.now() - startedAt) / 1000 };
}

/** A line for a check, with what it found when it failed. */
export const describe = ({ name, passed, output, seconds }: CheckResult): string =>
  `${passed ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)\n${passed ? '' : `${output.trimEnd()}\n\n`}`;
