import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'aws-cdk-lib';
import * as z from 'zod';

import cdkJson from '../../cdk.json' with { type: 'json' };
import { addTallyman } from '../../infra/stacks/tallyman.ts';
import { readStageConfig, type StageName } from '../../infra/stage-config.ts';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});

export type Resource = z.output<typeof resourceSchema>;

export interface Synthesis {
  /** Resources of both stacks; logical ids do not collide between them (checked). */
  readonly resources: Readonly<Record<string, Resource>>;
  readonly serviceOutputs: readonly string[];
  readonly ofType: (type: string) => readonly (readonly [id: string, properties: Resource['Properties']])[];
}

const CONTEXT: Readonly<Record<StageName, Readonly<Record<string, string>>>> = {
  local: { stage: 'local' },
  dev: { stage: 'dev', mailFrom: 'surveys@dev.example' },
  prod: { stage: 'prod', alarmEmail: 'alarms@example.com', mailFrom: 'surveys@prod.example' },
};

/** Lends an app with the project's feature flags that leaves the functions unbundled; its folder goes afterwards. */
export const withUnbundledApp = <Result>(use: (app: App) => Result): Result => {
  const outdir = mkdtempSync(join(tmpdir(), 'tallyman-synth-'));
  const flags = { 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-stack-trace': true };
  try {
    return use(new App({ outdir, context: { ...cdkJson.context, ...flags } }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

const done = new Map<StageName, Synthesis>();

/** Synthesises a stage, cdk-nag included: throws when it has a finding that nobody acknowledged. Once a process. */
export const synthesise = (stage: StageName): Synthesis => {
  const synthesis = done.get(stage) ?? withUnbundledApp((app) => synthesiseIn(app, stage));
  done.set(stage, synthesis);
  return synthesis;
};

const synthesiseIn = (app: App, stage: StageName): Synthesis => {
  addTallyman(
    app,
    readStageConfig((name) => CONTEXT[stage][name]),
  );
  const assembly = app.synth();
  const template = (stackName: string) => templateSchema.parse(assembly.getStackByName(stackName).template);
  const state = template(`tallyman-${stage}-state`);
  const service = template(`tallyman-${stage}`);
  const resources = { ...state.Resources, ...service.Resources };
  const total = Object.keys(state.Resources).length + Object.keys(service.Resources).length;
  if (Object.keys(resources).length !== total) throw new Error('a logical id is in both stacks');
  return {
    resources,
    serviceOutputs: Object.keys(service.Outputs),
    ofType: (type) =>
      Object.entries(resources).flatMap(([id, resource]) =>
        resource.Type === type ? [[id, resource.Properties] as const] : [],
      ),
  };
};

/** The logical id that a Ref, a GetAtt or an import of the other stack's export points to, else undefined. */
export const target = (value: unknown): string | undefined => {
  const read = z
    .union([
      z.object({ Ref: z.string() }).transform((reference) => reference.Ref),
      z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform((get) => get['Fn::GetAtt'][0]),
      z
        .object({ 'Fn::ImportValue': z.string() })
        .transform(
          (load) => /ExportsOutput(?:Ref|FnGetAtt)(\w+?[0-9A-F]{8})/.exec(load['Fn::ImportValue'])?.[1],
        ),
    ])
    .safeParse(value);
  return read.success ? read.data : undefined;
};
