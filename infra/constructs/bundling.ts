import { fileURLToPath } from 'node:url';

import { buildSync, type BuildOptions } from 'esbuild';

/** Where a function's composition root is, seen from the repository's root. */
export const entryFile = (functionPath: string): string => `functions/${functionPath}/index.ts`;

/**
 * Settings of every function's bundle: one ES module with everything inside, the AWS SDK too (the emulator's
 * runtime has none, and the version then is the tested one). The banner gives CommonJS dependencies a `require`.
 * Aliases leave out the SDK's search for credentials, which Lambda hands over in variables, and the zone data of past
 * and future decades from below `date-holidays`, whose days do not depend on them (docs/adr/0008). What is external is
 * loaded by the SDK only when an operation streams events, and no operation of this product does.
 */
export const BUNDLE_OPTIONS = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  external: ['@smithy/core/event-streams'],
  alias: {
    '@aws-sdk/credential-provider-node': fileURLToPath(
      new URL('../../shared/runtime/lambda-credentials.ts', import.meta.url),
    ),
    'moment-timezone': 'moment-timezone/builds/moment-timezone-with-data-10-year-range.js',
  },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Writes the function's bundle as `index.mjs` into a folder. */
export const bundleInto = (functionPath: string, folder: string): void => {
  buildSync({ ...BUNDLE_OPTIONS, entryPoints: [entryFile(functionPath)], outfile: `${folder}/index.mjs` });
};
