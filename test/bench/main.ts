import { parseArgs } from 'node:util';
import { bundles } from './bundles.ts';
import { capacity } from './capacity.ts';
import { deployed } from './deployed.ts';
import { faultSchedules } from './fault-schedules.ts';
import type { Figure, FigureGroup } from './figure.ts';
import { itemSize } from './item-size.ts';
import { readUnits } from './read-units.ts';
import { speed } from './speed.ts';
import { writeUnits } from './write-units.ts';

/** Every group of figures, in the order of the table. A new one is a file of its own and a line here. */
const GROUPS: readonly FigureGroup[] = [
  // First: it is measured best before the other groups have filled the memory.
  speed,
  writeUnits,
  capacity,
  itemSize,
  readUnits,
  bundles,
  faultSchedules,
  deployed,
];

const USAGE = `usage: npm run bench -- [--schedules 100000] [--only ${GROUPS.map(({ name }) => name).join(',')}]`;

function readOptions(): { schedules: number; only: readonly string[] } {
  const { values } = parseArgs({
    options: { schedules: { type: 'string', default: '100000' }, only: { type: 'string', default: '' } },
  });
  const schedules = Number(values.schedules);
  const only = values.only === '' ? [] : values.only.split(',');
  const unknown = only.filter((name) => !GROUPS.some((group) => group.name === name));
  if (!Number.isInteger(schedules) || schedules < 1 || unknown.length > 0) throw new Error(USAGE);
  return { schedules, only };
}

const okText = ({ isReached }: Figure): string =>
  isReached === undefined ? '' : isReached ? 'yes' : 'MISSED';

function print(figures: readonly Figure[]): void {
  const rows = [
    ['figure', 'reach', 'measured', 'ok'],
    ...figures.map((figure) => [figure.figure, figure.reach, figure.measured, okText(figure)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const notes = [undefined, ...figures.map((figure) => figure.notes ?? [])];
  for (const [i, row] of rows.entries()) {
    console.log(`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
    if (i === 0) console.log(`|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
    for (const note of notes[i] ?? []) console.log(`|   ${note}`);
  }
}

try {
  const { schedules, only } = readOptions();
  const figures: Figure[] = [];
  for (const { name, measure } of GROUPS) {
    if (only.length > 0 && !only.includes(name)) continue;
    process.stderr.write(`measuring ${name} …\n`);
    figures.push(...(await measure({ schedules })));
  }
  print(figures);
  if (figures.some(({ isReached }) => isReached === false)) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
