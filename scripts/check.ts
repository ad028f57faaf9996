// `npm run check`: the static checks alone.
import { describe, runChecks } from './lib/checks.ts';
import { exitWith } from './lib/console.mjs';
import { readFlags } from './lib/flags.ts';

const HELP = 'npm run check: the static checks, without tests. It takes no options.';

try {
  if (readFlags('npm run check', {}).help) {
    process.stdout.write(`${HELP}\n`);
  } else {
    const results = await runChecks((result) => process.stdout.write(describe(result)));
    process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
  }
} catch (error) {
  exitWith(error);
}
