import { defineConfig } from 'vitest/config';

const DEPLOYED = './test/support/local-stack/global-setup.ts';
const MINUTE_MS = 60_000;

interface Layer {
  readonly name: string;
  /** Layers of a later group wait for those before. */
  readonly group: number;
  /** Needs the app deployed on an emulator; all layers of one run share it. */
  readonly deployed?: boolean;
  readonly testTimeout?: number;
  /** One file at a time, for tests that load both cores by themselves. */
  readonly oneByOne?: boolean;
  /** Files at a time, where they wait more than they work. @default by the number of cores */
  readonly workers?: number;
  /** One process for all files, which then share what is costly to load and to make. */
  readonly oneProcess?: boolean;
}

// Those that need the emulator come last, so that what is quick to fail fails first.
const LAYERS: readonly Layer[] = [
  { name: 'unit', group: 0 },
  { name: 'property', group: 0, testTimeout: MINUTE_MS },
  { name: 'fault', group: 0, testTimeout: 3 * MINUTE_MS },
  { name: 'infra', group: 0, testTimeout: 2 * MINUTE_MS, oneProcess: true },
  { name: 'bundle', group: 0, testTimeout: 2 * MINUTE_MS },
  { name: 'integration', group: 1, deployed: true, testTimeout: MINUTE_MS },
  { name: 'flow', group: 2, deployed: true, testTimeout: 2 * MINUTE_MS, workers: 3 },
  { name: 'browser', group: 3, deployed: true, testTimeout: 2 * MINUTE_MS, oneByOne: true },
];

export default defineConfig({
  test: {
    projects: LAYERS.map(({ name, group, deployed = false, testTimeout = 10_000, ...how }) => ({
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        environment: 'node',
        testTimeout,
        hookTimeout: testTimeout,
        sequence: { groupOrder: group },
        ...(how.workers === undefined ? {} : { maxWorkers: how.workers }),
        ...(how.oneByOne === true ? { maxWorkers: 1 } : {}),
        ...(how.oneProcess === true ? { maxWorkers: 1, isolate: false } : {}),
        ...(deployed ? { globalSetup: [DEPLOYED] } : {}),
      },
    })),
  },
});
