import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The text of a secret, read once per process. A failed read is not kept. */
export function secretText(client: () => SecretsManagerClient, secretArn: string): () => Promise<string> {
  let value: Promise<string> | undefined;
  const read = async (): Promise<string> => {
    const { SecretString } = await client().send(new GetSecretValueCommand({ SecretId: secretArn }));
    if (SecretString === undefined || SecretString === '') throw new Error(`secret ${secretArn} is empty`);
    return SecretString;
  };
  return () => {
    value ??= read().catch((error: unknown) => {
      value = undefined;
      throw error;
    });
    return value;
  };
}
