import { Aws, Duration } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

import { acknowledge } from '../constructs/acknowledge.ts';
import { logGroup } from '../constructs/house.ts';
import type { StageConfig } from '../stage-config.ts';
import type { ApiFunctions } from './api-functions.ts';
import { webClient } from './identity.ts';
import type { Identity } from './identity.ts';

type Route = readonly [methods: readonly ('GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE')[], path: string];
type FunctionName = Exclude<keyof ApiFunctions, keyof Construct>;

const ROUTES: Readonly<Record<FunctionName, readonly Route[]>> = {
  events: [[['POST'], '/v1/events']],
  clients: [
    [['GET', 'POST'], '/v1/clients'],
    [['GET', 'PATCH'], '/v1/clients/{clientId}'],
    [['POST'], '/v1/clients/{clientId}/rejudge'],
    [['GET'], '/v1/clients/{clientId}/rejudging'],
  ],
  contracts: [
    [['GET'], '/v1/clients/{clientId}/contracts'],
    [['GET', 'PUT', 'DELETE'], '/v1/clients/{clientId}/contracts/{version}'],
    [['POST'], '/v1/clients/{clientId}/contracts/{version}/activate'],
    [['GET'], '/v1/clients/{clientId}/contracts/{version}/diff'],
  ],
  credits: [
    [['GET'], '/v1/clients/{clientId}/billing'],
    [['PUT'], '/v1/clients/{clientId}/billing/{month}'],
    [['POST'], '/v1/billing'],
    [['GET', 'POST'], '/v1/clients/{clientId}/credits'],
    [['GET', 'DELETE'], '/v1/clients/{clientId}/credits/{month}'],
    [['POST'], '/v1/clients/{clientId}/credits/{month}/approve'],
    [['POST'], '/v1/clients/{clientId}/credits/{month}/difference-notes'],
    [['POST'], '/v1/clients/{clientId}/credits/{month}/difference-notes/{number}/approve'],
  ],
  kpis: [
    [['GET'], '/v1/kpis'],
    [['GET'], '/v1/clients/{clientId}/kpis'],
  ],
  whatIf: [
    [['GET'], '/v1/clients/{clientId}/tolerance-ladder'],
    [['POST'], '/v1/clients/{clientId}/what-if'],
  ],
  orders: [
    [['GET'], '/v1/clients/{clientId}/orders'],
    [['GET'], '/v1/clients/{clientId}/orders/{orderNo+}'],
  ],
  exceptions: [
    [['GET', 'POST'], '/v1/clients/{clientId}/excuses'],
    [['POST'], '/v1/clients/{clientId}/excuses/decisions'],
    [['GET', 'POST'], '/v1/clients/{clientId}/disputes'],
    [['POST'], '/v1/clients/{clientId}/disputes/settlements'],
    [['POST'], '/v1/clients/{clientId}/causes'],
    [['GET'], '/v1/clients/{clientId}/causes/pareto'],
    [['GET'], '/v1/clients/{clientId}/causes/missing'],
  ],
  quarantine: [
    [['GET'], '/v1/quarantine'],
    [['POST'], '/v1/quarantine/{id}/retry'],
    [['DELETE'], '/v1/quarantine/{id}'],
  ],
  registries: [
    [['GET'], '/v1/registries/{registry}'],
    [['PUT', 'DELETE'], '/v1/registries/{registry}/aliases'],
    [['GET'], '/v1/registries/{registry}/unregistered'],
    [['POST'], '/v1/registries/{registry}/import'],
    [['PUT'], '/v1/registries/{registry}/{id}'],
    [['POST'], '/v1/registries/{registry}/{id}/merge'],
  ],
  access: [[['GET', 'PUT'], '/v1/access/{principalId}']],
  meta: [
    [['GET'], '/v1/health'],
    [['GET'], '/v1/openapi.json'],
    [['GET'], '/'],
  ],
};

// Open to anyone: neither shows data of a client.
const OPEN_PATHS: readonly string[] = ['/v1/health', '/v1/openapi.json', '/'];

/** The HTTP API: every route but the open ones wants a token of the user pool. */
export class TallymanHttpApi extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly webClient: UserPoolClient;

  constructor(scope: Construct, id: string, stage: StageConfig, functions: ApiFunctions, identity: Identity) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: `tallyman-${stage.name}`,
      createDefaultStage: false,
      ...(stage.api.corsOrigins.length === 0 ? {} : { corsPreflight: cors(stage.api.corsOrigins) }),
    });
    this.stage = this.#stage(stage);
    this.webClient = webClient(this, 'WebClient', stage, identity.userPool, this.api.apiEndpoint);
    const authorizer = new HttpJwtAuthorizer('People and machines', issuer(identity.userPool), {
      authorizerName: 'user-pool',
      jwtAudience: [this.webClient.userPoolClientId, identity.machineClient.userPoolClientId],
    });
    const open = new HttpNoneAuthorizer();
    for (const name of FUNCTION_NAMES) {
      const integration = new HttpLambdaIntegration(name, functions[name].lambda, {
        scopePermissionToRoute: false,
      });
      for (const [methods, path] of ROUTES[name]) {
        const isOpen = OPEN_PATHS.includes(path);
        const routes = this.api.addRoutes({
          path,
          methods: methods.map((method) => HttpMethod[method]),
          integration,
          authorizer: isOpen ? open : authorizer,
        });
        if (!isOpen) continue;
        for (const route of routes) {
          acknowledge(route, 'AwsSolutions-APIG4', `${path} is open by design and shows no client's data.`);
        }
      }
    }
  }

  #stage(stage: StageConfig): HttpStage {
    return new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: stage.api.requestsPerSecond, burstLimit: stage.api.burst },
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup(this, 'AccessLogs', stage)),
        format: accessLogFormat(),
      },
    });
  }
}

const FUNCTION_NAMES = [
  'events',
  'clients',
  'contracts',
  'credits',
  'kpis',
  'whatIf',
  'orders',
  'exceptions',
  'quarantine',
  'registries',
  'access',
  'meta',
] as const satisfies readonly FunctionName[];

// Ids and measures only: no address, no agent, no path (order numbers are in paths), no user.
const accessLogFormat = (): AccessLogFormat =>
  AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      requestTime: AccessLogField.contextRequestTimeEpoch(),
      route: '$context.routeKey',
      status: AccessLogField.contextStatus(),
      responseBytes: AccessLogField.contextResponseLength(),
      latencyMs: AccessLogField.contextResponseLatency(),
      integrationLatencyMs: AccessLogField.contextIntegrationLatency(),
      integrationError: '$context.integrationErrorMessage',
      authorizerError: '$context.authorizer.error',
    }),
  );

const cors = (origins: readonly string[]) => ({
  allowOrigins: [...origins],
  allowMethods: [
    CorsHttpMethod.GET,
    CorsHttpMethod.POST,
    CorsHttpMethod.PUT,
    CorsHttpMethod.PATCH,
    CorsHttpMethod.DELETE,
  ],
  allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
  exposeHeaders: ['etag', 'location', 'retry-after'],
  maxAge: Duration.hours(1),
});

// Put together here: the emulator does not know the attribute ProviderURL, which says the same.
const issuer = ({ userPoolId }: { readonly userPoolId: string }): string =>
  `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${userPoolId}`;
