import { posix } from 'node:path';
import type { Archive } from './archive.ts';
import { kindOfFormat, type NumberKind } from './number-format.ts';
import { createSharedStrings, type SharedStrings } from './shared-strings.ts';
import { parseXml, readXml, type Attributes } from './xml.ts';

export interface Workbook {
  /** Sheet names with the parts they are in, in the order of the tabs. */
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  readonly from1904: boolean;
  /** How cells of each style are to be read. */
  readonly styles: readonly NumberKind[];
  readonly strings: SharedStrings;
}

/** Reads what stands around the sheets; shared strings go to a file in the folder. */
export async function readWorkbook(archive: Archive, folder: string): Promise<Workbook> {
  const root = (await relations(archive, '')).find((r) => r.type.endsWith('/officeDocument'));
  const part = root?.part ?? 'xl/workbook.xml';
  const related = await relations(archive, part);
  const partOf = (type: string): string | undefined =>
    related.find((relation) => relation.type.endsWith(`/${type}`))?.part;
  const { sheets, from1904 } = await readSheetList(archive, part);
  return {
    sheets: sheets.flatMap(({ name, id }) => {
      const target = related.find((relation) => relation.id === id)?.part;
      return target === undefined ? [] : [{ name, part: target }];
    }),
    from1904,
    styles: await readStyles(archive, partOf('styles')),
    strings: await readStrings(archive, partOf('sharedStrings'), folder),
  };
}

async function relations(
  archive: Archive,
  part: string,
): Promise<readonly { readonly id: string; readonly type: string; readonly part: string }[]> {
  const folder = posix.dirname(part);
  const name = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const found: { id: string; type: string; part: string }[] = [];
  if (!archive.has(name)) return found;
  await readXml(await archive.open(name), {
    open: (tag, { Id = '', Type = '', Target = '' }) => {
      if (tag !== 'Relationship') return;
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
      found.push({ id: Id, type: Type, part: target });
    },
  });
  return found;
}

// The prefix of the relationship namespace is the writer's choice; `sheetId` is another attribute.
const relationId = (attributes: Attributes): string =>
  Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? '';

async function readSheetList(
  archive: Archive,
  part: string,
): Promise<{ sheets: { name: string; id: string }[]; from1904: boolean }> {
  const sheets: { name: string; id: string }[] = [];
  let from1904 = false;
  await readXml(await archive.open(part), {
    open: (tag, attributes) => {
      if (tag === 'sheet') sheets.push({ name: attributes.name ?? '', id: relationId(attributes) });
      if (tag === 'workbookPr') from1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
    },
  });
  return { sheets, from1904 };
}

async function readStyles(archive: Archive, part: string | undefined): Promise<NumberKind[]> {
  const codes = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let inCellFormats = false;
  if (part === undefined || !archive.has(part)) return kinds;
  await readXml(await archive.open(part), {
    open: (tag, attributes) => {
      if (tag === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      if (tag === 'cellXfs') inCellFormats = true;
      if (tag !== 'xf' || !inCellFormats) return;
      const id = Number(attributes.numFmtId ?? 0);
      kinds.push(kindOfFormat(id, codes.get(id)));
    },
    close: (tag) => {
      if (tag === 'cellXfs') inCellFormats = false;
    },
  });
  return kinds;
}

async function readStrings(
  archive: Archive,
  part: string | undefined,
  folder: string,
): Promise<SharedStrings> {
  const strings = createSharedStrings(folder);
  if (part === undefined || !archive.has(part)) return strings;
  let text = '';
  let inText = false;
  let inReading = false;
  const pieces = parseXml(await archive.open(part), {
    open: (tag) => {
      if (tag === 'si') text = '';
      // `rPh` is the pronunciation of Japanese text, not a part of it.
      if (tag === 'rPh') inReading = true;
      if (tag === 't') inText = !inReading;
    },
    text: (piece) => {
      if (inText) text += piece;
    },
    close: (tag) => {
      if (tag === 't') inText = false;
      if (tag === 'rPh') inReading = false;
      if (tag === 'si') strings.add(unescapeOoxml(text));
    },
  });
  while (!(await pieces.next()).done);
  return strings;
}

/** Characters that XML cannot hold are written `_x000D_` (ECMA-376 part 1, 22.9.2.19). */
export const unescapeOoxml = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;
