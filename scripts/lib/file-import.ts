import type * as z from 'zod';
import { problemOf, type Api } from '../import/api.ts';
import { ImportError } from '../import/table.ts';
import { exitWith, SetupError } from './console.mjs';

/** What the commands that send the rows of one file to the API have in common. */

/** Runs such a command, or shows its help where `options` answers nothing else was asked for; failures end with exit code 1. */
export async function runImport<T>(
  help: string,
  options: () => T | undefined,
  importFile: (wanted: T) => Promise<void>,
): Promise<void> {
  try {
    const wanted = options();
    if (wanted === undefined) process.stdout.write(`${help}\n`);
    else await importFile(wanted);
  } catch (error) {
    exitWith(error instanceof ImportError ? new SetupError(error.message) : error);
  }
}

/** Sends one request's worth of rows. Throws `SetupError` where the API refuses the whole of it. */
export async function postRows<T extends z.ZodType>(
  api: Api,
  path: string,
  body: unknown,
  answerSchema: T,
): Promise<z.output<T>> {
  const answer = await api.post(path, JSON.stringify(body));
  if (answer.status !== 200) throw new SetupError(`the API refused the import: ${problemOf(answer).detail}`);
  return answerSchema.parse(answer.body);
}

/** Tells a person what became of the rows of a file. */
export interface RowReport {
  readonly count: (outcome: string) => void;
  /** Counts a row that was not taken, and says why on stdout. */
  readonly refuse: (line: number | undefined, why: string) => void;
  /** How many rows came to what, in the order of the outcomes. The exit code is 1 from now on when a row was refused. */
  readonly end: () => string;
}

/** @param refusal the outcome of rows that were not taken, the last one of the report */
export function createRowReport(
  outcomes: readonly string[],
  refusal: string,
  write: (text: string) => void = (text) => void process.stdout.write(text),
): RowReport {
  const counts = new Map<string, number>();
  const of = (outcome: string): number => counts.get(outcome) ?? 0;
  const count = (outcome: string): void => void counts.set(outcome, of(outcome) + 1);
  return {
    count,
    refuse: (line, why) => {
      count(refusal);
      write(`line ${String(line)}: ${why}\n`);
    },
    end: () => {
      if (of(refusal) > 0) process.exitCode = 1;
      return [...outcomes, refusal].map((outcome) => `${String(of(outcome))} ${outcome}`).join(', ');
    },
  };
}

export interface FieldFault {
  readonly path: string;
  readonly detail: string;
}

/** What is wrong with the row of an id, in one line. */
export const faultsText = (id: string | null, faults: readonly FieldFault[]): string =>
  `${id ?? 'no id'}: ${faults.map(({ path, detail }) => `${path} ${detail}`.trim()).join('; ')}`;
