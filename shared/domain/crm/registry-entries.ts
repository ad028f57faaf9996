import { BUILT_IN_CAUSES } from './miss-causes.ts';
import { BUILT_IN_REASONS } from './reason-codes.ts';
import { followAliases, type RegistryEntry, type RegistryName, type RegistryState } from './registry.ts';

const BUILT_IN: Readonly<Record<RegistryName, readonly RegistryEntry[]>> = {
  site: [],
  carrier: [],
  'service-level': [],
  cause: BUILT_IN_CAUSES,
  reason: BUILT_IN_REASONS,
};

/** A registry to look things up in: the company's entries, and the built-in ones it has not changed. */
export interface RegistryView {
  readonly registry: RegistryName;
  readonly entries: ReadonlyMap<string, RegistryEntry>;
  /** From value to the id it stands for, which may be an alias again. */
  readonly aliases: ReadonlyMap<string, string>;
}

export const viewOf = (registry: RegistryName, { entries, aliases }: RegistryState): RegistryView => ({
  registry,
  entries: new Map([...BUILT_IN[registry], ...entries].map((entry) => [entry.id, entry])),
  aliases: new Map(aliases.map(({ value, id }) => [value, id])),
});

/** The entry that an id or alias stands for; an id that was merged stands for the entry it was merged into. */
export function entryOf({ entries, aliases }: RegistryView, value: string): RegistryEntry | undefined {
  const end = followAliases(aliases, value);
  return end === undefined ? undefined : entries.get(end);
}
