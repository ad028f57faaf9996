// `npm run check`: the static checks alone.
import { describe, runChecks } from './lib/checks.ts';

const results = await runChecks((result) => process.stdout.write(describe(result)));
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
