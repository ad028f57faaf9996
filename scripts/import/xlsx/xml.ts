import type { Readable } from 'node:stream';
import sax from 'sax';

export type Attributes = Readonly<Record<string, string>>;

/** What a reader of one XML part wants to hear about; names come without prefix. */
export interface XmlHandlers {
  readonly open?: (name: string, attributes: Attributes) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

/** Parses a part as it is inflated; yields the bytes read after each piece, so that the caller can
 * pass on what it collected. */
export async function* parseXml(part: Readable, handlers: XmlHandlers): AsyncGenerator<number> {
  const parser = sax.parser(true, { position: false });
  parser.onopentag = (tag) => handlers.open?.(local(tag.name), plain(tag.attributes));
  parser.onclosetag = (name) => handlers.close?.(local(name));
  parser.ontext = (text) => handlers.text?.(text);
  parser.oncdata = (text) => handlers.text?.(text);
  parser.onerror = (error) => {
    throw error;
  };
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const chunk of part) {
    if (!Buffer.isBuffer(chunk)) continue;
    parser.write(decoder.decode(chunk, { stream: true }));
    yield (bytes += chunk.length);
  }
  parser.close();
  yield bytes;
}

/** Parses a small part wholly. */
export async function readXml(part: Readable, handlers: XmlHandlers): Promise<void> {
  const pieces = parseXml(part, handlers);
  while (!(await pieces.next()).done);
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

function plain(attributes: Record<string, string | sax.QualifiedAttribute>): Attributes {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) if (typeof value === 'string') result[name] = value;
  return result;
}
