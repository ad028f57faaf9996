import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LocalStack } from './stack.ts';

/** Settings of any AWS client that is to talk to the emulator. */
export const clientConfig = ({ endpoint, region }: Pick<LocalStack, 'endpoint' | 'region'>) => ({
  endpoint,
  region,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

type Where = Pick<LocalStack, 'endpoint' | 'region'>;

export const cognito = (stack: Where): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient(clientConfig(stack));

export const dynamo = (stack: Where): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(stack)));

export const sqs = (stack: Where): SQSClient => new SQSClient(clientConfig(stack));
