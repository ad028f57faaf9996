import { Tags, Validations, type App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

import packageJson from '../../package.json' with { type: 'json' };
import type { StageConfig } from '../stage-config.ts';
import { ServiceStack } from './service-stack.ts';
import { StateStack } from './state-stack.ts';

/** Adds an installation of the product to an app, checked by cdk-nag. */
export const addTallyman = (app: App, stage: StageConfig): { state: StateStack; service: ServiceStack } => {
  const state = new StateStack(app, 'State', stage);
  const service = new ServiceStack(app, 'Service', stage, packageJson.version, state);
  Tags.of(app).add('product', 'tallyman');
  Tags.of(app).add('stage', stage.name);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { state, service };
};
