import * as z from 'zod';

/** A variable that must be there and not be empty: table names, queue addresses, ARNs. */
export const textVariable = z.string().min(1);

/** A whole number of at least 1, as text: every environment variable is text. */
export const countVariable = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, 'must be a whole number from 1 to 999999')
  .transform(Number);

/**
 * Reads a function's environment with its schema.
 *
 * @throws {Error} naming every missing or malformed variable at once, so that one deployment mends them all.
 */
export const readEnv = <Schema extends z.ZodType>(
  schema: Schema,
  source: Readonly<Record<string, string | undefined>> = process.env,
): z.output<Schema> => {
  const read = schema.safeParse(source);
  if (read.success) return read.data;
  const faults = read.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return source[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`;
  });
  throw new Error(
    `Environment incomplete: ${faults.join('; ')}. Set them in the stack that makes the function.`,
  );
};
