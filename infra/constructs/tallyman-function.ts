import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as z from 'zod';

import { METRIC_NAMESPACE, metricService } from '../../shared/runtime/metric-names.ts';
import { bundleInto } from './bundling.ts';
import { houseAlarm } from './house-alarm.ts';
import { logGroup, type House } from './house.ts';

/** A schema that reads environment variables, which are text. */
export type EnvSchema = z.core.$ZodType<unknown, Record<string, string>>;

export interface TallymanFunctionProps<Schema extends EnvSchema> {
  /** Short name; the function is `tallyman-<stage>-<name>`. */
  readonly name: string;
  /** Folder below functions/, for example `api/events`. */
  readonly path: string;
  readonly description: string;
  /** What a failure costs users, one sentence; it stands in the alarms and in the runbook. */
  readonly errorImpact: string;
  /** Heading anchor of the function's section in docs/runbook.md. */
  readonly runbookAnchor: string;
  /** The schema the function reads its environment with; it decides what `environment` must hold. */
  readonly envSchema: Schema;
  readonly environment: z.input<Schema>;
  readonly timeout: Duration;
  readonly memoryMegabytes: number;
  /** All the function may do, beside writing its own log. */
  readonly access: readonly PolicyStatement[];
}

/**
 * A Lambda function as this product wants it: Node 24 on arm64, one bundle without Docker, a log group with
 * retention, a role of its own with listed rights only, and alarms on errors and throttles.
 */
export class TallymanFunction<Schema extends EnvSchema = EnvSchema> extends Construct {
  readonly lambda: LambdaFunction;
  readonly errorsAlarm: Alarm;
  readonly throttlesAlarm: Alarm;

  constructor(scope: Construct, id: string, house: House, props: TallymanFunctionProps<Schema>) {
    super(scope, id);
    // Fails the synthesis, not the first request, when a variable is empty or malformed.
    z.parse(props.envSchema, props.environment);
    const logs = logGroup(this, 'Logs', house.stage);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: `tallyman-${house.stage.name}-${props.name}`,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundledCode(props.path),
      memorySize: props.memoryMegabytes,
      timeout: props.timeout,
      logGroup: logs,
      loggingFormat: LoggingFormat.JSON,
      role: ownRole(this, logs.logGroupArn, props.access),
      environment: { ...houseEnvironment(house), ...props.environment },
    });
    const period = Duration.minutes(5);
    this.errorsAlarm = houseAlarm(this, 'ErrorsAlarm', house, {
      name: `${props.name}-errors`,
      meaning: `${props.name} fails. ${props.errorImpact}`,
      runbookAnchor: props.runbookAnchor,
      metric: this.lambda.metricErrors({ period }),
      rings: { above: 0 },
    });
    this.throttlesAlarm = houseAlarm(this, 'ThrottlesAlarm', house, {
      name: `${props.name}-throttles`,
      meaning: `Calls of ${props.name} are refused for lack of concurrency. ${props.errorImpact}`,
      runbookAnchor: 'throttles',
      metric: this.lambda.metricThrottles({ period }),
      rings: { above: 0 },
    });
  }
}

const houseEnvironment = (house: House): Record<string, string> => ({
  STAGE: house.stage.name,
  VERSION: house.version,
  POWERTOOLS_SERVICE_NAME: metricService(house.stage.name),
  POWERTOOLS_METRICS_NAMESPACE: METRIC_NAMESPACE,
  LOG_LEVEL: house.stage.logLevel,
});

// Bundled by esbuild in this process; the image is never asked for, because the local step always succeeds or throws.
const bundledCode = (path: string): Code =>
  Code.fromAsset(`functions/${path}`, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      local: {
        tryBundle: (folder) => {
          bundleInto(path, folder);
          return true;
        },
      },
    },
  });

const ownRole = (scope: Construct, logGroupArn: string, access: readonly PolicyStatement[]): Role => {
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroupArn] }),
  );
  for (const statement of access) role.addToPolicy(statement);
  return role;
};
