import type { Readable } from 'node:stream';
import * as yauzl from 'yauzl';

/** Opened parts of an XLSX file, a ZIP archive. */
export interface Archive {
  readonly has: (name: string) => boolean;
  /** Uncompressed bytes of a part, inflated while read. */
  readonly open: (name: string) => Promise<Readable>;
  readonly size: (name: string) => number;
  readonly close: () => void;
}

/** Opens a ZIP archive through its directory; rejects when the file is none. */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await yauzl.openPromise(path, { autoClose: false, lazyEntries: true });
  const entries = new Map<string, yauzl.Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry);
  const entryOf = (name: string): yauzl.Entry => {
    const entry = entries.get(name.toLowerCase());
    if (!entry) throw new Error(`the file has no part ${name}`);
    return entry;
  };
  return {
    has: (name) => entries.has(name.toLowerCase()),
    open: (name) => zip.openReadStreamPromise(entryOf(name)),
    size: (name) => entries.get(name.toLowerCase())?.uncompressedSize ?? 0,
    close: () => {
      zip.close();
    },
  };
}
