import * as z from 'zod';
import { describe, expect, it } from 'vitest';

import { synthesise, target } from './synthesis.ts';

const synthesis = synthesise('prod');
const routes = synthesis
  .ofType('AWS::ApiGatewayV2::Route')
  .map(([, route]) =>
    z
      .object({ RouteKey: z.string(), AuthorizationType: z.string(), AuthorizerId: z.unknown().optional() })
      .parse(route),
  );

describe('the HTTP API', () => {
  it('has the routes of the design', () => {
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(
      [
        'POST /v1/events',
        'POST /v1/clients',
        'GET /v1/clients',
        'GET /v1/clients/{clientId}',
        'PATCH /v1/clients/{clientId}',
        'POST /v1/clients/{clientId}/rejudge',
        'GET /v1/clients/{clientId}/rejudging',
        'GET /v1/clients/{clientId}/contracts',
        'GET /v1/clients/{clientId}/contracts/{version}',
        'PUT /v1/clients/{clientId}/contracts/{version}',
        'DELETE /v1/clients/{clientId}/contracts/{version}',
        'POST /v1/clients/{clientId}/contracts/{version}/activate',
        'GET /v1/clients/{clientId}/contracts/{version}/diff',
        'GET /v1/clients/{clientId}/billing',
        'PUT /v1/clients/{clientId}/billing/{month}',
        'POST /v1/billing',
        'GET /v1/clients/{clientId}/credits',
        'POST /v1/clients/{clientId}/credits',
        'GET /v1/clients/{clientId}/credits/{month}',
        'DELETE /v1/clients/{clientId}/credits/{month}',
        'POST /v1/clients/{clientId}/credits/{month}/approve',
        'POST /v1/clients/{clientId}/credits/{month}/difference-notes',
        'POST /v1/clients/{clientId}/credits/{month}/difference-notes/{number}/approve',
        'GET /v1/kpis',
        'GET /v1/clients/{clientId}/kpis',
        'GET /v1/clients/{clientId}/tolerance-ladder',
        'POST /v1/clients/{clientId}/what-if',
        'GET /v1/clients/{clientId}/orders',
        'GET /v1/clients/{clientId}/orders/{orderNo+}',
        'GET /v1/clients/{clientId}/excuses',
        'POST /v1/clients/{clientId}/excuses',
        'POST /v1/clients/{clientId}/excuses/decisions',
        'GET /v1/clients/{clientId}/disputes',
        'POST /v1/clients/{clientId}/disputes',
        'POST /v1/clients/{clientId}/disputes/settlements',
        'POST /v1/clients/{clientId}/causes',
        'GET /v1/clients/{clientId}/causes/pareto',
        'GET /v1/clients/{clientId}/causes/missing',
        'GET /v1/quarantine',
        'POST /v1/quarantine/{id}/retry',
        'DELETE /v1/quarantine/{id}',
        'GET /v1/registries/{registry}',
        'PUT /v1/registries/{registry}/{id}',
        'PUT /v1/registries/{registry}/aliases',
        'DELETE /v1/registries/{registry}/aliases',
        'POST /v1/registries/{registry}/import',
        'POST /v1/registries/{registry}/{id}/merge',
        'GET /v1/registries/{registry}/unregistered',
        'GET /v1/access/{principalId}',
        'PUT /v1/access/{principalId}',
        'GET /v1/health',
        'GET /v1/openapi.json',
        'GET /',
      ].sort(),
    );
  });

  it('wants a token everywhere but for health, the OpenAPI document and its page', () => {
    const open = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT');
    expect(open.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      'GET /',
      'GET /v1/health',
      'GET /v1/openapi.json',
    ]);
    expect(
      routes.filter((route) => !open.includes(route)).every(({ AuthorizerId }) => target(AuthorizerId)),
    ).toBe(true);
  });

  it('takes tokens of both clients of the user pool', () => {
    const [authorizer] = synthesis.ofType('AWS::ApiGatewayV2::Authorizer');
    const { Audience } = z.object({ Audience: z.array(z.unknown()) }).parse(authorizer?.[1].JwtConfiguration);
    const clients = synthesis.ofType('AWS::Cognito::UserPoolClient').map(([id]) => id);
    expect(Audience.map(target).sort()).toEqual([...clients].sort());
  });

  it('logs neither addresses nor paths nor who asked', () => {
    const [stage] = synthesis.ofType('AWS::ApiGatewayV2::Stage');
    const format = JSON.stringify(stage?.[1].AccessLogSettings);
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/identity|sourceIp|userAgent|context\.path|claims/);
  });

  it('lets pages of other addresses in only where the stage names them', () => {
    const corsOf = (stage: 'local' | 'prod') =>
      synthesise(stage).ofType('AWS::ApiGatewayV2::Api')[0]?.[1].CorsConfiguration;
    expect(corsOf('prod')).toBeUndefined();
    expect(corsOf('local')).toMatchObject({ AllowOrigins: ['*'] });
  });
});
