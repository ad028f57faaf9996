import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

import type { StageConfig } from '../stage-config.ts';

/** What every house construct needs to know of the installation it is part of. */
export interface House {
  readonly stage: StageConfig;
  /** Version of the product, shown by GET /v1/health and in every log line. */
  readonly version: string;
  /** Told of every alarm. */
  readonly alarmTopic: ITopic;
}

/** RETAIN where the stage keeps its data, else DESTROY. */
export const removalPolicy = (stage: StageConfig): RemovalPolicy =>
  stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

const RETENTION = {
  7: RetentionDays.ONE_WEEK,
  30: RetentionDays.ONE_MONTH,
  90: RetentionDays.THREE_MONTHS,
  365: RetentionDays.ONE_YEAR,
} as const;

/** A log group with the stage's retention. No fixed name: one left by a deleted stack then blocks nothing. */
export const logGroup = (scope: Construct, id: string, stage: StageConfig): LogGroup => {
  return new LogGroup(scope, id, {
    retention: RETENTION[stage.logRetentionDays],
    removalPolicy: removalPolicy(stage),
  });
};
