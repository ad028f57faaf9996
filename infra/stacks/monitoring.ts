import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  Metric,
  SingleValueWidget,
  type Alarm,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';

import {
  METRIC,
  METRIC_NAMESPACE,
  metricService,
  type MetricName,
} from '../../shared/runtime/metric-names.ts';
import { houseAlarm } from '../constructs/house-alarm.ts';
import type { House } from '../constructs/house.ts';
import type { TallymanFunction } from '../constructs/tallyman-function.ts';
import type { TallymanQueue } from '../constructs/tallyman-queue.ts';

export interface MonitoringProps {
  readonly functions: readonly TallymanFunction[];
  readonly queues: readonly TallymanQueue[];
  readonly api: HttpStage;
  /** Must run once a day. */
  readonly requestReconciliation: TallymanFunction;
  /** Must run once an hour. */
  readonly tendSurveys: TallymanFunction;
  /** Must run every hour. */
  readonly escalateCases: TallymanFunction;
  /** Of SES, which counts bounces and complaints by it. */
  readonly configurationSetName: string;
}

// DynamoDB takes 10 GB a bucket, entries of local indexes included; these add about half of an order's size.
// Half of the limit leaves months to open a new epoch of buckets.
const BUCKET_BYTES_LIMIT = 5_000_000_000;

/** Alarms on the product's own promises, and the one dashboard. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, house: House, props: MonitoringProps) {
    super(scope, id);
    const own = (metricName: MetricName, period = Duration.minutes(5), statistic = 'Sum'): Metric =>
      new Metric({
        namespace: METRIC_NAMESPACE,
        metricName,
        dimensionsMap: { service: metricService(house.stage.name) },
        period,
        statistic,
      });
    const alarms = [
      ...promiseAlarms(this, house, props, own),
      ...props.queues.flatMap((queue) => queue.alarms),
      ...props.functions.flatMap(({ errorsAlarm, throttlesAlarm }) => [errorsAlarm, throttlesAlarm]),
    ];
    dashboard(this, house, props, own, alarms);
  }
}

/** First what is wrong, then whether work flows, then the causes. */
const dashboard = (
  scope: Construct,
  house: House,
  props: MonitoringProps,
  own: OwnMetric,
  alarms: readonly Alarm[],
): Dashboard =>
  new Dashboard(scope, 'Dashboard', {
    dashboardName: `tallyman-${house.stage.name}`,
    defaultInterval: Duration.hours(12),
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 6 })],
      [
        new SingleValueWidget({
          title: 'Today',
          width: 24,
          metrics: TODAY.map((name) => own(name, Duration.days(1))),
        }),
      ],
      flowRow(props.queues, own),
      apiRow(props.api, own),
      [
        graph(
          'Mails of surveys and cases',
          MAILS.map((name) => own(name)),
          12,
        ),
        graph('Cases overdue', [own(METRIC.casesOverdue, Duration.hours(1), 'Maximum')], 12),
      ],
      functionRow(props.functions),
    ],
  });

const TODAY = [
  METRIC.eventsAccepted,
  METRIC.eventsRecorded,
  METRIC.eventsQuarantined,
  METRIC.talliesChecked,
  METRIC.talliesDrifted,
] as const;
const FLOW = [
  METRIC.eventsAccepted,
  METRIC.eventsRecorded,
  METRIC.eventsRepeated,
  METRIC.eventsQuarantined,
  METRIC.eventsRejected,
] as const;

const MAILS = [
  METRIC.invitationsPlanned,
  METRIC.surveyMailsSent,
  METRIC.mailsBounced,
  METRIC.mailsComplained,
  METRIC.caseMailsSent,
] as const;

const graph = (title: string, left: readonly Metric[], width = 8): GraphWidget =>
  new GraphWidget({ title, left: [...left], width });

const flowRow = (queues: readonly TallymanQueue[], own: OwnMetric): GraphWidget[] => {
  const highest = { period: Duration.minutes(1), statistic: 'max' };
  return [
    graph(
      'Events',
      FLOW.map((name) => own(name)),
    ),
    graph(
      'Oldest message, seconds',
      queues.map(({ queue }) => queue.metricApproximateAgeOfOldestMessage(highest)),
    ),
    graph(
      'Set aside messages',
      queues.map(({ deadLetters }) => deadLetters.metricApproximateNumberOfMessagesVisible(highest)),
    ),
  ];
};

const apiRow = (api: HttpStage, own: OwnMetric): GraphWidget[] => [
  graph('API: requests and refusals', [api.metricCount(), api.metricClientError(), api.metricServerError()]),
  graph('API: milliseconds', [
    api.metricLatency({ statistic: 'p50' }),
    api.metricLatency({ statistic: 'p99' }),
  ]),
  graph('Conflicts, orders judged again', [own(METRIC.ledgerConflicts), own(METRIC.ordersRejudged)]),
];

const functionRow = (functions: readonly TallymanFunction[]): GraphWidget[] => [
  graph(
    'Function errors',
    functions.map(({ lambda }) => lambda.metricErrors()),
    12,
  ),
  graph(
    'Function milliseconds, p99',
    functions.map(({ lambda }) => lambda.metricDuration({ statistic: 'p99' })),
    12,
  ),
];

type OwnMetric = (name: MetricName, period?: Duration, statistic?: string) => Metric;

/** Alarms on the product's promises: right figures, nothing lost, everything begun. */
const promiseAlarms = (scope: Construct, house: House, props: MonitoringProps, own: OwnMetric): Alarm[] => [
  houseAlarm(scope, 'TallyDrift', house, {
    name: 'tally-drift',
    meaning: 'Tallies differ from the ledger: KPIs of at least one client are wrong.',
    runbookAnchor: 'tally-drift',
    metric: own(METRIC.talliesDrifted),
    rings: { above: 0 },
  }),
  houseAlarm(scope, 'EventsQuarantined', house, {
    name: 'events-quarantined',
    meaning:
      'Many events could not be recorded because of their content; they are missing in KPIs until mended.',
    runbookAnchor: 'events-quarantined',
    metric: own(METRIC.eventsQuarantined, Duration.hours(1)),
    rings: { above: 20 },
  }),
  houseAlarm(scope, 'EventsNotQueued', house, {
    name: 'events-not-queued',
    meaning: 'Events could not be put on a queue; senders were told to send them again.',
    runbookAnchor: 'events-not-queued',
    metric: own(METRIC.eventsNotQueued),
    rings: { above: 0 },
  }),
  houseAlarm(scope, 'ApiServerErrors', house, {
    name: 'api-server-errors',
    meaning: 'The API answered with 5xx: people and programs could not do what they wanted.',
    runbookAnchor: 'api-server-errors',
    metric: props.api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
    rings: { above: 0 },
  }),
  houseAlarm(scope, 'LedgerBucketSize', house, {
    name: 'ledger-bucket-size',
    meaning:
      'A bucket of a client has used half of what DynamoDB holds; when full, its orders cannot be written.',
    runbookAnchor: 'ledger-bucket-size',
    metric: own(METRIC.ledgerBucketBytes, Duration.days(1), 'Maximum'),
    rings: { above: BUCKET_BYTES_LIMIT },
  }),
  houseAlarm(scope, 'ReconciliationMissed', house, {
    name: 'reconciliation-missed',
    meaning: 'The daily reconciliation was not started for a day; a wrong tally would go unnoticed.',
    runbookAnchor: 'reconciliation-missed',
    metric: startsOf(props.requestReconciliation, Duration.days(1)),
    rings: { below: 1 },
    ringsWithoutData: true,
  }),
  ...peopleAlarms(scope, house, props, own),
  ...mailAlarms(scope, house, props.configurationSetName),
];

/** Alarms on what was promised to people who were asked or who complained. */
const peopleAlarms = (scope: Construct, house: House, props: MonitoringProps, own: OwnMetric): Alarm[] => [
  houseAlarm(scope, 'SurveyRoundMissed', house, {
    name: 'survey-round-missed',
    meaning: 'Surveys were not looked after for three hours: reminders are late, and waves stay open.',
    runbookAnchor: 'survey-round-missed',
    metric: startsOf(props.tendSurveys, Duration.hours(3)),
    rings: { below: 1 },
    ringsWithoutData: true,
  }),
  houseAlarm(scope, 'CaseRoundMissed', house, {
    name: 'case-round-missed',
    meaning: 'Open cases were not looked at for three hours: owners hear nothing of due dates.',
    runbookAnchor: 'case-round-missed',
    metric: startsOf(props.escalateCases, Duration.hours(3)),
    rings: { below: 1 },
    ringsWithoutData: true,
  }),
  houseAlarm(scope, 'CasesOverdue', house, {
    name: 'cases-overdue',
    meaning: 'Complaints or claims are past their due date: people wait for longer than was promised.',
    runbookAnchor: 'cases-overdue',
    metric: own(METRIC.casesOverdue, Duration.hours(1), 'Maximum'),
    rings: { above: 0 },
  }),
];

const startsOf = ({ lambda }: TallymanFunction, period: Duration): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'Invocations',
    statistic: 'Sum',
    period,
    dimensionsMap: { FunctionName: lambda.functionName },
  });

// At these rates SES puts an account under review; at 10 % and 0.5 % it stops its mails.
// https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html
const MOST_BOUNCES = 0.05;
const MOST_COMPLAINTS = 0.001;

const mailAlarms = (scope: Construct, house: House, configurationSetName: string): Alarm[] => {
  const reputation = (metricName: string): Metric =>
    new Metric({
      namespace: 'AWS/SES',
      metricName,
      statistic: 'Average',
      period: Duration.hours(1),
      dimensionsMap: { 'ses:configuration-set': configurationSetName },
    });
  return [
    houseAlarm(scope, 'MailBounces', house, {
      name: 'mail-bounces',
      meaning: 'More than 5 % of the mails bounce; at 10 % SES stops sending for the whole account.',
      runbookAnchor: 'mail-bounces',
      metric: reputation('Reputation.BounceRate'),
      rings: { above: MOST_BOUNCES },
    }),
    houseAlarm(scope, 'MailComplaints', house, {
      name: 'mail-complaints',
      meaning: 'More than 1 in 1,000 mails is marked as spam; at 5 SES stops sending for the whole account.',
      runbookAnchor: 'mail-complaints',
      metric: reputation('Reputation.ComplaintRate'),
      rings: { above: MOST_COMPLAINTS },
    }),
  ];
};
