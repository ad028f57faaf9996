import type * as z from 'zod';

type Issue = z.core.$ZodRawIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/** `must be at least 3`, `must have at most 50 characters`. */
const limit = (word: 'least' | 'most', origin: string, bound: number | bigint): string => {
  if (word === 'least' && origin === 'string' && bound === 1) return 'may not be empty';
  const unit = UNITS[origin];
  return `must ${unit === undefined ? 'be' : 'have'} at ${word} ${String(bound)}${unit ?? ''}`;
};

const oneOf = (values: readonly unknown[]): string =>
  `must be ${values.length === 1 ? '' : 'one of '}${values.map(String).join(', ')}`;

function faultOf(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? `of type ${issue.expected}`}`;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'too_small':
      return limit('least', issue.origin, issue.minimum);
    case 'too_big':
      return limit('most', issue.origin, issue.maximum);
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`;
    case 'invalid_format':
      return issue.format === 'regex'
        ? 'has characters or a form that it may not have'
        : `is not written as ${issue.format}`;
    case 'invalid_union':
      return 'has none of the forms that it may have';
    // Fields nobody knows are told by name elsewhere; the others come with words of their own.
    case 'unrecognized_keys':
    case 'custom':
    case 'invalid_key':
    case 'invalid_element':
      return undefined;
  }
}

const isMissing = ({ code, input }: Issue): boolean =>
  input === undefined && (code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union');

/** What is wrong with a field, in the words of the API; for schemas that give no text of their own. */
export function issueText(issue: Issue): string | undefined {
  if (!isMissing(issue)) return faultOf(issue);
  return issue.code === 'invalid_value' ? `is missing; ${oneOf(issue.values)}` : 'is missing';
}
