import * as z from 'zod';
import {
  aliasValueSchema,
  dimensionRegistrySchema,
  FAULT_CLASSES,
  registryEntrySchema,
  registryIdSchema,
  registryNameSchema,
} from '../../domain/crm/registry.ts';
import { IMPORT_OUTCOMES } from '../../domain/crm/registry-import.ts';
import { clientIdSchema } from '../../domain/ids.ts';
import { daySchema } from '../period.ts';
import { defineRoute, noBody, noQuery } from '../route.ts';

const MAX_ENTRIES = 500;
const MAX_ALIASES = 40;
const MAX_CLIENTS_NAMED = 100;
const MAX_PERIOD = 92;

const entryViewSchema = registryEntrySchema
  .extend({
    version: registryEntrySchema.shape.version.meta({
      description: 'The ETag without its quotes; 0: built in, never changed.',
    }),
  })
  .meta({ id: 'RegistryEntry' });
const aliasSchema = z.object({ value: z.string(), id: z.string() }).meta({ id: 'RegistryAlias' });
const faultClass = z
  .enum(FAULT_CLASSES)
  .optional()
  .meta({ description: 'Of a reason: on whose side it lies. Every new reason has one.' });
const clientIds = z.array(clientIdSchema).max(MAX_CLIENTS_NAMED).optional().meta({
  description:
    'The clients that use the value, when you know them: only their orders are judged again. Absent: all clients; `[]`: none, you have it done later.',
});
const clientsRejudged = z
  .int()
  .meta({ description: 'Clients whose orders are judged again; they say `rejudging` until it is done.' });
const movedSchema = z
  .object({
    clientsRejudged,
    startsAfterSeconds: z
      .int()
      .meta({ description: 'Until every function has forgotten the registries before.' }),
  })
  .meta({ id: 'RegistryChangeAccepted' });
const moved = { status: 202, description: 'Written; orders are judged again.', body: movedSchema } as const;

const params = z.strictObject({ registry: registryNameSchema });
const tag = 'Registries';

export const listRegistryRoute = defineRoute({
  method: 'GET',
  path: '/v1/registries/{registry}',
  operationId: 'listRegistry',
  tag,
  summary: 'List sites, carriers, service levels, causes of misses or reasons of excuses',
  description:
    'The whole registry at once, by id, and what stands for its entries. A site, carrier or service level that is not in it counts as unknown in every figure. ' +
    'Reasons are open to the people of a client, the other registries are not. Built-in reasons are the codes of X12 data element 1651.',
  access: 'reasons:read',
  params,
  query: noQuery,
  body: noBody,
  answer: {
    status: 200,
    description: 'The registry.',
    body: z
      .object({
        registry: registryNameSchema,
        entries: z.array(entryViewSchema).readonly(),
        aliases: z.array(aliasSchema).readonly(),
      })
      .meta({ id: 'Registry' }),
  },
});

export const putRegistryEntryRoute = defineRoute({
  method: 'PUT',
  path: '/v1/registries/{registry}/{id}',
  operationId: 'putRegistryEntry',
  tag,
  summary: 'Add or change an entry',
  description:
    'If-Match is needed once there is an entry with another content. Orders may name a new site, carrier or service level already, so they are judged again. ' +
    'Entries are retired with `active: false`, built-in ones too, and never deleted.',
  access: 'registries:write',
  params: params.extend({ id: registryIdSchema }),
  query: noQuery,
  body: z
    .strictObject({
      name: registryEntrySchema.shape.name,
      active: z.boolean().default(true),
      faultClass,
      clientIds,
    })
    .meta({ id: 'NewRegistryEntry' }),
  answer: {
    status: 200,
    description: 'The entry.',
    body: entryViewSchema.extend({ clientsRejudged }).meta({ id: 'RegistryEntryWritten' }),
    headers: ['ETag'],
  },
  ifMatch: true,
});

/** One entry of an import. */
export const importRowSchema = z
  .strictObject({
    id: registryIdSchema,
    name: registryEntrySchema.shape.name,
    active: z.boolean().optional(),
    faultClass,
    aliases: z.array(aliasValueSchema).max(MAX_ALIASES).optional(),
  })
  .meta({ id: 'RegistryImportEntry' });

const importedSchema = z
  .object({
    index: z.int().meta({ description: 'Place in the request, from 0.' }),
    id: z.string().nullable(),
    outcome: z.enum(IMPORT_OUTCOMES),
    errors: z
      .array(z.object({ path: z.string(), detail: z.string() }))
      .readonly()
      .optional()
      .meta({ description: 'Why it was refused.' }),
  })
  .meta({ id: 'RegistryImported' });

export const importRegistryRoute = defineRoute({
  method: 'POST',
  path: '/v1/registries/{registry}/import',
  operationId: 'importRegistry',
  tag,
  summary: 'Add and change many entries at once',
  description:
    'Entries are written over without If-Match; what an entry leaves out stays as it is. Aliases are added, never taken away. A wrong entry is refused by itself, with the others written. A repeat changes nothing.',
  access: 'registries:write',
  params,
  query: noQuery,
  body: z
    .strictObject({
      entries: z
        // Read one by one later on: a wrong one is refused by itself.
        .array(z.union([importRowSchema, z.unknown()]))
        .min(1)
        .max(MAX_ENTRIES)
        .meta({ items: { $ref: '#/components/schemas/RegistryImportEntry' } }),
      clientIds,
    })
    .meta({ id: 'RegistryImport' }),
  answer: {
    status: 200,
    description: 'What became of each entry.',
    body: z
      .object({ results: z.array(importedSchema).readonly(), clientsRejudged })
      .meta({ id: 'RegistryImportResult' }),
  },
  errors: ['stale-version'],
});

export const putRegistryAliasRoute = defineRoute({
  method: 'PUT',
  path: '/v1/registries/{registry}/aliases',
  operationId: 'putRegistryAlias',
  tag,
  summary: 'Have a value stand for an entry',
  description:
    'Orders that name the value then count under the entry, those recorded before too: they are judged again. The value is compared as it is written, capitals and spaces included.',
  access: 'registries:write',
  params,
  query: noQuery,
  body: z
    .strictObject({ value: aliasValueSchema, id: registryIdSchema, clientIds })
    .meta({ id: 'NewRegistryAlias' }),
  answer: moved,
  errors: ['stale-version'],
});

export const deleteRegistryAliasRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/registries/{registry}/aliases',
  operationId: 'deleteRegistryAlias',
  tag,
  summary: 'Take an alias away, or undo a merge',
  description:
    'Orders that name the value are judged again. After a merge, make the entry active again as well.',
  access: 'registries:write',
  params,
  query: z.strictObject({ value: aliasValueSchema }),
  body: noBody,
  answer: moved,
  errors: ['not-found', 'stale-version'],
});

export const mergeRegistryEntryRoute = defineRoute({
  method: 'POST',
  path: '/v1/registries/{registry}/{id}/merge',
  operationId: 'mergeRegistryEntry',
  tag,
  summary: 'Merge an entry into another one',
  description:
    'The entry becomes inactive and an alias of the other one; its orders are judged again and count there. Deleting the alias undoes it.',
  access: 'registries:write',
  params: params.extend({ id: registryIdSchema }),
  query: noQuery,
  body: z.strictObject({ into: registryIdSchema, clientIds }).meta({ id: 'RegistryMerge' }),
  answer: moved,
  errors: ['not-found', 'stale-version'],
});

export const listUnregisteredRoute = defineRoute({
  method: 'GET',
  path: '/v1/registries/{registry}/unregistered',
  operationId: 'listUnregistered',
  tag,
  summary: 'Values that orders name and the registry does not know',
  description:
    'Over the clients you may see, by the day orders are listed under. Give a value an entry or an alias, and its orders are judged again. An order that names no value at all is not among them.',
  access: 'registries:read',
  params: z.strictObject({ registry: dimensionRegistrySchema }),
  query: z
    .strictObject({ from: daySchema, to: daySchema, clientId: clientIdSchema.optional() })
    .superRefine(({ from, to }, context) => {
      const refuse = (message: string): void => {
        context.addIssue({ code: 'custom', path: ['to'], message });
      };
      if (to < from) refuse('lies before from');
      if (to - from >= MAX_PERIOD)
        refuse(`makes a period of more than ${String(MAX_PERIOD)} days; ask for shorter ones`);
    }),
  body: noBody,
  answer: {
    status: 200,
    description: 'The values, those of most orders first.',
    body: z
      .object({
        values: z.array(
          z.object({
            value: z.string(),
            orders: z.int(),
            clients: z.array(clientIdSchema).meta({ description: 'Up to 100 of them, by id.' }),
          }),
        ),
        ordersLookedAt: z.int(),
        complete: z.boolean().meta({
          description:
            '`false`: there was more than one call looks at (10,000 orders with something to look at, 1,000 clients, 1,000 values); ask for fewer days or one client.',
        }),
      })
      .meta({ id: 'UnregisteredValues' }),
  },
  errors: ['not-found'],
});
