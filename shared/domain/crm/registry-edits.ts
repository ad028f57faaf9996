import type { FieldError } from '../errors.ts';
import {
  FAULT_CLASSES,
  followAliases,
  type FaultClass,
  type RegistryAlias,
  type RegistryEntry,
} from './registry.ts';
import type { RegistryView } from './registry-entries.ts';

/** Which edits of a registry are sound. Each answers what is wrong with one, field by field; nothing wrong = none. */

/** An entry as somebody writes it down; what is left out stays as it is. */
export interface WrittenEntry {
  readonly id: string;
  readonly name: string;
  readonly active?: boolean | undefined;
  readonly faultClass?: FaultClass | undefined;
}

/** The entry that writing it down makes, at the version after the one that is there. */
export function writtenOver(known: RegistryEntry | undefined, written: WrittenEntry): RegistryEntry {
  const faultClass = written.faultClass ?? known?.faultClass;
  return {
    id: written.id,
    name: written.name,
    active: written.active ?? known?.active ?? true,
    ...(faultClass && { faultClass }),
    version: (known?.version ?? 0) + 1,
  };
}

export const sameEntry = (a: RegistryEntry, b: RegistryEntry): boolean =>
  a.name === b.name && a.active === b.active && a.faultClass === b.faultClass;

export function faultsOfEntry(
  { registry, entries, aliases }: RegistryView,
  { id, active, faultClass }: RegistryEntry,
): readonly FieldError[] {
  const faults: FieldError[] = [];
  const target = aliases.get(id);
  if (target !== undefined && !entries.has(id)) {
    faults.push({ path: 'id', detail: `is an alias of ${target}; delete the alias first` });
  } else if (target !== undefined && active) {
    faults.push({ path: 'active', detail: `${id} was merged into ${target}; delete the alias ${id} first` });
  }
  if (registry === 'reason' && faultClass === undefined) {
    faults.push({ path: 'faultClass', detail: `is missing; must be one of ${FAULT_CLASSES.join(', ')}` });
  }
  if (registry !== 'reason' && faultClass !== undefined) {
    faults.push({ path: 'faultClass', detail: 'only reasons have one; leave it out' });
  }
  return faults;
}

export function faultsOfAlias(
  { registry, entries }: RegistryView,
  { value, id }: RegistryAlias,
): readonly FieldError[] {
  const faults: FieldError[] = [];
  if (entries.has(value)) {
    faults.push({ path: 'value', detail: 'is an entry of its own; merge it into the other one instead' });
  }
  if (!entries.has(id)) {
    faults.push({ path: 'id', detail: `is not in the registry ${registry}; register it first` });
  }
  return faults;
}

/** `id` is an entry of the registry. */
export function faultsOfMerge(
  { registry, entries, aliases }: RegistryView,
  id: string,
  into: string,
): readonly FieldError[] {
  const refuse = (detail: string): readonly FieldError[] => [{ path: 'into', detail }];
  const target = entries.get(into);
  if (!target) return refuse(`is not in the registry ${registry}; register it first`);
  if (followAliases(aliases, into) === id) return refuse(`leads back to ${id} itself`);
  if (!target.active) return refuse('is not active; merge into the entry that is to stay');
  return [];
}
