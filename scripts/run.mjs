// `node scripts/run.mjs <file.ts> [arguments]`: runs a TypeScript program under Node 24, installed first if need be.
// Plain JavaScript without packages: it runs before anything is installed.
import path from 'node:path';
import process from 'node:process';
import { become } from './lib/command.mjs';
import { createProgress, exitWith } from './lib/console.mjs';
import { ensureToolchain, NODE, ROOT, toolEnv } from './lib/toolchain.mjs';

try {
  const [program, ...args] = process.argv.slice(2);
  if (program === undefined) throw new Error('usage: node scripts/run.mjs <file.ts> [arguments]');
  await ensureToolchain(createProgress());
  await become(NODE, [path.resolve(ROOT, program), ...args], toolEnv());
} catch (error) {
  exitWith(error);
}
