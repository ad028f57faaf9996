import * as z from 'zod';
import { clientIdSchema, type ClientId } from '../../domain/ids.ts';
import { defineRoute, noBody, noQuery } from '../route.ts';
import { clientParams } from './clients.ts';

const state = z.enum(['waiting', 'running', 'done']);
const count = z.int().min(0);
const instant = z.iso.datetime().nullable();

const standing = {
  state: state.meta({
    description:
      '`waiting`: a pass begins once every worker knows the terms in force. `done`: nothing is left to judge.',
  }),
  judged: count.meta({ description: 'Orders looked at so far.' }),
  startedAt: instant,
  updatedAt: instant,
  finishedAt: instant,
};

export const readRejudgingRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/rejudging',
  operationId: 'readRejudging',
  tag: 'Clients',
  summary: 'How far the orders of a client are judged again',
  description:
    'The last pass over the orders, after a change of terms or registries, as a whole and for each bucket. Until it is ' +
    '`done`, figures of the client say `rejudging` and may still move.',
  access: 'clients:read',
  params: clientParams,
  query: noQuery,
  body: noBody,
  answer: {
    status: 200,
    description: 'The last pass; `done` without times where there was none.',
    body: z
      .object({
        clientId: clientIdSchema,
        ...standing,
        buckets: z.array(z.object({ bucket: count, ...standing })),
      })
      .meta({ id: 'Rejudging' }),
  },
  errors: ['not-found'],
});

interface Standing {
  readonly state: z.infer<typeof state>;
  readonly judged: number;
  readonly startedAt: number | undefined;
  readonly updatedAt: number | undefined;
  readonly finishedAt: number | undefined;
}

const timeOf = (at: number | undefined): string | null =>
  at === undefined ? null : new Date(at).toISOString();

const standingView = ({ state: stands, judged, startedAt, updatedAt, finishedAt }: Standing) => ({
  state: stands,
  judged,
  startedAt: timeOf(startedAt),
  updatedAt: timeOf(updatedAt),
  finishedAt: timeOf(finishedAt),
});

/** A pass as the API shows it. */
export const rejudgingView = (
  clientId: ClientId,
  pass: Standing & { readonly buckets: readonly (Standing & { readonly bucket: number })[] },
): z.input<typeof readRejudgingRoute.answer.body> => ({
  clientId,
  ...standingView(pass),
  buckets: pass.buckets.map((one) => ({ bucket: one.bucket, ...standingView(one) })),
});
