/** One row as read: the number a spreadsheet shows (the header is row 1) and its cells as text. */
export interface TableRow {
  readonly row: number;
  readonly cells: readonly string[];
}

/** Why a row, or an event made of it, was not recorded. `code` is stable; `detail` names the remedy. */
export interface Problem {
  readonly file: string;
  readonly row?: number | undefined;
  readonly code: string;
  readonly detail: string;
  readonly client?: string | undefined;
  readonly order?: string | undefined;
  readonly event?: string | undefined;
}

export type ReportProblem = (problem: Problem) => void;

/** A reason to stop at once: the message is one line for the user and names the remedy. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** A table being read: the rows come once and in order, the first one is the header. */
export interface Table {
  readonly rows: AsyncIterable<TableRow>;
  /** How much of the file is read, 0 to 1, for the progress bar. */
  readonly share: () => number;
}
