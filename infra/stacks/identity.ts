import { Aws, Duration } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

import { acknowledge } from '../constructs/acknowledge.ts';
import { removalPolicy } from '../constructs/house.ts';
import type { StageConfig } from '../stage-config.ts';

// Roles of people; machines have scopes instead. Precedence: the lower number is the role shown first.
const ROLES = [
  ['admin', 'Everything, and administers people and terms'],
  ['account-manager', 'The clients assigned to them'],
  ['operations', 'Exceptions of the day, quarantine, causes of misses'],
  ['client-approver', 'Reads their own client, decides excuses, disputes facts'],
  ['client-viewer', 'Reads their own client'],
] as const;

/** Who may sign in: people by the hosted page, machines by client credentials. */
export class Identity extends Construct {
  readonly userPool: UserPool;
  /** Host of the sign-in page, without scheme. */
  readonly hostedDomain: string;
  readonly machineClient: UserPoolClient;

  constructor(scope: Construct, id: string, stage: StageConfig) {
    super(scope, id);
    this.userPool = this.#userPool(stage);
    // The prefix is unique in a region over all accounts.
    const domain = this.userPool.addDomain('HostedPage', {
      cognitoDomain: { domainPrefix: `tallyman-${stage.name}-${Aws.ACCOUNT_ID}` },
    });
    this.hostedDomain = `${domain.domainName}.auth.${Aws.REGION}.amazoncognito.com`;
    ROLES.forEach(([groupName, description], precedence) => {
      new CfnUserPoolGroup(this, `Role-${groupName}`, {
        userPoolId: this.userPool.userPoolId,
        groupName,
        description,
        precedence,
      });
    });
    this.machineClient = this.#machineClient();
  }

  #userPool(stage: StageConfig): UserPool {
    const pool = new UserPool(this, 'UserPool', {
      userPoolName: `tallyman-${stage.name}`,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: stage.identity.mfaRequired ? Mfa.REQUIRED : Mfa.OFF,
      ...(stage.identity.mfaRequired ? { mfaSecondFactor: { otp: true, sms: false } } : {}),
      deletionProtection: stage.keepsData,
      removalPolicy: removalPolicy(stage),
    });
    if (!stage.identity.mfaRequired) {
      acknowledge(
        pool,
        'AwsSolutions-COG2',
        'Programs sign in here without a person; the emulator listens on loopback.',
      );
    }
    acknowledge(
      pool,
      'AwsSolutions-COG8',
      'A second factor and administrator-made accounts guard a small circle of known users; the Plus tier is a paid choice of the installation.',
    );
    return pool;
  }

  #machineClient(): UserPoolClient {
    const write = new ResourceServerScope({ scopeName: 'events.write', scopeDescription: 'Post events' });
    const server = this.userPool.addResourceServer('Api', { identifier: 'tallyman', scopes: [write] });
    return this.userPool.addClient('MachineClient', {
      userPoolClientName: 'machine',
      generateSecret: true,
      authFlows: {},
      oAuth: { flows: { clientCredentials: true }, scopes: [OAuthScope.resourceServer(server, write)] },
      accessTokenValidity: Duration.hours(1),
      enableTokenRevocation: true,
    });
  }
}

/**
 * The client of the pages: public, authorization code with PKCE. It lives beside the API, because the pages are
 * served there and the sign-in page returns to them.
 */
export const webClient = (
  scope: Construct,
  id: string,
  stage: StageConfig,
  userPool: UserPool,
  ownUrl: string,
): UserPoolClient => {
  const urls = [`${ownUrl}/`, ...stage.identity.callbackUrls];
  return new UserPoolClient(scope, id, {
    userPool,
    userPoolClientName: 'web',
    generateSecret: false,
    authFlows: stage.identity.passwordSignIn ? { userPassword: true, adminUserPassword: true } : {},
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
      callbackUrls: urls,
      logoutUrls: urls,
    },
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.hours(12),
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
  });
};
