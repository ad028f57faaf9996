import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, inject } from 'vitest';
import type {} from '../support/local-stack/global-setup.ts';
import { createDynamoDocuments } from '../../shared/store/dynamo-documents.ts';
import { LEDGER, TALLIES } from '../../shared/store/tables.ts';
import { createTable, localDynamoDb } from '../support/dynamo-tables.ts';
import { isDynoxideInstalled, startDynoxide, type LocalEndpoint } from '../support/dynoxide.ts';
import { describeDocumentsContract } from '../support/memory-documents/contract/index.ts';

const started: LocalEndpoint[] = [];

afterAll(async () => {
  for (const server of started) await server.stop();
});

async function dynoxideEndpoint(): Promise<string> {
  const server = await startDynoxide();
  started.push(server);
  return server.endpoint;
}

function describeEndpoint(name: string, endpointOf: () => Promise<string>): void {
  describeDocumentsContract(name, async () => {
    const client = localDynamoDb(await endpointOf());
    return {
      documents: createDynamoDocuments({
        client: DynamoDBDocumentClient.from(client),
        random: Math.random,
        sleep: (milliseconds) => sleep(milliseconds),
      }),
      ledger: await createTable(client, 'ledger', LEDGER),
      tallies: await createTable(client, 'tallies', TALLIES),
    };
  });
}

if (isDynoxideInstalled()) describeEndpoint('documents on Dynoxide', dynoxideEndpoint);
else describe.skip('documents on Dynoxide (it exists for Linux on x64 only)');

// The emulator that the whole stack runs on: the one of this test run, or one named for a trial.
describeEndpoint('documents on the emulator', () =>
  Promise.resolve(process.env.TALLYMAN_TEST_ENDPOINT ?? inject('localStack').endpoint),
);
