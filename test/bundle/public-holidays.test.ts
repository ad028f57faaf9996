import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { buildSync } from 'esbuild';
import { afterAll, expect, it } from 'vitest';

import { BUNDLE_OPTIONS } from '../../infra/constructs/bundling.ts';
import { resolveYears } from '../../shared/domain/calendar/public-holidays.ts';

const BUDGET_KILOBYTES = 900;
const NODE_24 = resolve('node_modules/.bin/node');
const PLACES = [
  ['CN', null],
  ['BR', null],
  ['DE', 'BY'],
  ['US', 'CA'],
  ['JP', null],
  ['AE', null],
  ['AU', 'NSW'],
] as const;
// Past the decade whose zone data is left out of the bundle, too.
const YEARS = [2016, 2020, 2025, 2026, 2027, 2031, 2032, 2040];

const folder = mkdtempSync(join(tmpdir(), 'tallyman-bundle-'));
const file = join(folder, 'public-holidays.mjs');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

it.each(['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati'])(
  'holidays from the bundle are those of the libraries, on a machine in %s',
  async (timeZone) => {
    buildSync({
      ...BUNDLE_OPTIONS,
      entryPoints: ['shared/domain/calendar/public-holidays.ts'],
      outfile: file,
    });
    const program = `
      const { resolveYears } = await import(process.argv[1]);
      const [places, years] = JSON.parse(process.argv[2]);
      console.log(JSON.stringify(places.map(([country, region]) => resolveYears(country, region, years))));`;
    const args = ['--input-type=module', '--eval', program, pathToFileURL(file).href];
    const { stdout } = await promisify(execFile)(NODE_24, [...args, JSON.stringify([PLACES, YEARS])], {
      env: { TZ: timeZone },
    });
    const expected = PLACES.map(([country, region]) => resolveYears(country, region, YEARS));
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(expected)));
  },
);

it('the holiday libraries stay within what one function may spend on them', () => {
  const { size } = statSync(file);
  process.stdout.write(`Holiday data and libraries: ${(size / 1024).toFixed(1)} KB\n`);
  expect(size).toBeLessThanOrEqual(BUDGET_KILOBYTES * 1024);
});
