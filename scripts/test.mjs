// `npm test`: installs what is missing, then runs every check and every test layer under Node 24.
// Plain JavaScript without packages: it runs before anything is installed.
import process from 'node:process';
import { become } from './lib/command.mjs';
import { createProgress, exitWith } from './lib/console.mjs';
import { ensureEmulatorInstalled } from './lib/python.mjs';
import { ensureToolchain, NODE, ROOT, toolEnv } from './lib/toolchain.mjs';

try {
  const progress = createProgress();
  await ensureToolchain(progress);
  await ensureEmulatorInstalled(progress);
  process.chdir(ROOT);
  await become(NODE, ['scripts/test-all.ts', ...process.argv.slice(2)], toolEnv());
} catch (error) {
  exitWith(error);
}
