import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';

import type { House } from './house.ts';

export interface HouseAlarmProps {
  /** The alarm's name after `tallyman-<stage>-`. */
  readonly name: string;
  /** One sentence: what is wrong, and for whom. */
  readonly meaning: string;
  /** Heading anchor of the section in docs/runbook.md. */
  readonly runbookAnchor: string;
  readonly metric: IMetric;
  /** Rings above, or below, this value. */
  readonly rings: { readonly above: number } | { readonly below: number };
  /** Periods in a row that must be above. @default 1 */
  readonly periods?: number;
  /** Rings when there is no data at all, for things that must happen. @default false */
  readonly ringsWithoutData?: boolean;
}

/** An alarm that tells the operator what it means and where the runbook goes on. */
export const houseAlarm = (scope: Construct, id: string, house: House, props: HouseAlarmProps): Alarm => {
  const alarm = new Alarm(scope, id, {
    alarmName: `tallyman-${house.stage.name}-${props.name}`,
    alarmDescription: `${props.meaning} Runbook: ${house.stage.runbookUrl}#${props.runbookAnchor}`,
    metric: props.metric,
    ...threshold(props.rings),
    evaluationPeriods: props.periods ?? 1,
    treatMissingData:
      props.ringsWithoutData === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  const action = new SnsAction(house.alarmTopic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
};

const threshold = (rings: HouseAlarmProps['rings']) =>
  'above' in rings
    ? { threshold: rings.above, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD }
    : { threshold: rings.below, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD };
