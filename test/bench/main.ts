import { exitWith, SetupError } from '../../scripts/lib/console.mjs';
import { readFlags } from '../../scripts/lib/flags.ts';
import { bundles } from './bundles.ts';
import { capacity } from './capacity.ts';
import { deployed } from './deployed.ts';
import { faultSchedules } from './fault-schedules.ts';
import type { Figure, FigureGroup } from './figure.ts';
import { itemSize } from './item-size.ts';
import { readUnits } from './read-units.ts';
import { speed } from './speed.ts';
import { surveyWave } from './survey-wave.ts';
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
  surveyWave,
  deployed,
];

const NAMES = GROUPS.map(({ name }) => name);

const HELP = `npm run bench -- [options]: measures the figures of docs/ and compares them with what is to be reached

  --schedules <n>   fault schedules to try (default 100000)
  --only <names>    these groups of figures only, divided by commas: ${NAMES.join(', ')}
  --help            this text

Exits with 1 when a figure is missed.`;

interface Options {
  readonly schedules: number;
  readonly only: readonly string[];
}

/** @returns undefined when only the help was asked for */
function options(): Options | undefined {
  const values = readFlags('npm run bench', {
    schedules: { type: 'string', default: '100000' },
    only: { type: 'string', default: '' },
  });
  if (values.help) return undefined;
  const schedules = Number(values.schedules);
  if (!Number.isInteger(schedules) || schedules < 1)
    throw new SetupError(`--schedules must be a whole number from 1, not ${values.schedules}`);
  const only = values.only === '' ? [] : values.only.split(',');
  const unknown = only.find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    throw new SetupError(`--only knows no group ${unknown}; it takes ${NAMES.join(', ')}`);
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

async function bench({ schedules, only }: Options): Promise<void> {
  const figures: Figure[] = [];
  for (const { name, measure } of GROUPS) {
    if (only.length > 0 && !only.includes(name)) continue;
    process.stderr.write(`measuring ${name} …\n`);
    figures.push(...(await measure({ schedules })));
  }
  print(figures);
  if (figures.some(({ isReached }) => isReached === false)) process.exitCode = 1;
}

try {
  const wanted = options();
  if (wanted === undefined) process.stdout.write(`${HELP}\n`);
  else await bench(wanted);
} catch (error) {
  exitWith(error);
}
