import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamo, sqs as localSqs } from '../../infra/local/clients.ts';
import { runningStack } from '../../infra/local/stack.ts';
import type { Client } from '../../shared/domain/crm/client.ts';
import type { ClientId } from '../../shared/domain/ids.ts';
import type { RecordingTables } from '../../shared/runtime/compose-recording.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { createDynamoDocuments } from '../../shared/store/dynamo-documents.ts';
import { SetupError } from './console.mjs';

export const STAGES = ['local', 'dev', 'prod'] as const;
export type Stage = (typeof STAGES)[number];

/** What commands work on: the tables of a stage, and its queue for judging again. */
export interface Installation {
  readonly documents: Documents;
  readonly tables: RecordingTables;
  readonly sqs: SQSClient;
  readonly rejudgeQueueUrl: string;
}

const documentsOf = (client: DynamoDBDocumentClient): Documents =>
  createDynamoDocuments({
    client,
    random: Math.random,
    sleep: async (milliseconds) => {
      await sleep(milliseconds);
    },
  });

/** The running local installation, or a deployed stage by the outputs of its stack. */
export async function openInstallation(stage: Stage): Promise<Installation> {
  if (stage === 'local') {
    const stack = await runningStack();
    const { ledger, tallies, crm } = stack.tables;
    const tables = { LEDGER_TABLE: ledger, TALLIES_TABLE: tallies, CRM_TABLE: crm };
    return {
      documents: documentsOf(dynamo(stack)),
      tables,
      sqs: localSqs(stack),
      rejudgeQueueUrl: stack.queues.rejudge,
    };
  }
  const found = await new CloudFormationClient({}).send(
    new DescribeStacksCommand({ StackName: `tallyman-${stage}` }),
  );
  const outputs = new Map(
    found.Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) throw new SetupError(`stage ${stage} has no output ${name}; deploy it first`);
    return value;
  };
  const tables = {
    LEDGER_TABLE: output('LedgerTable'),
    TALLIES_TABLE: output('TalliesTable'),
    CRM_TABLE: output('CrmTable'),
  };
  return {
    documents: documentsOf(DynamoDBDocumentClient.from(new DynamoDBClient({}))),
    tables,
    sqs: new SQSClient({}),
    rejudgeQueueUrl: output('RejudgeQueueUrl'),
  };
}

/** One client, or all of them. */
export async function clientsOf(
  { documents, tables }: Installation,
  only: ClientId | undefined,
): Promise<readonly Client[]> {
  const directory = createClientRepository(documents, tables.CRM_TABLE);
  if (only !== undefined) {
    const client = await directory.find(only);
    if (!client) throw new SetupError(`there is no client ${only}`);
    return [client];
  }
  const clients: Client[] = [];
  let after: ClientId | undefined;
  do {
    const page = await directory.list(after, 100);
    clients.push(...page.clients);
    after = page.next;
  } while (after !== undefined);
  return clients;
}
