import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import type { House } from '../constructs/house.ts';
import type { StageConfig } from '../stage-config.ts';
import { alarmTopic } from './alarm-topic.ts';
import { ApiFunctions } from './api-functions.ts';
import { TallymanHttpApi } from './http-api.ts';
import { Monitoring } from './monitoring.ts';
import { Queues } from './queues.ts';
import { ReconciliationSchedule } from './reconciliation-schedule.ts';
import type { State } from './state-stack.ts';
import { WorkerFunctions } from './worker-functions.ts';

/** The stack that works on the state: queues, functions, API, schedule, alarms. Its outputs tell how to reach it all. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, stage: StageConfig, version: string, state: State) {
    super(scope, id, {
      stackName: `tallyman-${stage.name}`,
      description: 'Tallyman: API, workers, alarms',
    });
    const house: House = { stage, version, alarmTopic: alarmTopic(this, 'Alarms', stage) };
    const queues = new Queues(this, 'Queues', house);
    const apiFunctions = new ApiFunctions(this, 'ApiFunctions', house, state, queues);
    const workers = new WorkerFunctions(this, 'Workers', house, state, queues);
    const http = new TallymanHttpApi(this, 'Http', stage, apiFunctions, state.identity);
    new ReconciliationSchedule(this, 'Reconciliation', stage, workers.requestReconciliation);
    new Monitoring(this, 'Monitoring', house, {
      functions: [
        ...[apiFunctions.events, apiFunctions.kpis, apiFunctions.orders, apiFunctions.clients],
        ...[
          apiFunctions.contracts,
          apiFunctions.credits,
          apiFunctions.whatIf,
          apiFunctions.exceptions,
          apiFunctions.quarantine,
          apiFunctions.registries,
          apiFunctions.access,
          apiFunctions.meta,
        ],
        ...[workers.recordFacts, workers.recordFactsBulk, workers.rejudgeOrders],
        ...[workers.requestReconciliation, workers.reconcileBucket],
      ],
      queues: [queues.ledger, queues.bulk, queues.rejudge, queues.reconcile],
      api: http.stage,
      requestReconciliation: workers.requestReconciliation,
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
      PageTokenSecretArn: state.pageTokenSecret.secretArn,
    });
  }

  #outputs(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}
