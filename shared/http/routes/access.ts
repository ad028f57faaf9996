import * as z from 'zod';
import {
  grantedClientIdsSchema,
  grantedSiteIdsSchema,
  packGrantedIds,
  principalIdSchema,
  type Grant,
} from '../../domain/crm/grant.ts';
import { defineRoute, noBody, noQuery } from '../route.ts';

export const grantViewSchema = z
  .object({
    principalId: principalIdSchema,
    clientIds: grantedClientIdsSchema,
    siteIds: grantedSiteIdsSchema,
    version: z.int(),
  })
  .meta({ id: 'Grant' });

export const grantView = (grant: Grant): z.input<typeof grantViewSchema> => ({
  principalId: grant.principalId,
  clientIds: packGrantedIds(grant),
  siteIds: grant.siteIds,
  version: grant.version,
});

const params = z.strictObject({ principalId: principalIdSchema });
const tag = 'Access';

export const getGrantRoute = defineRoute({
  method: 'GET',
  path: '/v1/access/{principalId}',
  operationId: 'getGrant',
  tag,
  summary: 'Read which clients a person or machine is assigned to',
  access: 'access:read',
  params,
  query: noQuery,
  body: noBody,
  answer: { status: 200, description: 'The grant.', body: grantViewSchema, headers: ['ETag'] },
  errors: ['not-found'],
});

export const putGrantRoute = defineRoute({
  method: 'PUT',
  path: '/v1/access/{principalId}',
  operationId: 'putGrant',
  tag,
  summary: 'Assign clients to a person or machine',
  description:
    'Replaces both lists; If-Match is needed once there is a grant with another list. Client viewers and approvers see a client only when their grant names exactly one.',
  access: 'access:write',
  params,
  query: noQuery,
  body: z
    .strictObject({ clientIds: grantedClientIdsSchema, siteIds: grantedSiteIdsSchema.optional() })
    .meta({ id: 'NewGrant' }),
  answer: { status: 200, description: 'The grant.', body: grantViewSchema, headers: ['ETag'] },
  ifMatch: true,
});
