import * as z from 'zod';
import { EVENT_DATA } from '../domain/ledger/event-types.ts';

type JsonObject = Record<string, unknown>;

/** `order.promise-revised` gives `OrderPromiseRevisedData`. */
const nameOf = (type: string): string =>
  `${type.replaceAll(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase())}Data`;

/** The JSON schema of what a sender writes. */
function schemaOf(schema: z.ZodType, types: readonly string[]): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    // Order numbers, which a function reads, are the only ones without a form of their own.
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'custom') jsonSchema.type = 'string';
    },
  });
  return { ...rest, description: `\`data\` of ${types.map((type) => `\`${type}\``).join(', ')}.` };
}

/**
 * The shapes of an event's `data` as components of the OpenAPI document, from the schemas that read it. Types whose
 * `data` is the same share one, named after the first.
 */
export function eventDataComponents(): Readonly<Record<string, JsonObject>> {
  const typesOf = new Map<z.ZodType, string[]>();
  for (const [type, schema] of Object.entries(EVENT_DATA))
    typesOf.set(schema, [...(typesOf.get(schema) ?? []), type]);
  return Object.fromEntries(
    [...typesOf].map(([schema, types]) => [nameOf(types[0] ?? ''), schemaOf(schema, types)]),
  );
}
