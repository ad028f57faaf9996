import type { Line, ReportedFact } from './fact.ts';

/** What was ordered: lines, or units in all, or unknown. */
export interface Ordered {
  readonly units: number | undefined;
  readonly lines: readonly Line[] | undefined;
}

/** How an order was dispatched or delivered over all its parts. Facts in content order. */
export interface Fulfilment {
  /** First part, whatever its size. */
  readonly first: ReportedFact | undefined;
  /** The part with which the ordered quantity was reached, or which closed the order short. */
  readonly completed: ReportedFact | undefined;
  /** The part with which the whole quantity was there, missing units that were found later made good. */
  readonly inFull: ReportedFact | undefined;
  /** More than ordered came in all. */
  readonly over: boolean;
}

export const UNFULFILLED: Fulfilment = {
  first: undefined,
  completed: undefined,
  inFull: undefined,
  over: false,
};

const PER_MILLE = 1000;

interface Requirement {
  readonly total: number | undefined;
  readonly perLine: ReadonlyMap<string, number> | undefined;
}

const lineKey = (line: Line): string => line.lineNo ?? `${line.sku ?? ''} ${line.lot ?? ''}`;

function sumLines(lines: readonly Line[]): number {
  let sum = 0;
  for (const line of lines) sum += line.units;
  return sum;
}

function unitsByLine(lines: readonly Line[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const line of lines) units.set(lineKey(line), (units.get(lineKey(line)) ?? 0) + line.units);
  return units;
}

function requirementOf(ordered: Ordered): Requirement {
  if (ordered.lines && ordered.lines.length > 0) {
    return { total: sumLines(ordered.lines), perLine: unitsByLine(ordered.lines) };
  }
  return { total: ordered.units, perLine: undefined };
}

/** Reported shortages raise what must come before the order counts as full. */
function withShortages(base: Requirement, shortages: readonly ReportedFact[]): Requirement {
  let total = base.total;
  const perLine = base.perLine ? new Map(base.perLine) : undefined;
  for (const { data } of shortages) {
    if (total !== undefined) total += data.units ?? sumLines(data.lines ?? []);
    for (const [key, units] of unitsByLine(data.lines ?? [])) {
      const ordered = perLine?.get(key);
      if (perLine && ordered !== undefined) perLine.set(key, ordered + units);
    }
  }
  return { total, perLine };
}

/** Running quantity over the parts of one order. */
class Cumulated {
  private total = 0;
  private perLine: Map<string, number> | undefined = new Map();
  private readonly ordered: Requirement;
  private readonly tolerancePerMille: number;

  constructor(ordered: Requirement, tolerancePerMille: number) {
    this.ordered = ordered;
    this.tolerancePerMille = tolerancePerMille;
  }

  add({ data }: ReportedFact): void {
    if (data.lines) {
      this.total += sumLines(data.lines);
      if (this.perLine) {
        for (const [key, units] of unitsByLine(data.lines)) {
          this.perLine.set(key, (this.perLine.get(key) ?? 0) + units);
        }
      }
    } else if (data.units !== undefined) {
      this.total += data.units;
      // A part without lines: from here on only the sum can be compared.
      this.perLine = undefined;
    } else if (data.complete !== false) {
      this.fill();
    }
  }

  /** A part without quantity brings all that was still missing. */
  private fill(): void {
    this.total = Math.max(this.total, this.ordered.total ?? 0);
    if (this.perLine) {
      for (const [key, units] of this.ordered.perLine ?? []) {
        this.perLine.set(key, Math.max(units, this.perLine.get(key) ?? 0));
      }
    }
  }

  reaches(requirement: Requirement): boolean {
    if (requirement.total === undefined) return true;
    if (!requirement.perLine || !this.perLine) return this.enough(this.total, requirement.total);
    for (const [key, units] of requirement.perLine) {
      if (!this.enough(this.perLine.get(key) ?? 0, units)) return false;
    }
    return true;
  }

  exceeds(requirement: Requirement): boolean {
    return requirement.total !== undefined && this.total > requirement.total;
  }

  private enough(units: number, required: number): boolean {
    return units * PER_MILLE >= required * (PER_MILLE - this.tolerancePerMille);
  }
}

const hasQuantity = ({ data }: ReportedFact): boolean => data.units !== undefined || data.lines !== undefined;

/** The usual order: one part, without a quantity to compare. */
const isWhole = (parts: readonly ReportedFact[], first: ReportedFact): boolean =>
  parts.length === 1 && first.data.complete !== false && !hasQuantity(first);

/**
 * Walks the parts of a delivery (or dispatch). A part without quantity completes the order unless it says
 * `complete: false`; `complete: true` closes it even when short: then `completed` is set and `inFull` is not.
 * Where nothing is known of the ordered quantity, any part completes unless it says `complete: false`.
 */
export function fulfil(
  parts: readonly ReportedFact[],
  ordered: Ordered,
  tolerancePerMille = 0,
  shortages: readonly ReportedFact[] = [],
): Fulfilment {
  const first = parts[0];
  if (!first) return UNFULFILLED;
  if (shortages.length === 0 && isWhole(parts, first)) {
    return { first, completed: first, inFull: first, over: false };
  }
  return walk(parts, first, requirementOf(ordered), tolerancePerMille, shortages);
}

function walk(
  parts: readonly ReportedFact[],
  first: ReportedFact,
  ordered: Requirement,
  tolerancePerMille: number,
  shortages: readonly ReportedFact[],
): Fulfilment {
  const whole = shortages.length > 0 ? withShortages(ordered, shortages) : ordered;
  const sum = new Cumulated(ordered, tolerancePerMille);
  let completed: ReportedFact | undefined;
  let inFull: ReportedFact | undefined;
  // Without an ordered quantity a reported shortage can only be taken at its word.
  let short = shortages.length > 0 && ordered.total === undefined;
  for (const part of parts) {
    sum.add(part);
    if (!completed && completes(part, ordered, sum)) {
      completed = part;
      short ||= !sum.reaches(ordered);
    }
    if (completed && !inFull && !short && sum.reaches(whole)) inFull = part;
  }
  return { first, completed, inFull, over: sum.exceeds(whole) };
}

function completes({ data }: ReportedFact, ordered: Requirement, sum: Cumulated): boolean {
  if (data.complete === true) return true;
  return sum.reaches(ordered) && (data.complete !== false || ordered.total !== undefined);
}
