import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { TableRow } from './table.ts';

// Partitions of about this many bytes of source file: joined in memory one at a time.
const PARTITION_BYTES = 2 * 1024 * 1024;
// Below the usual limit of 1,024 open files, with room for several joined files.
const MAX_OPEN_FILES = 600;
const BUFFER_CHARACTERS = 32 * 1024;
const MAX_BUFFERED = 8 * 1024 * 1024;

/** Into how many partitions files of these sizes (bytes, XLSX counted as unpacked) are split. */
export function partitionCount(bytes: number, files: number): number {
  const wanted = Math.ceil(bytes / PARTITION_BYTES);
  return Math.max(1, Math.min(wanted, Math.floor(MAX_OPEN_FILES / files)));
}

/**
 * The rows of several files, split by the hash of their join key into partitions on disk, so that rows with the
 * same key meet in the same partition whatever the order of the files. Memory: the buffers, then one partition.
 */
export interface Partitions {
  readonly count: number;
  readonly add: (file: number, key: string, row: TableRow) => void;
  /** Ends writing; needed before `read`. */
  readonly seal: () => void;
  /** The rows of one file in one partition, in the order of the file. */
  readonly read: (file: number, partition: number) => TableRow[];
}

/** Creates empty partitions in the folder; the caller removes the folder. */
export function createPartitions(folder: string, files: number, count: number): Partitions {
  const spills = new Map<number, Spill>();
  let buffered = 0;
  const nameOf = (index: number): string => join(folder, `part-${String(index)}`);
  const spillOf = (index: number): Spill => {
    const known = spills.get(index);
    if (known) return known;
    const spill = createSpill(nameOf(index));
    spills.set(index, spill);
    return spill;
  };
  return {
    count,
    add(file, key, { row, cells }) {
      const spill = spillOf(file + files * (hash(key) % count));
      buffered += spill.add(`${JSON.stringify([row, ...cells])}\n`);
      if (buffered < MAX_BUFFERED) return;
      for (const one of spills.values()) one.flush();
      buffered = 0;
    },
    seal() {
      for (const spill of spills.values()) spill.close();
    },
    read(file, partition) {
      const index = file + files * partition;
      if (!spills.has(index)) return [];
      const lines = readFileSync(nameOf(index), 'utf8').split('\n');
      return lines.filter((line) => line !== '').map(rowOf);
    },
  };
}

interface Spill {
  /** Answers how many characters more are held in memory (negative after writing). */
  readonly add: (line: string) => number;
  readonly flush: () => void;
  readonly close: () => void;
}

function createSpill(path: string): Spill {
  const fd = openSync(path, 'w');
  let lines: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (lines.length > 0) writeSync(fd, lines.join(''));
    lines = [];
    size = 0;
  };
  return {
    add(line) {
      lines.push(line);
      size += line.length;
      if (size < BUFFER_CHARACTERS) return line.length;
      const written = size;
      flush();
      return line.length - written;
    },
    flush,
    close() {
      flush();
      closeSync(fd);
    },
  };
}

function rowOf(line: string): TableRow {
  const parsed: unknown = JSON.parse(line);
  if (!isList(parsed)) return { row: 0, cells: [] };
  const [row, ...cells] = parsed;
  return { row: Number(row), cells: cells.map(String) };
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** FNV-1a over UTF-16 units: spreads keys that differ in a digit only. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) value = Math.imul(value ^ key.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
