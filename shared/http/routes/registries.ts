import * as z from 'zod';
import { registryEntrySchema, registryIdSchema, registryNameSchema } from '../../domain/crm/registry.ts';
import { defineRoute, noBody, noQuery } from '../route.ts';

const entryViewSchema = registryEntrySchema.meta({ id: 'RegistryEntry' });
const tag = 'Registries';

export const listRegistryRoute = defineRoute({
  method: 'GET',
  path: '/v1/registries/{registry}',
  operationId: 'listRegistry',
  tag,
  summary: 'List sites, carriers or service levels',
  description:
    'The whole registry at once, by id. An id that is not in it counts as unknown in every figure.',
  access: 'registries:read',
  params: z.strictObject({ registry: registryNameSchema }),
  query: noQuery,
  body: noBody,
  answer: {
    status: 200,
    description: 'The registry.',
    body: z
      .object({ registry: registryNameSchema, entries: z.array(entryViewSchema).readonly() })
      .meta({ id: 'Registry' }),
  },
});

export const putRegistryEntryRoute = defineRoute({
  method: 'PUT',
  path: '/v1/registries/{registry}/{id}',
  operationId: 'putRegistryEntry',
  tag,
  summary: 'Add or change a site, carrier or service level',
  description:
    'If-Match is needed once there is an entry with another content. Orders recorded before an id was registered stay under unknown until the client is judged again.',
  access: 'registries:write',
  params: z.strictObject({ registry: registryNameSchema, id: registryIdSchema }),
  query: noQuery,
  body: z
    .strictObject({ name: registryEntrySchema.shape.name, active: z.boolean().default(true) })
    .meta({ id: 'NewRegistryEntry' }),
  answer: { status: 200, description: 'The entry.', body: entryViewSchema, headers: ['ETag'] },
  ifMatch: true,
});
