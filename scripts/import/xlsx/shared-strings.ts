import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

// A million different strings would fill the memory. Spreadsheet programs number them by first use, so that
// neighbouring cells find theirs in the same block, and few blocks need to be at hand.
const BLOCK_STRINGS = 1024;
const BLOCKS_AT_HAND = 96;

/** The shared strings of a workbook, kept in blocks on disk, the blocks used last in memory. */
export interface SharedStrings {
  readonly add: (text: string) => void;
  readonly get: (index: number) => string | undefined;
  readonly close: () => void;
}

interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** Creates an empty table in a file of the folder; the caller removes the folder. */
export function createSharedStrings(folder: string): SharedStrings {
  const fd = openSync(join(folder, 'shared-strings'), 'w+');
  const extents: Extent[] = [];
  const atHand = new Map<number, readonly string[]>();
  let filling: string[] = [];
  let end = 0;

  const keep = (block: number, strings: readonly string[]): readonly string[] => {
    atHand.delete(block);
    atHand.set(block, strings);
    const oldest = atHand.keys().next();
    if (atHand.size > BLOCKS_AT_HAND && oldest.done !== true) atHand.delete(oldest.value);
    return strings;
  };
  const load = ({ offset, length }: Extent): readonly string[] => {
    const bytes = Buffer.allocUnsafe(length);
    readSync(fd, bytes, 0, length, offset);
    const strings: unknown = JSON.parse(bytes.toString('utf8'));
    return Array.isArray(strings) ? strings.map(String) : [];
  };
  const blockAt = (block: number): readonly string[] | undefined => {
    if (block === extents.length) return filling;
    const strings = atHand.get(block);
    const extent = extents[block];
    if (strings) return keep(block, strings);
    return extent && keep(block, load(extent));
  };
  return {
    add(text) {
      filling.push(text);
      if (filling.length < BLOCK_STRINGS) return;
      const bytes = Buffer.from(JSON.stringify(filling));
      writeSync(fd, bytes);
      keep(extents.length, filling);
      extents.push({ offset: end, length: bytes.length });
      end += bytes.length;
      filling = [];
    },
    get: (index) => blockAt(Math.floor(index / BLOCK_STRINGS))?.[index % BLOCK_STRINGS],
    close: () => {
      closeSync(fd);
    },
  };
}
