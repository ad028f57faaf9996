import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import * as z from 'zod';
import { describe, expect, it } from 'vitest';

import { rolePolicies, textOf } from './policies.ts';
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

const GROUPS = ['api', 'queue', 'schedule'];
/** Folders by what a function of them is called: `api-orders`, `record-facts`. */
const folders = new Map(
  GROUPS.flatMap((group) =>
    readdirSync(`functions/${group}`).map(
      (name) => [group === 'api' ? `api-${name}` : name, `${group}/${name}`] as const,
    ),
  ),
);

// Two lanes share the code of one folder.
const nameIn = (functionName: string): string =>
  functionName.replace('tallyman-local-', '').replace(/-bulk$/, '');

const folderOf = (functionName: string): string => {
  const folder = folders.get(nameIn(functionName));
  if (folder === undefined) throw new Error(`no folder holds ${functionName}`);
  return folder;
};

const envModule = z.object({ envSchema: z.instanceof(z.ZodObject) });

const envSchemaOf = async (functionName: string): Promise<z.ZodObject> => {
  const file = pathToFileURL(`functions/${folderOf(functionName)}/env.ts`).href;
  const module: unknown = await import(file);
  return envModule.parse(module).envSchema;
};

const statementsOf = (role: unknown) =>
  policies.filter(({ roles }) => roles.includes(target(role))).flatMap(({ statements }) => statements);

const writersOf = (table: string): string[] =>
  functions
    .filter((fn) =>
      statementsOf(fn.Role).some(
        ({ Action, Resource }) =>
          Action.some((action) => /^dynamodb:(Put|Update|Delete|BatchWrite)/.test(action)) &&
          JSON.stringify(Resource).includes(table),
      ),
    )
    .map(({ FunctionName }) => FunctionName.replace('tallyman-local-', ''))
    .sort();

describe('functions', () => {
  it('are made of every folder', () => {
    const made = new Set(functions.map(({ FunctionName }) => folderOf(FunctionName)));
    expect([...folders.values()].filter((folder) => !made.has(folder))).toEqual([]);
  });

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
    const wild = policies.flatMap(({ roles, statements }) =>
      statements
        .filter(
          ({ Action, Resource }) =>
            Action.some((action) => action.includes('*')) || /\*/.test(JSON.stringify(Resource)),
        )
        .map(({ Action, Resource }) => ({
          who: functions.filter(({ Role }) => roles.includes(target(Role))).map((fn) => fn.FunctionName),
          Action,
          Resource: Resource.map(textOf),
        })),
    );
    // Programmes, and so their schedules, are made while the product runs; their group holds nothing else.
    expect(wild).toEqual([
      {
        who: ['tallyman-local-api-surveys'],
        Action: ['Create', 'Delete', 'Get', 'Update'].map((verb) => `scheduler:${verb}Schedule`),
        Resource: [
          'arn:AWS::Partition:scheduler:AWS::Region:AWS::AccountId:schedule/tallyman-local-surveys/*',
        ],
      },
    ]);
  });

  it("send mails from the stage's domain and with its configuration set only", () => {
    const sending = policies.flatMap(({ roles, statements }) =>
      statements
        .filter(({ Action }) => Action.some((action) => action.startsWith('ses:')))
        .map((statement) => ({ roles, ...statement })),
    );
    expect(
      functions.filter((fn) => sending.some(({ roles }) => roles.includes(target(fn.Role)))).length,
    ).toBe(sending.length);
    expect(new Set(sending.flatMap(({ Action }) => Action))).toEqual(new Set(['ses:SendEmail']));
    for (const { Resource } of sending) {
      expect(Resource.map(textOf)).toEqual([
        expect.stringMatching(/:configuration-set\/tallyman-local$/),
        expect.stringMatching(/:identity\/MailDomain\w+$/),
      ]);
    }
  });

  it.each(functions)('$FunctionName may use the queues, secrets and mails that it is told of', (fn) => {
    const statements = statementsOf(fn.Role);
    const on = (service: string) =>
      statements
        .filter(({ Action }) => Action.some((action) => action.startsWith(`${service}:`)))
        .flatMap(({ Resource }) => Resource.map(target));
    const told = (ending: string) =>
      Object.entries(fn.Environment.Variables)
        .filter(([name]) => name.endsWith(ending))
        .map(([, value]) => target(value));
    expect(told('QUEUE_URL').filter((queue) => !on('sqs').includes(queue))).toEqual([]);
    expect(on('secretsmanager').sort()).toEqual(told('SECRET_ARN').sort());
    expect(on('ses').length > 0).toBe('MAIL_FROM' in fn.Environment.Variables);
  });

  it('hand their role to EventBridge Scheduler only, and one that starts one function', () => {
    const passing = policies.flatMap(({ statements }) =>
      statements.filter(({ Action }) => Action.includes('iam:PassRole')),
    );
    expect(passing).toHaveLength(1);
    expect(passing[0]?.Condition).toEqual({
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    });
    const [role] = passing[0]?.Resource.map(target) ?? [];
    const rights = policies
      .filter(({ roles }) => roles.includes(role))
      .flatMap((policy) => policy.statements);
    expect(rights.map(({ Action }) => Action)).toEqual([['lambda:InvokeFunction']]);
    const started = rights.flatMap(({ Resource }) => Resource.map(target));
    expect(functions.filter(({ id }) => started.includes(id)).map((fn) => fn.FunctionName)).toEqual([
      'tallyman-local-request-survey-waves',
    ]);
  });

  it('may never scan a table', () => {
    const actions = policies.flatMap(({ statements }) => statements.flatMap(({ Action }) => Action));
    expect(actions).toContain('dynamodb:Query');
    expect(actions.filter((action) => action.endsWith('Scan'))).toEqual([]);
  });

  // All of them go through `recordFacts`: excuses, answers, cases while somebody waits, reconciliation when it repairs.
  it.each(['Ledger', 'Tallies'])('write the table %s through the one door only', (table) => {
    expect(writersOf(table)).toEqual([
      'api-answers',
      'api-cases',
      'api-exceptions',
      'reconcile-bucket',
      'record-facts',
      'record-facts-bulk',
      'rejudge-orders',
    ]);
  });
});
