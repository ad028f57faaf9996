import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleInto } from '../../infra/constructs/bundling.ts';
import { BUDGET_KILOBYTES, BUDGET_WITH_HOLIDAYS_KILOBYTES, WITH_HOLIDAYS } from '../support/bundle-budget.ts';
import { atMost, type FigureGroup } from './figure.ts';

const GROUPS = ['api', 'queue', 'schedule'];
const SHOWN = 3;

/** Sizes of the functions as they are deployed: minified, with the SDK. */
export const bundles: FigureGroup = {
  name: 'bundles',
  measure: () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tallyman-bench-'));
    try {
      const sizes: { name: string; kilobytes: number }[] = [];
      for (const group of GROUPS)
        for (const name of readdirSync(`functions/${group}`)) {
          const target = path.join(folder, `${group}-${name}`);
          bundleInto(`${group}/${name}`, target);
          const files = readdirSync(target).map((file) => statSync(path.join(target, file)).size);
          sizes.push({ name: `${group}/${name}`, kilobytes: files.reduce((a, b) => a + b, 0) / 1024 });
        }
      sizes.sort((a, b) => b.kilobytes - a.kilobytes);
      const usual = sizes.filter(({ name }) => !WITH_HOLIDAYS.includes(name));
      const largest = usual
        .slice(0, SHOWN)
        .map(({ name, kilobytes }) => `${name} ${kilobytes.toFixed(0)} KB`);
      return [
        atMost(
          `largest of ${String(usual.length)} function bundles`,
          BUDGET_KILOBYTES,
          usual[0]?.kilobytes ?? 0,
          ' KB',
          [largest.join(', ')],
        ),
        ...sizes
          .filter(({ name }) => WITH_HOLIDAYS.includes(name))
          .map(({ name, kilobytes }) =>
            atMost(`${name}, with public holidays`, BUDGET_WITH_HOLIDAYS_KILOBYTES, kilobytes, ' KB'),
          ),
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
