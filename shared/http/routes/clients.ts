import * as z from 'zod';
import { contractOptionsSchema, contractSchema } from '../../domain/contract/contract-schema.ts';
import type { Contract } from '../../domain/contract/contract.ts';
import {
  bucketsSchema,
  clientNameSchema,
  clientStatusSchema,
  timeZoneSchema,
  type Client,
} from '../../domain/crm/client.ts';
import { clientIdSchema } from '../../domain/ids.ts';
import { defineRoute, nextTokenSchema, noBody, noParams, noQuery, pageQuery } from '../route.ts';

const clientShape = {
  clientId: clientIdSchema,
  name: z.string(),
  timeZone: z.string(),
  buckets: z.int(),
  status: clientStatusSchema,
  rejudging: z.boolean().meta({
    description: 'Orders still wait to be judged under changed terms; figures may move until it is false.',
  }),
  version: z.int().meta({ description: 'The ETag without its quotes.' }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

export const clientViewSchema = z.object(clientShape).meta({ id: 'Client' });
export const clientWithContractSchema = z
  .object({ ...clientShape, contract: contractSchema.meta({ id: 'Contract' }) })
  .meta({ id: 'ClientWithContract' });

/** A client as the API shows it. */
export const clientView = (client: Client): z.input<typeof clientViewSchema> => ({
  ...client,
  rejudging: client.rejudging.length > 0,
  createdAt: new Date(client.createdAt).toISOString(),
  updatedAt: new Date(client.updatedAt).toISOString(),
});

export const clientWithContractView = (
  client: Client,
  contract: Contract,
): z.input<typeof clientWithContractSchema> => ({ ...clientView(client), contract: { ...contract } });

export const newClientSchema = z
  .strictObject({
    clientId: clientIdSchema
      .optional()
      .meta({ description: 'Made of the name when absent.', type: 'string', pattern: '^[a-z0-9-]{1,64}$' }),
    name: clientNameSchema,
    timeZone: timeZoneSchema,
    buckets: bucketsSchema.optional(),
    contract: contractOptionsSchema
      .meta({ id: 'ContractOptions' })
      .optional()
      .meta({ description: 'Options that differ from the defaults of the first contract version.' }),
  })
  .meta({ id: 'NewClient' });

export const clientChangesSchema = z
  .strictObject({ name: clientNameSchema.optional(), status: clientStatusSchema.optional() })
  .meta({ id: 'ClientChanges' });

export const clientParams = z.strictObject({ clientId: clientIdSchema });

const tag = 'Clients';

export const createClientRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients',
  operationId: 'createClient',
  tag,
  summary: 'Create a client with its first contract version',
  access: 'clients:create',
  params: noParams,
  query: noQuery,
  body: newClientSchema,
  answer: {
    status: 201,
    description: 'The client.',
    body: clientWithContractSchema,
    headers: ['ETag', 'Location'],
  },
  errors: ['client-exists'],
  idempotent: true,
});

export const listClientsRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients',
  operationId: 'listClients',
  tag,
  summary: 'List the clients you may see, by id',
  access: 'clients:read',
  params: noParams,
  query: z.strictObject(pageQuery),
  body: noBody,
  answer: {
    status: 200,
    description: 'One page.',
    body: z
      .object({ clients: z.array(clientViewSchema), nextToken: nextTokenSchema })
      .meta({ id: 'ClientPage' }),
  },
  errors: ['invalid-page-token'],
});

export const getClientRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}',
  operationId: 'getClient',
  tag,
  summary: 'Read a client with the contract in force',
  access: 'clients:read',
  params: clientParams,
  query: noQuery,
  body: noBody,
  answer: { status: 200, description: 'The client.', body: clientWithContractSchema, headers: ['ETag'] },
  errors: ['not-found'],
});

export const updateClientRoute = defineRoute({
  method: 'PATCH',
  path: '/v1/clients/{clientId}',
  operationId: 'updateClient',
  tag,
  summary: 'Change name or status of a client',
  description:
    'Its terms change by contract versions. Zone and number of buckets are fixed. Events of an `inactive` client are rejected; what was recorded stays readable.',
  access: 'clients:write',
  params: clientParams,
  query: noQuery,
  body: clientChangesSchema,
  answer: { status: 200, description: 'The client.', body: clientWithContractSchema, headers: ['ETag'] },
  errors: ['not-found'],
  ifMatch: true,
});

export const rejudgeClientRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/rejudge',
  operationId: 'rejudgeClient',
  tag,
  summary: 'Judge every order of a client again',
  description: 'Changes nothing where the verdicts already are what the terms in force make of the facts.',
  access: 'rejudge:request',
  params: clientParams,
  query: noQuery,
  body: z.strictObject({}).optional(),
  answer: {
    status: 202,
    description: 'Queued, one pass over each bucket.',
    body: z
      .object({
        clientId: clientIdSchema,
        buckets: z.int(),
        startsAfterSeconds: z
          .int()
          .meta({ description: 'Until every function has forgotten the terms and registries before.' }),
      })
      .meta({ id: 'RejudgeAccepted' }),
  },
  errors: ['not-found'],
});
