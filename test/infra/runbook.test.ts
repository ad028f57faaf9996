import { readFileSync } from 'node:fs';

import * as z from 'zod';
import { describe, expect, it } from 'vitest';

import { ERROR_IMPACT } from '../../infra/stacks/error-impact.ts';
import { synthesise } from './synthesis.ts';

const alarms = synthesise('prod')
  .ofType('AWS::CloudWatch::Alarm')
  .map(([, alarm]) => z.object({ AlarmName: z.string(), AlarmDescription: z.string() }).parse(alarm));

const sections = new Map(
  readFileSync('docs/runbook.md', 'utf8')
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...body] = section.split('\n');
      return [heading.trim(), body.join('\n').split(/^## /m)[0] ?? ''] as const;
    }),
);

const anchorOf = (description: string): string => /#([\w-]+)$/.exec(description)?.[1] ?? '';

describe('the runbook', () => {
  it.each(alarms)('tells what to do when $AlarmName rings', ({ AlarmDescription }) => {
    const section = sections.get(anchorOf(AlarmDescription));
    expect(section).toMatch(/\*\*Description\.\*\* \S/);
    expect(section).toMatch(/\*\*Investigation\.\*\*\s+1\. \S/);
    expect(section).toMatch(/\*\*Resolution\.\*\*\s+- \S/);
  });

  it.each(Object.entries(ERROR_IMPACT))('says what a failure of %s costs users', (name, impact) => {
    expect(sections.get(name)).toContain(`**Impact.** ${impact}`);
  });

  it('has an errors and a throttles alarm for every function', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName);
    for (const name of Object.keys(ERROR_IMPACT)) {
      expect(names).toContain(`tallyman-prod-${name}-errors`);
      expect(names).toContain(`tallyman-prod-${name}-throttles`);
    }
  });

  it('has no section of an alarm that is gone', () => {
    const general = [
      'Reading logs',
      'Sending set-aside messages again',
      'Judging again',
      'The first administrator',
      'Replacing the page token secret',
      'Replacing the link secret',
      'Mail',
    ];
    const linked = new Set([...general, ...alarms.map(({ AlarmDescription }) => anchorOf(AlarmDescription))]);
    expect([...sections.keys()].filter((heading) => !linked.has(heading))).toEqual([]);
  });
});
