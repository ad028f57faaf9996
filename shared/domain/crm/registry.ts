import * as z from 'zod';

/** The dimensions of a tally; an order whose id is not registered counts as unknown. */
export const REGISTRY_NAMES = ['site', 'carrier', 'service-level'] as const;
export type RegistryName = (typeof REGISTRY_NAMES)[number];

export const registryNameSchema = z.enum(REGISTRY_NAMES);

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
  version: z.int().min(1),
});

/** An entry that is no longer active cannot be chosen any more; figures of orders that name it stay as they are. */
export type RegistryEntry = Readonly<z.infer<typeof registryEntrySchema>>;

/** Every registered id, active or not: what was counted under an id must not move when the id is retired. */
export interface Registries {
  readonly sites: ReadonlySet<string>;
  readonly carriers: ReadonlySet<string>;
  readonly serviceLevels: ReadonlySet<string>;
}
