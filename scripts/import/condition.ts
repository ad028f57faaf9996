/** One test of a cell, such as `order_status = canceled`. */
export interface Condition {
  readonly column: string;
  readonly test: 'is' | 'is-not' | 'empty' | 'filled';
  /** The texts compared with, for `is` and `is-not`. */
  readonly texts: readonly string[];
}

const COMPARISON = /^(?<column>.+?)\s*(?<operator>!=|=)\s*(?<texts>.+)$/;
const EMPTINESS = /^(?<column>.+?)\s+is\s+(?<not>not\s+)?empty$/;

/** Reads `column = a | b`, `column != a`, `column is empty`, `column is not empty`; `undefined` when it is none. */
export function readCondition(text: string): Condition | undefined {
  const emptiness = EMPTINESS.exec(text.trim())?.groups;
  if (emptiness?.column !== undefined)
    return { column: emptiness.column, test: emptiness.not === undefined ? 'empty' : 'filled', texts: [] };
  const comparison = COMPARISON.exec(text.trim())?.groups;
  if (comparison?.column === undefined || comparison.texts === undefined) return undefined;
  const texts = comparison.texts.split('|').map((one) => one.trim());
  return { column: comparison.column, test: comparison.operator === '=' ? 'is' : 'is-not', texts };
}

/** Whether the values of the rows of a group meet the condition: `is` and `filled` need one, the others all. */
export function holds(condition: Condition, values: readonly string[]): boolean {
  switch (condition.test) {
    case 'is':
      return values.some((value) => condition.texts.includes(value));
    case 'is-not':
      return values.every((value) => !condition.texts.includes(value));
    case 'empty':
      return values.every((value) => value === '');
    case 'filled':
      return values.some((value) => value !== '');
  }
}
