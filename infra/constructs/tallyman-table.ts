import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

import type { TableShape } from '../../shared/store/tables.ts';
import type { StageConfig } from '../stage-config.ts';
import { removalPolicy } from './house.ts';

/**
 * A table of the given shape, billed per request. Local indexes can only be made together with their table:
 * changing the shape of one that holds data needs a new table and a copy.
 */
export class TallymanTable extends Table {
  constructor(scope: Construct, id: string, stage: StageConfig, shape: TableShape) {
    super(scope, id, {
      partitionKey: { name: shape.partitionKey, type: AttributeType.STRING },
      sortKey: { name: shape.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: stage.keepsData },
      deletionProtection: stage.keepsData,
      removalPolicy: removalPolicy(stage),
      ...(shape.ttlAttribute === undefined ? {} : { timeToLiveAttribute: shape.ttlAttribute }),
    });
    for (const [indexName, index] of Object.entries(shape.localIndexes)) {
      this.addLocalSecondaryIndex({
        indexName,
        sortKey: { name: index.sortKey, type: AttributeType.STRING },
        ...(index.include.length === 0
          ? { projectionType: ProjectionType.KEYS_ONLY }
          : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.include] }),
      });
    }
  }
}
