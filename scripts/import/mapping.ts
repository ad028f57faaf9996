import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { isZone } from '../../shared/domain/calendar/zone.ts';
import { clientIdSchema } from '../../shared/domain/ids.ts';
import { KIND_OF_TYPE } from '../../shared/domain/ledger/fact.ts';
import { readCondition, type Condition } from './condition.ts';
import { ImportError } from './table.ts';
import { TIME_FORMAT_TOKENS, isTimeFormat } from './time-text.ts';

/** The encodings a file may have; `latin1` is read as windows-1252, its superset, as browsers do. */
export const ENCODINGS = ['utf-8', 'latin1', 'windows-1252', 'utf-16le', 'gb18030'] as const;

const zone = z.string().refine(isZone, { error: 'is no IANA time zone, such as Europe/Berlin' });
const text = z.string().min(1, { error: 'must not be empty' });

const fileSchema = z.strictObject({
  /** How columns refer to the file: `orders.order_id`. */
  name: z
    .string()
    .regex(/^[A-Za-z][\w-]*$/, { error: 'starts with a letter, then letters, digits, _ and -' }),
  file: text,
  /** The column that joins the files; not needed where there is only one file. */
  key: text.optional(),
  encoding: z.enum(ENCODINGS).default('utf-8'),
  delimiter: z.string().min(1).max(1).default(','),
  /** Sheet of an XLSX file; the first one when absent. */
  sheet: text.optional(),
  /** How times are written, e.g. `dd.MM.yyyy HH:mm`; ISO 8601 when absent. */
  timeFormat: text
    .refine(isTimeFormat, { error: `is made of ${TIME_FORMAT_TOKENS}, with at least yyyy, MM and dd` })
    .optional(),
});

const cellSchema = z.strictObject({
  column: text,
  /** Which of the values of a group of rows counts; `same` rejects the order when they differ. */
  pick: z.enum(['same', 'first', 'latest', 'earliest', 'sum', 'count', 'list']).default('same'),
  as: z.enum(['text', 'integer', 'minor-units', 'boolean', 'date', 'time']).default('text'),
  /** Decimal places of the currency, for `minor-units`. */
  digits: z.int().min(0).max(4).default(2),
  required: z.boolean().default(false),
});

const eachSchema = z.strictObject({ each: text, value: z.unknown() });

export type CellValue = z.infer<typeof cellSchema>;

/** What a data field is made of: a constant, a cell, one entry per row of a file, or fields and lists of these. */
export type DataValue =
  | { readonly kind: 'constant'; readonly value: string | number | boolean }
  | { readonly kind: 'cell'; readonly cell: CellValue; readonly path: string }
  | { readonly kind: 'each'; readonly file: string; readonly value: DataValue; readonly path: string }
  | { readonly kind: 'list'; readonly items: readonly DataValue[] }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [string, DataValue])[] };

type Complain = (path: readonly PropertyKey[], message: string) => void;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readData(value: unknown, path: readonly PropertyKey[], complain: Complain): DataValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { kind: 'constant', value };
  if (Array.isArray(value))
    return { kind: 'list', items: value.map((item, i) => readData(item, [...path, i], complain)) };
  if (!isRecord(value)) {
    complain(path, 'is a constant, { "column": … }, { "each": …, "value": … } or fields of these');
    return { kind: 'list', items: [] };
  }
  if ('column' in value) {
    const cell = checked(cellSchema, value, path, complain) ?? cellSchema.parse({ column: '?' });
    return { kind: 'cell', cell, path: path.join('.') };
  }
  if ('each' in value) {
    const each = checked(eachSchema, value, path, complain);
    const inner = readData(each?.value, [...path, 'value'], complain);
    return { kind: 'each', file: each?.each ?? '?', value: inner, path: path.join('.') };
  }
  const fields = Object.entries(value).map(
    ([name, field]) => [name, readData(field, [...path, name], complain)] as const,
  );
  return { kind: 'fields', fields };
}

function checked<T>(
  schema: z.ZodType<T>,
  value: unknown,
  path: readonly PropertyKey[],
  complain: Complain,
): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) complain([...path, ...issue.path], issue.message);
  return undefined;
}

const conditionSchema = z
  .union([text, z.array(text)])
  .default([])
  .transform((value, context): Condition[] => {
    const texts = typeof value === 'string' ? [value] : value;
    return texts.flatMap((one) => {
      const condition = readCondition(one);
      if (condition) return [condition];
      context.addIssue(
        `"${one}" is not understood: write "column = a | b", "column != a", "column is empty"`,
      );
      return [];
    });
  });

const types: readonly string[] = Object.keys(KIND_OF_TYPE);

const ruleSchema = z.strictObject({
  /** The event id: unique among the rules, so that each order has each event once. */
  id: z.string().regex(/^[\w.-]{1,60}$/, { error: 'has 1 to 60 letters, digits, _, . and -' }),
  type: z.string().refine((type) => types.includes(type), { error: `is one of ${types.join(', ')}` }),
  /** The column that tells when it happened; an empty cell means it has not. */
  at: z.union([
    text.transform((column): CellValue => cellSchema.parse({ column, as: 'time' })),
    cellSchema.transform((cell): CellValue => ({ ...cell, as: 'time' })),
  ]),
  when: conditionSchema,
  data: z
    .unknown()
    .default({})
    .transform((value, context) =>
      readData(value, [], (path, message) => {
        context.addIssue({ code: 'custom', path: [...path], message });
      }),
    ),
});

export type Rule = z.infer<typeof ruleSchema>;

const unique = (names: readonly string[]): boolean => new Set(names).size === names.length;

const clientSchema = z.union([
  text.transform((column) => ({ column, ids: {} })),
  z.strictObject({ column: text, ids: z.record(z.string(), z.string()).default({}) }),
  z.strictObject({ constant: clientIdSchema }),
]);

export const mappingSchema = z.strictObject({
  /** `source` of every event, e.g. `wms://hamburg`. */
  source: z.string().min(1).max(128),
  files: z
    .array(fileSchema)
    .min(1, { error: 'names at least one file' })
    .refine((files) => unique(files.map((file) => file.name)), { error: 'two files have the same name' }),
  /** A column, a column with client ids for its texts, or `{ "constant": "acme" }`. */
  client: clientSchema,
  order: text,
  /** Zone of times written without offset. */
  timeZone: zone,
  clientDefaults: z
    .looseObject({ name: text.default('{client}'), timeZone: zone.optional() })
    .default({ name: '{client}' }),
  rules: z
    .array(ruleSchema)
    .min(1, { error: 'has at least one rule' })
    .refine((rules) => unique(rules.map((rule) => rule.id)), { error: 'two rules have the same id' }),
});

export type Mapping = z.infer<typeof mappingSchema>;
export type MappedFile = Mapping['files'][number];

/** Reads a mapping file; an `ImportError` lists every fault with its path in the file. */
export async function readMapping(path: string): Promise<Mapping> {
  return parseMapping(await readText(path), path);
}

export function parseMapping(json: string, name: string): Mapping {
  const result = mappingSchema.safeParse(parseJson(json, name));
  if (!result.success) {
    const faults = result.error.issues.flatMap(faultsOf).map((fault) => `\n  ${fault}`);
    throw new ImportError(`the mapping ${name} is not valid; correct and run again:${faults.join('')}`);
  }
  const unkeyed = result.data.files.filter((file) => file.key === undefined).map((file) => file.name);
  if (result.data.files.length > 1 && unkeyed.length > 0)
    throw new ImportError(
      `the mapping ${name}: files need "key", the column that joins them: ${unkeyed.join(', ')}`,
    );
  return result.data;
}

const faultsOf = (issue: z.core.$ZodIssue): string[] => {
  const at = issue.path.length > 0 ? issue.path.join('.') : 'the file';
  // A union reports one list of issues per member: the one that got furthest, with the fewest faults, was meant.
  if (issue.code !== 'invalid_union') return [`${at}: ${issue.message}`];
  const nested = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
  if (nested.length === 0) return [`${at}: ${issue.message}`];
  return nested.flatMap((inner) => faultsOf({ ...inner, path: [...issue.path, ...inner.path] }));
};

const depth = (issues: readonly z.core.$ZodIssue[]): number =>
  Math.max(0, ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)));

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new ImportError(`the mapping ${path} cannot be read: check --mapping`);
  }
}

function parseJson(json: string, name: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ImportError(
      `the mapping ${name} is no JSON: ${error instanceof Error ? error.message : 'unknown fault'}`,
    );
  }
}
