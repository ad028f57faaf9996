import * as z from 'zod';

/** The registries that are dimensions of a tally; an order whose value is not registered counts as unknown. */
export const DIMENSION_REGISTRIES = ['site', 'carrier', 'service-level'] as const;
export type DimensionRegistry = (typeof DIMENSION_REGISTRIES)[number];

/** `cause`: what the warehouse says a miss came from. `reason`: why a miss is excused, as both sides name it. */
export const REGISTRY_NAMES = [...DIMENSION_REGISTRIES, 'cause', 'reason'] as const;
export type RegistryName = (typeof REGISTRY_NAMES)[number];

export const registryNameSchema = z.enum(REGISTRY_NAMES);
export const dimensionRegistrySchema = z.enum(DIMENSION_REGISTRIES);

export const isDimension = (registry: RegistryName): registry is DimensionRegistry =>
  DIMENSION_REGISTRIES.some((name) => name === registry);

/** On whose side a reason lies. */
export const FAULT_CLASSES = [
  'provider',
  'carrier',
  'shipper',
  'consignee',
  'authority',
  'force-majeure',
] as const;
export type FaultClass = (typeof FAULT_CLASSES)[number];

/** `-` alone would be the mark of the unknown in tally keys. */
export const registryIdSchema = z
  .string()
  .regex(
    /^(?!-$)[A-Za-z0-9._-]{1,64}$/,
    'a registry id has 1 to 64 letters, digits, dots, hyphens or underscores, and is not a single hyphen',
  );

export const registryEntrySchema = z.object({
  id: registryIdSchema,
  name: z.string().trim().min(1).max(200),
  active: z.boolean(),
  /** Entries of `reason` alone, and every one of them. */
  faultClass: z.enum(FAULT_CLASSES).optional(),
  /** 0: built in, never changed by the company. */
  version: z.int().min(0),
});

/** An entry that is no longer active cannot be chosen any more; figures of orders that name it stay as they are. */
export type RegistryEntry = Readonly<z.infer<typeof registryEntrySchema>>;

const MAX_ALIAS_CHARACTERS = 200;
// Lone surrogates have no UTF-8 form, and a key may hold 1,024 bytes: 200 characters never exceed 800.
const CLEAN = /^[^\p{Cc}\p{Cs}]*$/u;

/** What a source writes instead of an id: any text of 1 to 200 characters. Compared as it is, capitals and spaces too. */
export const aliasValueSchema = z
  .string()
  .min(1)
  .max(MAX_ALIAS_CHARACTERS)
  .regex(CLEAN, 'has a control character or a broken character; remove it');

/** `value` stands for `id`; an entry that was merged into another one is an alias of that one. */
export interface RegistryAlias {
  readonly value: string;
  readonly id: string;
}

/** One registry as it is stored, without what is built in. */
export interface RegistryState {
  readonly entries: readonly RegistryEntry[];
  readonly aliases: readonly RegistryAlias[];
  /** Counts the writes. */
  readonly version: number;
}

/** From every value an order may name to the id it counts under. */
export type KnownValues = ReadonlyMap<string, string>;

/**
 * Every registered value, active or not: what was counted under an id must not move when the id is retired.
 * Aliases and merged ids lead to the entry they stand for.
 */
export interface Registries {
  readonly sites: KnownValues;
  readonly carriers: KnownValues;
  readonly serviceLevels: KnownValues;
}

const KNOWS_NOTHING: KnownValues = new Map();

/** For what has no registries: every value stands for itself. */
export const NO_REGISTRIES: Registries = {
  sites: KNOWS_NOTHING,
  carriers: KNOWS_NOTHING,
  serviceLevels: KNOWS_NOTHING,
};

/** Follows aliases from a value to the end; `undefined` when they lead in a circle. */
export function followAliases(aliases: ReadonlyMap<string, string>, value: string): string | undefined {
  let at = value;
  // A path without a circle has no more steps than there are aliases.
  for (let steps = 0; steps <= aliases.size; steps++) {
    const next = aliases.get(at);
    if (next === undefined) return at;
    at = next;
  }
  return undefined;
}

/** What each id and alias stands for. An alias whose end is not registered stands for nothing. */
export function knownValues(ids: readonly string[], aliases: readonly RegistryAlias[]): KnownValues {
  const targets = new Map(aliases.map(({ value, id }) => [value, id]));
  const known = new Map(ids.map((id) => [id, id]));
  for (const { value } of aliases) {
    const end = followAliases(targets, value);
    if (end !== undefined && known.has(end)) known.set(value, end);
  }
  return known;
}
