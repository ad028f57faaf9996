import * as z from 'zod';
import type { Contract } from './contract.ts';
import { summarise } from './summary.ts';
import { termsOf } from './versions.ts';

type Json = z.infer<ReturnType<typeof z.json>>;

/** One place where two versions differ; `from` or `to` is left out where there is nothing. */
export interface Change {
  /** As an edit would name it, `deadlines.delivery.rules.0.then.hours`; the days of a year are `calendarYears.2027`. */
  readonly path: string;
  readonly from?: Json;
  readonly to?: Json;
}

export interface ContractDiff {
  readonly changes: readonly Change[];
  /** The same in plain words, a line for each entry of the summary that reads otherwise. */
  readonly text: readonly string[];
}

const isOpen = (value: Json | undefined): value is Record<string, Json> | Json[] =>
  Array.isArray(value)
    ? value.some((one) => typeof one === 'object' && one !== null)
    : typeof value === 'object' && value !== null;

const isEmptyList = (value: Json | undefined): boolean => Array.isArray(value) && value.length === 0;

/**
 * What is compared one by one: the fields of objects, and the entries of lists of rules by their position. Plain values
 * and lists of them, such as working days, are compared as a whole.
 */
function isComparedInside(from: Json | undefined, to: Json | undefined): boolean {
  if (isOpen(from) && isOpen(to)) return Array.isArray(from) === Array.isArray(to);
  return (
    (isEmptyList(from) && Array.isArray(to) && isOpen(to)) ||
    (isEmptyList(to) && Array.isArray(from) && isOpen(from))
  );
}

const membersOf = (value: Json | undefined): ReadonlyMap<string, Json> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

function differences(from: Json | undefined, to: Json | undefined, path: string): readonly Change[] {
  if (isComparedInside(from, to)) {
    const [before, after] = [membersOf(from), membersOf(to)];
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
      differences(before.get(name), after.get(name), path === '' ? name : `${path}.${name}`),
    );
  }
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  return [{ path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
}

// Through JSON, for fields that are there without a value are no fields.
const jsonOf = (contract: Contract): Json =>
  z
    .json()
    .parse(JSON.parse(JSON.stringify({ ...termsOf(contract), calendarYears: contract.calendar.years })));

const entriesOf = (contract: Contract): ReadonlyMap<string, string> =>
  new Map(
    summarise(contract).flatMap(({ title, entries }) =>
      entries.map(({ label, text }): [string, string] => [`${title} · ${label}`, text]),
    ),
  );

function textOf(from: Contract, to: Contract): readonly string[] {
  const [before, after] = [entriesOf(from), entriesOf(to)];
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((label) => {
    const [was, is] = [before.get(label), after.get(label)];
    if (was === is) return [];
    if (was === undefined) return [`${label}: new: ${is ?? ''}`];
    return [is === undefined ? `${label}: no longer: ${was}` : `${label}: ${was} → ${is}`];
  });
}

/** What `to` says otherwise than `from`. */
export const diffContracts = (from: Contract, to: Contract): ContractDiff => ({
  changes: differences(jsonOf(from), jsonOf(to), ''),
  text: textOf(from, to),
});
