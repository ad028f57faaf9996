import { App } from 'aws-cdk-lib';

import { addTallyman } from './stacks/tallyman.ts';
import { readStageConfig } from './stage-config.ts';

const app = new App();
addTallyman(
  app,
  readStageConfig((name) => {
    const value: unknown = app.node.tryGetContext(name);
    return value;
  }),
);
app.synth();
