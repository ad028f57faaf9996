import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { METRIC } from '../../shared/runtime/metric-names.ts';

const sources = ['shared', 'functions']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

describe('metrics', () => {
  // An alarm on a metric that nobody counts would stay quiet for ever.
  it.each(Object.keys(METRIC))('%s is counted by a function', (name) => {
    expect(sources).toMatch(new RegExp(`METRIC\\.${name}\\b`));
  });
});
