import { closeSync, openSync, writeSync } from 'node:fs';
import type { Problem } from './table.ts';

const SHOWN = 20;
const COLUMNS = ['file', 'row', 'client', 'order', 'event', 'code', 'detail'] as const;

/** What was rejected: all of it in the file asked for, the first ones and the counts per code in memory. */
export interface Problems {
  readonly report: (problem: Problem) => void;
  readonly first: readonly Problem[];
  readonly counts: ReadonlyMap<string, number>;
  readonly total: () => number;
  readonly close: () => void;
}

/** @param path CSV file for the rejected rows; made with its header at once, so that an empty one says "none" */
export function collectProblems(path: string | undefined): Problems {
  const fd = path === undefined ? undefined : openSync(path, 'w');
  if (fd !== undefined) writeSync(fd, `${COLUMNS.join(',')}\r\n`);
  const first: Problem[] = [];
  const counts = new Map<string, number>();
  let total = 0;
  return {
    report(problem) {
      total += 1;
      counts.set(problem.code, (counts.get(problem.code) ?? 0) + 1);
      if (first.length < SHOWN) first.push(problem);
      if (fd !== undefined) writeSync(fd, csvLine(problem));
    },
    first,
    counts,
    total: () => total,
    close: () => {
      if (fd !== undefined) closeSync(fd);
    },
  };
}

const csvLine = (problem: Problem): string =>
  `${COLUMNS.map((column) => csvCell(String(problem[column] ?? ''))).join(',')}\r\n`;

/** A CSV cell that no spreadsheet takes for a formula: one that looks like it gets a leading quote. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
