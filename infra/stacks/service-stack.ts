import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import type { House } from '../constructs/house.ts';
import type { TallymanFunction } from '../constructs/tallyman-function.ts';
import { TallymanSchedule } from '../constructs/tallyman-schedule.ts';
import type { StageConfig } from '../stage-config.ts';
import { alarmTopic } from './alarm-topic.ts';
import { apiFunctions } from './api-functions.ts';
import { caseFunctions } from './case-functions.ts';
import type { Parts } from './function-parts.ts';
import { TallymanHttpApi } from './http-api.ts';
import { MailSending } from './mail.ts';
import { Monitoring } from './monitoring.ts';
import { makeQueues } from './queues.ts';
import type { State } from './state-stack.ts';
import { surveyFunctions } from './survey-functions.ts';
import { surveyPipeline } from './survey-pipeline.ts';
import { SurveySchedules } from './survey-schedules.ts';
import { workerFunctions } from './worker-functions.ts';

/** The stack that works on the state: queues, functions, API, schedules, mail, alarms. Its outputs tell how to reach it all. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, stage: StageConfig, version: string, state: State) {
    super(scope, id, {
      stackName: `tallyman-${stage.name}`,
      description: 'Tallyman: API, workers, alarms',
    });
    const house: House = { stage, version, alarmTopic: alarmTopic(this, 'Alarms', stage) };
    const queues = makeQueues(this, house);
    const mail = new MailSending(this, 'Mail', house, state, queues.mailEvents);
    const http = new TallymanHttpApi(this, 'Http', stage, state.identity);
    const parts = (id: string): Parts => ({
      scope: new Construct(this, id),
      ...{ house, state, queues, mail, publicUrl: http.api.apiEndpoint },
    });
    const pipeline = surveyPipeline(parts('SurveyPipeline'));
    const surveySchedules = new SurveySchedules(this, 'SurveySchedules', house, pipeline.requestSurveyWaves);
    const cases = caseFunctions(parts('Cases'));
    const api = {
      ...apiFunctions(parts('ApiFunctions')),
      ...surveyFunctions(parts('Surveys'), surveySchedules, pipeline.requestSurveyWaves),
      ...cases.api,
    };
    const workers = { ...workerFunctions(parts('Workers')), ...pipeline, ...cases.workers };
    http.connect(api);
    this.#schedules(house, workers);
    new Monitoring(this, 'Monitoring', house, {
      functions: [...Object.values(api), ...Object.values(workers)],
      queues: Object.values(queues),
      api: http.stage,
      requestReconciliation: workers.requestReconciliation,
      tendSurveys: workers.tendSurveys,
      escalateCases: workers.escalateCases,
      configurationSetName: mail.configurationSetName,
    });
    this.#outputs({
      ApiUrl: http.api.apiEndpoint,
      UserPoolId: state.identity.userPool.userPoolId,
      WebClientId: http.webClient.userPoolClientId,
      MachineClientId: state.identity.machineClient.userPoolClientId,
      HostedUiDomain: state.identity.hostedDomain,
      LedgerTable: state.ledger.tableName,
      TalliesTable: state.tallies.tableName,
      CrmTable: state.crm.tableName,
      LedgerQueueUrl: queues.ledger.queue.queueUrl,
      BulkQueueUrl: queues.bulk.queue.queueUrl,
      RejudgeQueueUrl: queues.rejudge.queue.queueUrl,
      ReconcileQueueUrl: queues.reconcile.queue.queueUrl,
      PlanQueueUrl: queues.planInvitations.queue.queueUrl,
      SendQueueUrl: queues.sendInvitations.queue.queueUrl,
      MailEventsQueueUrl: queues.mailEvents.queue.queueUrl,
      CaseMailQueueUrl: queues.caseMail.queue.queueUrl,
      MailEventsTopicArn: mail.eventsTopic.topicArn,
      ScheduleGroup: surveySchedules.groupName,
      PageTokenSecretArn: state.pageTokenSecret.secretArn,
      LinkSecretArn: state.linkSecret.secretArn,
    });
  }

  #schedules(
    house: House,
    {
      requestReconciliation,
      tendSurveys,
      escalateCases,
    }: Readonly<Record<'requestReconciliation' | 'tendSurveys' | 'escalateCases', TallymanFunction>>,
  ): void {
    new TallymanSchedule(this, 'Reconciliation', house, {
      name: 'reconciliation',
      description: 'Compares every tally with the ledger',
      when: house.stage.reconciliation,
      target: requestReconciliation,
    });
    new TallymanSchedule(this, 'SurveyRound', house, {
      name: 'survey-round',
      description: 'Reminds of surveys, sends what was left over, closes waves',
      when: house.stage.surveyRound,
      target: tendSurveys,
    });
    new TallymanSchedule(this, 'CaseRound', house, {
      name: 'case-round',
      description: 'Tells of cases whose due date is near or has passed',
      when: house.stage.caseRound,
      target: escalateCases,
    });
  }

  #outputs(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}
