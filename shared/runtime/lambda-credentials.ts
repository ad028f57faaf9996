/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles of the functions: Lambda hands the role's
 * credentials over in three variables, for as long as the process lives. The SDK's own chain also looks for profiles,
 * sign-in sessions, containers and machines, which costs every bundle about 100 KB and none of which Lambda has.
 */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The name under which the SDK imports it. */
export const defaultProvider = (): (() => Promise<Credentials>) => () => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey)
    return Promise.reject(
      new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: no Lambda role'),
    );
  return Promise.resolve({ accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) });
};
