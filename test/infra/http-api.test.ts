import * as z from 'zod';
import { describe, expect, it } from 'vitest';

import { routeKeyOf } from '../../shared/http/route.ts';
import { ROUTES } from '../../shared/http/routes/index.ts';
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
  it('has every route of the code and no other', () => {
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(ROUTES.map(routeKeyOf).sort());
  });

  it('wants a token everywhere but for health, the OpenAPI document, its page, and links sent to people', () => {
    const open = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT');
    expect(open.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      'GET /',
      'GET /r/{token}',
      'GET /s/{token}',
      'GET /u/{token}',
      'GET /v1/health',
      'GET /v1/openapi.json',
      'POST /s/{token}',
      'POST /u/{token}',
    ]);
    expect(open.map(({ RouteKey }) => RouteKey).sort()).toEqual(
      ROUTES.filter(({ access }) => access === 'open')
        .map(routeKeyOf)
        .sort(),
    );
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
