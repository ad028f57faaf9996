import { pathToFileURL } from 'node:url';

import * as z from 'zod';
import { describe, expect, it } from 'vitest';

import { rolePolicies } from './policies.ts';
import { synthesise, target } from './synthesis.ts';

const synthesis = synthesise('local');

const functionSchema = z.object({
  FunctionName: z.string(),
  Description: z.string().min(1),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Role: z.unknown(),
  LoggingConfig: z.object({ LogGroup: z.unknown() }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const functions = synthesis.ofType('AWS::Lambda::Function').map(([id, properties]) => ({
  id,
  ...functionSchema.parse(properties),
}));
const policies = rolePolicies(synthesis);

// What is known only after deployment counts as given; what is missing or empty does not.
const deployed = (variables: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : 'after-deployment',
    ]),
  );

const folderOf = (functionName: string): string => {
  const name = functionName.replace('tallyman-local-', '').replace(/-bulk$/, '');
  if (name.startsWith('api-')) return `api/${name.slice('api-'.length)}`;
  return name.startsWith('request-') ? `schedule/${name}` : `queue/${name}`;
};

const envModule = z.object({ envSchema: z.instanceof(z.ZodObject) });

const envSchemaOf = async (functionName: string): Promise<z.ZodObject> => {
  const file = pathToFileURL(`functions/${folderOf(functionName)}/env.ts`).href;
  const module: unknown = await import(file);
  return envModule.parse(module).envSchema;
};

const writersOf = (table: string): string[] =>
  functions
    .filter((fn) =>
      policies
        .filter(({ roles }) => roles.includes(target(fn.Role)))
        .flatMap(({ statements }) => statements)
        .some(
          ({ Action, Resource }) =>
            Action.some((action) => /^dynamodb:(Put|Update|Delete|BatchWrite)/.test(action)) &&
            JSON.stringify(Resource).includes(table),
        ),
    )
    .map(({ FunctionName }) => FunctionName.replace('tallyman-local-', ''))
    .sort();

describe('functions', () => {
  it.each(functions)('$FunctionName gets every variable its schema asks for', async (fn) => {
    const envSchema = await envSchemaOf(fn.FunctionName);
    expect(envSchema.safeParse(deployed(fn.Environment.Variables)).error).toBeUndefined();
  });

  it.each(functions)('$FunctionName gets no variable that nobody reads', async (fn) => {
    const envSchema = await envSchemaOf(fn.FunctionName);
    const house = [
      'STAGE',
      'VERSION',
      'POWERTOOLS_SERVICE_NAME',
      'POWERTOOLS_METRICS_NAMESPACE',
      'LOG_LEVEL',
    ];
    const known = new Set([...house, ...Object.keys(envSchema.shape)]);
    expect(Object.keys(fn.Environment.Variables).filter((name) => !known.has(name))).toEqual([]);
  });

  it('have a role each', () => {
    expect(new Set(functions.map(({ Role }) => target(Role))).size).toBe(functions.length);
  });

  it('run on Node 24, arm64, with a log group of their own', () => {
    expect(new Set(functions.map(({ Runtime }) => Runtime))).toEqual(new Set(['nodejs24.x']));
    expect(new Set(functions.flatMap(({ Architectures }) => Architectures))).toEqual(new Set(['arm64']));
    expect(new Set(functions.map(({ LoggingConfig }) => target(LoggingConfig.LogGroup))).size).toBe(
      functions.length,
    );
  });

  it('may do listed actions on listed resources only', () => {
    const wild = policies.flatMap(({ id, statements }) =>
      statements
        .filter(
          ({ Action, Resource }) =>
            Action.some((action) => action.includes('*')) || /\*/.test(JSON.stringify(Resource)),
        )
        .map((statement) => ({ id, statement })),
    );
    expect(wild).toEqual([]);
  });

  it('may never scan a table', () => {
    const actions = policies.flatMap(({ statements }) => statements.flatMap(({ Action }) => Action));
    expect(actions).toContain('dynamodb:Query');
    expect(actions.filter((action) => action.endsWith('Scan'))).toEqual([]);
  });

  // All of them go through `recordFacts`: excuses, disputes and causes while the caller waits, reconciliation when it repairs.
  it.each(['Ledger', 'Tallies'])('write the table %s through the one door only', (table) => {
    expect(writersOf(table)).toEqual([
      'api-exceptions',
      'reconcile-bucket',
      'record-facts',
      'record-facts-bulk',
      'rejudge-orders',
    ]);
  });
});
