import type { FactData, Line, ReportedFact } from '../ledger/fact.ts';

/** A quantity of goods as facts state it: units in all, by line where lines were named. */
export interface Goods {
  readonly units: number;
  readonly lines: readonly Line[] | undefined;
}

/** Units in all, or `undefined` where neither lines nor units are stated. */
export function unitsOf({ units, lines }: Pick<FactData, 'units' | 'lines'>): number | undefined {
  if (!lines) return units;
  let sum = 0;
  for (const line of lines) sum += line.units;
  return sum;
}

/** What facts state together; `undefined` where there is none, or one of them states no quantity. */
export function goodsOf(facts: readonly ReportedFact[]): Goods | undefined {
  if (facts.length === 0) return undefined;
  let units = 0;
  let lines: readonly Line[] | undefined = [];
  for (const { data } of facts) {
    const more = unitsOf(data);
    if (more === undefined) return undefined;
    units += more;
    lines = lines && data.lines ? [...lines, ...data.lines] : undefined;
  }
  return { units, lines };
}

type Name = (line: Line) => string | undefined;

/** By line number where every line has one, else by article; by lot as well where every line names one. */
function naming(lines: readonly Line[]): Name | undefined {
  if (lines.every(({ lineNo }) => lineNo !== undefined)) return ({ lineNo }) => lineNo;
  if (!lines.every(({ sku }) => sku !== undefined)) return undefined;
  if (!lines.every(({ lot }) => lot !== undefined)) return ({ sku }) => sku;
  return ({ sku = '', lot = '' }) => `${sku}\u0000${lot}`;
}

function unitsByName(lines: readonly Line[], name: Name): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const line of lines) {
    const key = name(line) ?? '';
    units.set(key, (units.get(key) ?? 0) + line.units);
  }
  return units;
}

/**
 * Lines that differ between two statements of the same goods, those that only one of them names included. Where they
 * do not name their lines alike, what counts is the units in all, and a difference is one line.
 */
export function linesDiffering(one: Goods, other: Goods): number {
  const inAll = one.units === other.units ? 0 : 1;
  if (!one.lines || !other.lines) return inAll;
  const name = naming([...one.lines, ...other.lines]);
  if (!name) return inAll;
  const found = unitsByName(one.lines, name);
  const wanted = unitsByName(other.lines, name);
  const names = new Set([...found.keys(), ...wanted.keys()]);
  // Not one line in common: numbered by each side for itself.
  if (names.size === found.size + wanted.size) return inAll;
  return [...names].filter((key) => (found.get(key) ?? 0) !== (wanted.get(key) ?? 0)).length;
}

/** Lines that a list of findings names, each once; one that names none is about one line. */
export function linesNamed(findings: readonly ReportedFact[]): number {
  const named = new Set<string>();
  let unnamed = 0;
  for (const { data } of findings) {
    if (!data.lines) unnamed++;
    for (const { lineNo, sku } of data.lines ?? []) {
      const name = lineNo ?? sku;
      if (name === undefined) unnamed++;
      else named.add(name);
    }
  }
  return named.size + unnamed;
}
