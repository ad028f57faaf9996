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

/** What has to come: in all, and of each ordered line where lines were ordered. */
interface Requirement {
  readonly total: number | undefined;
  readonly perLine: readonly number[] | undefined;
}

/** The same line of goods: by line number where both name one, else by article, and by lot where both name one. */
function isSameLine(a: Line, b: Line): boolean {
  if (a.lineNo !== undefined && b.lineNo !== undefined) return a.lineNo === b.lineNo;
  if (a.sku === undefined || a.sku !== b.sku) return false;
  return a.lot === undefined || b.lot === undefined || a.lot === b.lot;
}

function sumLines(lines: readonly Line[]): number {
  let sum = 0;
  for (const line of lines) sum += line.units;
  return sum;
}

function requirementOf({ lines, units }: Ordered): Requirement {
  if (lines && lines.length > 0) return { total: sumLines(lines), perLine: lines.map((line) => line.units) };
  return { total: units, perLine: undefined };
}

/**
 * Reported shortages raise what must come before the order counts as full: of the line they name, and in all. One
 * without a quantity means at least one unit.
 */
function withShortages(
  base: Requirement,
  ordered: readonly Line[],
  shortages: readonly ReportedFact[],
): Requirement {
  let total = base.total;
  const perLine = base.perLine && [...base.perLine];
  for (const { data } of shortages) {
    if (total !== undefined) total += data.units ?? (data.lines ? sumLines(data.lines) : 1);
    for (const line of data.lines ?? []) {
      const at = ordered.findIndex((one) => isSameLine(one, line));
      if (perLine && at >= 0) perLine[at] = (perLine[at] ?? 0) + line.units;
    }
  }
  return { total, perLine };
}

/** Running quantity over the parts of one order. */
class Cumulated {
  private total = 0;
  /** Units of each ordered line; `undefined` once a part could not be told apart by lines: then only sums compare. */
  private perLine: number[] | undefined;
  private readonly lines: readonly Line[];
  private readonly ordered: Requirement;
  private readonly tolerancePerMille: number;

  constructor(lines: readonly Line[], ordered: Requirement, tolerancePerMille: number) {
    this.lines = lines;
    this.ordered = ordered;
    this.perLine = ordered.perLine?.map(() => 0);
    this.tolerancePerMille = tolerancePerMille;
  }

  add({ data }: ReportedFact): void {
    if (data.lines) {
      this.total += sumLines(data.lines);
      for (const line of data.lines) this.addLine(line);
    } else if (data.units !== undefined) {
      this.total += data.units;
      this.perLine = undefined;
    } else if (data.complete !== false) {
      this.fill();
    }
  }

  /** To the first such line that still lacks units, else to the last such line. */
  private addLine(line: Line): void {
    if (!this.perLine) return;
    let rest = line.units;
    let last = -1;
    for (const [at, required] of (this.ordered.perLine ?? []).entries()) {
      const ordered = this.lines[at];
      if (!ordered || !isSameLine(ordered, line)) continue;
      const fits = Math.min(rest, Math.max(0, required - (this.perLine[at] ?? 0)));
      this.perLine[at] = (this.perLine[at] ?? 0) + fits;
      rest -= fits;
      last = at;
    }
    if (last < 0) this.perLine = undefined;
    else this.perLine[last] = (this.perLine[last] ?? 0) + rest;
  }

  /** A part without quantity brings all that was still missing. */
  private fill(): void {
    this.total = Math.max(this.total, this.ordered.total ?? 0);
    this.perLine = this.perLine?.map((units, at) => Math.max(units, this.ordered.perLine?.[at] ?? 0));
  }

  reaches({ total, perLine }: Requirement): boolean {
    if (total === undefined) return true;
    if (!this.enough(this.total, total)) return false;
    const came = this.perLine;
    return !perLine || !came || perLine.every((required, at) => this.enough(came[at] ?? 0, required));
  }

  exceeds({ total }: Requirement): boolean {
    return total !== undefined && this.total * PER_MILLE > total * (PER_MILLE + this.tolerancePerMille);
  }

  private enough(units: number, required: number): boolean {
    return units * PER_MILLE >= required * (PER_MILLE - this.tolerancePerMille);
  }
}

/** The fact says how much, in all or by line. */
export const hasQuantity = ({ data }: ReportedFact): boolean =>
  data.units !== undefined || data.lines !== undefined;

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
  return walk(parts, first, ordered, tolerancePerMille, shortages);
}

function walk(
  parts: readonly ReportedFact[],
  first: ReportedFact,
  terms: Ordered,
  tolerancePerMille: number,
  shortages: readonly ReportedFact[],
): Fulfilment {
  const ordered = requirementOf(terms);
  const lines = terms.lines ?? [];
  const whole = shortages.length > 0 ? withShortages(ordered, lines, shortages) : ordered;
  const sum = new Cumulated(lines, ordered, tolerancePerMille);
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
