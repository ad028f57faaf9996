import * as z from 'zod';
import { billedAmountSchema, type Billing } from '../../domain/credit/issued-credit.ts';
import type { Billed } from '../../domain/credit/month-credit.ts';
import { monthSchema } from '../../domain/credit/month.ts';
import { clientIdSchema } from '../../domain/ids.ts';
import { defineRoute, nextTokenSchema, noParams, noBody, pageQuery } from '../route.ts';
import { clientParams } from './clients.ts';

const MAX_ROWS = 100;

const amount = billedAmountSchema.meta({ description: 'Minor units of the currency.' });
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'an ISO 4217 code of three capital letters')
  .meta({ description: 'ISO 4217; that of the contract.' });

const amounts = { invoice: amount.optional(), freight: amount.optional(), currency };

const hasAmount = ({
  invoice,
  freight,
}: {
  readonly invoice?: unknown;
  readonly freight?: unknown;
}): boolean => invoice !== undefined || freight !== undefined;
const NO_AMOUNT = 'give the amount of the invoice, of the freight, or both';

/** What a body says was billed, without what it leaves out. */
export const billedOf = ({ invoice, freight, currency: of }: z.output<typeof newBillingSchema>): Billed => ({
  amounts: { ...(invoice !== undefined && { invoice }), ...(freight !== undefined && { freight }) },
  currency: of,
});

const billingViewSchema = z
  .object({
    clientId: clientIdSchema,
    month: z.string(),
    ...amounts,
    version: z.int().meta({ description: 'The ETag without its quotes.' }),
    updatedBy: z.string(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Billing' });

export const billingView = (
  clientId: z.input<typeof clientIdSchema>,
  { month, amounts: billed, currency: of, version, updatedBy, updatedAt }: Billing,
): z.input<typeof billingViewSchema> => ({
  clientId,
  month,
  ...billed,
  currency: of,
  version,
  updatedBy,
  updatedAt: new Date(updatedAt).toISOString(),
});

export const newBillingSchema = z
  .strictObject(amounts)
  .refine(hasAmount, { error: NO_AMOUNT })
  .meta({ id: 'NewBilling' });

/** A row of an import; each is parsed by itself. */
export const billingRowSchema = z
  .strictObject({
    clientId: clientIdSchema,
    month: monthSchema,
    ...amounts,
    version: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'The version to replace, where there are other amounts.' }),
  })
  .refine(hasAmount, { error: NO_AMOUNT })
  .meta({ id: 'BillingRow' });

const tag = 'Credits';

export const putBillingRoute = defineRoute({
  method: 'PUT',
  path: '/v1/clients/{clientId}/billing/{month}',
  operationId: 'putBilling',
  tag,
  summary: 'Enter what was billed for a month',
  description:
    'What service credits are a share of. If-Match is needed once there are other amounts. A change after the credit was issued shows as a difference of it.',
  access: 'billing:write',
  params: clientParams.extend({ month: monthSchema }),
  query: z.strictObject({}),
  body: newBillingSchema,
  answer: { status: 200, description: 'The amounts.', body: billingViewSchema, headers: ['ETag'] },
  errors: ['not-found'],
  ifMatch: true,
});

export const listBillingRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/billing',
  operationId: 'listBilling',
  tag,
  summary: 'List what was billed, the latest months first',
  access: 'billing:read',
  params: clientParams,
  query: z.strictObject(pageQuery),
  body: noBody,
  answer: {
    status: 200,
    description: 'One page.',
    body: z
      .object({ clientId: clientIdSchema, billing: z.array(billingViewSchema), nextToken: nextTokenSchema })
      .meta({ id: 'BillingPage' }),
  },
  errors: ['not-found', 'invalid-page-token'],
});

export const importBillingRoute = defineRoute({
  method: 'POST',
  path: '/v1/billing',
  operationId: 'importBilling',
  tag,
  summary: 'Enter what was billed to many clients and months',
  description:
    'Up to 100 rows, each entered by itself: a wrong one keeps no other back. The same again changes nothing; other amounts are replaced only by a row with their `version`.',
  access: 'billing:write',
  params: noParams,
  query: z.strictObject({}),
  body: z
    .strictObject({
      rows: z
        // Read one by one later on: a wrong one is refused by itself.
        .array(z.union([billingRowSchema, z.unknown()]))
        .min(1)
        .max(MAX_ROWS)
        .meta({ items: { $ref: '#/components/schemas/BillingRow' } }),
    })
    .meta({ id: 'BillingImport' }),
  answer: {
    status: 200,
    description: 'A result for each row, in their order.',
    body: z
      .object({
        entered: z.int().meta({ description: 'Rows whose amounts stand now, also where they stood before.' }),
        rejected: z.int(),
        results: z.array(
          z.object({
            index: z.int(),
            outcome: z.enum(['created', 'updated', 'unchanged', 'rejected']),
            version: z.int().optional().meta({ description: 'Of the amounts that stand now.' }),
            code: z.string().optional(),
            detail: z.string().optional(),
          }),
        ),
      })
      .meta({ id: 'BillingImported' }),
  },
});
