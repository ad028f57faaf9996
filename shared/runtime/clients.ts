import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * Settings of every client. A call that hangs must give its retry a chance within the function's own time limit:
 * three attempts of at most 3 s.
 */
const SETTINGS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};

// One client per process: connections and credentials are shared by all calls. Made on first use, so that a
// function pays only for those it needs; marked pure, so that a bundle leaves the others' code out.
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

export const dynamoDb = /* @__PURE__ */ once(() => new DynamoDBClient(SETTINGS));
export const sqs = /* @__PURE__ */ once(() => new SQSClient(SETTINGS));
export const scheduler = /* @__PURE__ */ once(() => new SchedulerClient(SETTINGS));
export const secretsManager = /* @__PURE__ */ once(() => new SecretsManagerClient(SETTINGS));

// One attempt: SES knows no idempotency key, and a try after a lost answer is a second mail. So the answer gets longer.
const MAIL_SETTINGS = {
  maxAttempts: 1,
  requestHandler: { ...SETTINGS.requestHandler, requestTimeout: 10_000 },
};
export const sesV2 = /* @__PURE__ */ once(() => new SESv2Client(MAIL_SETTINGS));
