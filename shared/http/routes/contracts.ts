import * as z from 'zod';
import { contractTermsSchema } from '../../domain/contract/contract-schema.ts';
import { retroactiveSchema } from '../../domain/contract/versions.ts';
import { clientIdSchema } from '../../domain/ids.ts';
import { versionEntrySchema, versionSchema } from '../contract-view.ts';
import { defineRoute, noBody, noQuery } from '../route.ts';

const MAX_VERSION = 999_999;
const versionNumber = z.coerce.number().int().min(1).max(MAX_VERSION);

const clientParams = z.strictObject({ clientId: clientIdSchema });
const versionParams = z.strictObject({ clientId: clientIdSchema, version: versionNumber });
const tag = 'Contracts';

export const listContractsRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/contracts',
  operationId: 'listContracts',
  tag,
  summary: 'List the versions of a client’s contract',
  description: 'The newest first, all of them at once. Drafts are shown to staff alone.',
  access: 'contracts:read',
  params: clientParams,
  query: noQuery,
  body: noBody,
  answer: {
    status: 200,
    description: 'The versions.',
    body: z
      .object({ clientId: clientIdSchema, contracts: z.array(versionEntrySchema) })
      .meta({ id: 'ContractVersions' }),
  },
  errors: ['not-found'],
});

export const getContractRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/contracts/{version}',
  operationId: 'getContract',
  tag,
  summary: 'Read a contract version: its terms, and the same in plain words',
  access: 'contracts:read',
  params: versionParams,
  query: noQuery,
  body: noBody,
  answer: { status: 200, description: 'The version.', body: versionSchema, headers: ['ETag'] },
  errors: ['not-found'],
});

export const putContractRoute = defineRoute({
  method: 'PUT',
  path: '/v1/clients/{clientId}/contracts/{version}',
  operationId: 'putContract',
  tag,
  summary: 'Write a draft of the next contract version',
  description:
    'All the terms, for the version after the newest active one. Refused as a whole with every fault and its path in the terms. ' +
    'Public holidays are filled in by country and region. If-Match is needed once there is a draft with other terms. ' +
    'A draft changes no verdict; `warnings` say what would keep you from activating it as it is, and what should be known before.',
  access: 'terms:write',
  params: versionParams,
  query: noQuery,
  body: contractTermsSchema.meta({ id: 'ContractTerms' }),
  answer: { status: 200, description: 'The draft.', body: versionSchema, headers: ['ETag'] },
  errors: ['not-found', 'contract-version-gap', 'contract-active'],
  ifMatch: true,
});

const empty = z.strictObject({}).optional();

export const discardContractRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/clients/{clientId}/contracts/{version}',
  operationId: 'discardContract',
  tag,
  summary: 'Discard a draft',
  access: 'terms:write',
  params: versionParams,
  query: noQuery,
  body: empty,
  answer: {
    status: 200,
    description: 'Gone; the audit log keeps who did it.',
    body: z
      .object({ clientId: clientIdSchema, version: z.int(), state: z.literal('discarded') })
      .meta({ id: 'ContractDiscarded' }),
  },
  errors: ['not-found', 'contract-active'],
  ifMatch: true,
});

export const activateContractRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/contracts/{version}/activate',
  operationId: 'activateContract',
  tag,
  summary: 'Activate a draft',
  description:
    'From then on the version is never changed. Orders placed from `effectiveFrom` on are under it; where there may be some, all orders of the client are judged again and `rejudging` is true until that is done. ' +
    'Into the past only with the client’s agreement: `retroactive`. Send If-Match to activate nothing but the draft you have read; where the stage wants a second person it is required. ' +
    'Safe to repeat: should it answer 503, the repeat queues the orders again.',
  access: 'terms:activate',
  params: versionParams,
  query: noQuery,
  body: z.strictObject({ retroactive: retroactiveSchema.optional() }).meta({ id: 'Activation' }).optional(),
  answer: {
    status: 200,
    description: 'The active version.',
    body: versionSchema
      .extend({ rejudging: z.boolean().meta({ description: 'Orders are judged again for it.' }) })
      .meta({ id: 'ActivatedContract' }),
    headers: ['ETag'],
  },
  errors: [
    'not-found',
    'stale-version',
    'contract-overlap',
    'activation-in-the-past',
    'second-person-required',
    'if-match-required',
  ],
});

export const diffContractsRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/contracts/{version}/diff',
  operationId: 'diffContracts',
  tag,
  summary: 'Compare two contract versions',
  description: 'Rules and other lists of terms are compared by their position.',
  access: 'contracts:read',
  params: versionParams,
  query: z.strictObject({
    against: versionNumber.optional().meta({ description: 'The version before when absent.' }),
  }),
  body: noBody,
  answer: {
    status: 200,
    description: 'What `version` says otherwise than `against`.',
    body: z
      .object({
        clientId: clientIdSchema,
        version: z.int(),
        against: z.int(),
        changes: z.array(
          z.object({
            path: z.string().meta({ description: 'In the terms; holidays under `calendarYears`.' }),
            from: z.unknown().optional().meta({ description: 'Absent where there was nothing.' }),
            to: z.unknown().optional().meta({ description: 'Absent where there is nothing any more.' }),
          }),
        ),
        text: z.array(z.string()).meta({ description: 'The same in plain words.' }),
      })
      .meta({ id: 'ContractDiff' }),
  },
  errors: ['not-found'],
});
