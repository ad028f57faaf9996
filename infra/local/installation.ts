import { DescribeUserPoolClientCommand } from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import type { Outputs } from './cdk.ts';
import { cognito } from './clients.ts';
import { REGION, type Emulator } from './emulator.ts';
import type { LocalStack } from './stack.ts';

/** The outputs that every deployment of the app has. */
const outputsSchema = z.object({
  ApiUrl: z.string(),
  UserPoolId: z.string(),
  WebClientId: z.string(),
  MachineClientId: z.string(),
  LedgerTable: z.string(),
  TalliesTable: z.string(),
  CrmTable: z.string(),
  LedgerQueueUrl: z.string(),
  BulkQueueUrl: z.string(),
  RejudgeQueueUrl: z.string(),
  ReconcileQueueUrl: z.string(),
  PlanQueueUrl: z.string(),
  SendQueueUrl: z.string(),
  MailEventsQueueUrl: z.string(),
  CaseMailQueueUrl: z.string(),
  MailEventsTopicArn: z.string(),
  ScheduleGroup: z.string(),
  PageTokenSecretArn: z.string(),
  LinkSecretArn: z.string(),
  HostedUiDomain: z.string(),
});

/** What is deployed on the emulator, from the outputs of the deployment; users come later. */
export async function describeInstallation(emulator: Emulator, outputs: Outputs): Promise<LocalStack> {
  const out = outputsSchema.parse(outputs);
  const { endpoint, port, group } = emulator;
  const apiId = apiIdOf(out.ApiUrl);
  return {
    apiUrl: `${endpoint}/_aws/execute-api/${apiId}/$default`,
    webUrl: `http://${apiId}.execute-api.localhost:${String(port)}/`,
    mailUrl: `${endpoint}/_ministack/ses/messages`,
    endpoint,
    tokenUrl: `${endpoint}/oauth2/token`,
    region: REGION,
    userPoolId: out.UserPoolId,
    webClientId: out.WebClientId,
    machineClientId: out.MachineClientId,
    machineClientSecret: await machineSecret(endpoint, out),
    hostedUiDomain: out.HostedUiDomain,
    pageTokenSecretArn: out.PageTokenSecretArn,
    linkSecretArn: out.LinkSecretArn,
    scheduleGroup: out.ScheduleGroup,
    mailEventsTopicArn: out.MailEventsTopicArn,
    tables: { ledger: out.LedgerTable, tallies: out.TalliesTable, crm: out.CrmTable },
    queues: {
      ledger: out.LedgerQueueUrl,
      bulk: out.BulkQueueUrl,
      rejudge: out.RejudgeQueueUrl,
      reconcile: out.ReconcileQueueUrl,
      planInvitations: out.PlanQueueUrl,
      sendInvitations: out.SendQueueUrl,
      mailEvents: out.MailEventsQueueUrl,
      caseMail: out.CaseMailQueueUrl,
    },
    users: [],
    emulator: { pid: group.pid, port },
    pid: process.pid,
  };
}

/** The API's id is the first label of its host. */
function apiIdOf(apiUrl: string): string {
  const id = /^https?:\/\/([a-z0-9]+)\./.exec(apiUrl)?.[1];
  if (id === undefined) throw new Error(`the output ApiUrl holds no API id: ${apiUrl}`);
  return id;
}

async function machineSecret(endpoint: string, out: z.infer<typeof outputsSchema>): Promise<string> {
  const { UserPoolClient } = await cognito({ endpoint, region: REGION }).send(
    new DescribeUserPoolClientCommand({ UserPoolId: out.UserPoolId, ClientId: out.MachineClientId }),
  );
  if (UserPoolClient?.ClientSecret === undefined)
    throw new Error('the machine client of the user pool has no secret; it needs generateSecret');
  return UserPoolClient.ClientSecret;
}
