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
import type { TallymanFunction } from '../constructs/tallyman-function.ts';
import type { StageConfig } from '../stage-config.ts';
import { webClient, type Identity } from './identity.ts';
import { OPEN_PATHS, ROUTES, type Route, type RoutedFunction } from './routes.ts';

/**
 * The HTTP API: every route but the open ones wants a token of the user pool. It is made before the functions, some of
 * which send its address out in links, and connected to them afterwards.
 */
export class TallymanHttpApi extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly webClient: UserPoolClient;
  readonly #authorizer: HttpJwtAuthorizer;

  constructor(scope: Construct, id: string, stage: StageConfig, identity: Identity) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: `tallyman-${stage.name}`,
      createDefaultStage: false,
      ...(stage.api.corsOrigins.length === 0 ? {} : { corsPreflight: cors(stage.api.corsOrigins) }),
    });
    this.stage = this.#stage(stage);
    this.webClient = webClient(this, 'WebClient', stage, identity.userPool, this.api.apiEndpoint);
    this.#authorizer = new HttpJwtAuthorizer('People and machines', issuer(identity.userPool), {
      authorizerName: 'user-pool',
      jwtAudience: [this.webClient.userPoolClientId, identity.machineClient.userPoolClientId],
    });
  }

  connect(functions: Readonly<Record<RoutedFunction, TallymanFunction>>): void {
    const routesOf: Readonly<Record<string, readonly Route[]>> = ROUTES;
    for (const [name, { lambda }] of Object.entries(functions)) {
      const integration = new HttpLambdaIntegration(name, lambda, { scopePermissionToRoute: false });
      for (const [methods, path] of routesOf[name] ?? []) this.#addRoutes(methods, path, integration);
    }
  }

  #addRoutes(methods: Route[0], path: string, integration: HttpLambdaIntegration): void {
    const why = OPEN_PATHS[path];
    const routes = this.api.addRoutes({
      path,
      methods: methods.map((method) => HttpMethod[method]),
      integration,
      authorizer: why === undefined ? this.#authorizer : new HttpNoneAuthorizer(),
    });
    if (why === undefined) return;
    for (const route of routes) acknowledge(route, 'AwsSolutions-APIG4', `${path} ${why}.`);
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
