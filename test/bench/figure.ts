/** One row of the table that `npm run bench` prints. */
export interface Figure {
  readonly figure: string;
  /** What is to be reached, as it is printed: `≤ 5.0`. */
  readonly reach: string;
  readonly measured: string;
  /** `undefined`: for information only. */
  readonly isReached: boolean | undefined;
  /** Further lines: details, or why a figure is missed. */
  readonly notes?: readonly string[];
}

/** Figures that are measured together, in one file each. */
export interface FigureGroup {
  readonly name: string;
  readonly measure: (options: BenchOptions) => Promise<readonly Figure[]> | readonly Figure[];
}

export interface BenchOptions {
  readonly schedules: number;
}

export const atMost = (
  figure: string,
  limit: number,
  measured: number,
  unit = '',
  notes?: readonly string[],
): Figure => ({
  figure,
  reach: `≤ ${limit.toLocaleString('en')}${unit}`,
  measured: `${measured.toLocaleString('en', { maximumFractionDigits: 2 })}${unit}`,
  isReached: measured <= limit,
  ...(notes && { notes }),
});

export const atLeast = (
  figure: string,
  limit: number,
  measured: number,
  unit = '',
  notes?: readonly string[],
): Figure => ({
  figure,
  reach: `≥ ${limit.toLocaleString('en')}${unit}`,
  measured: `${measured.toLocaleString('en', { maximumFractionDigits: 2 })}${unit}`,
  isReached: measured >= limit,
  ...(notes && { notes }),
});

export const toldOnly = (figure: string, measured: string, notes?: readonly string[]): Figure => ({
  figure,
  reach: '–',
  measured,
  isReached: undefined,
  ...(notes && { notes }),
});
