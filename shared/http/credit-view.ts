import * as z from 'zod';
import type { MonthView, Today } from '../app/credits/read-credit.ts';
import type { Credit } from '../domain/credit/credit.ts';
import {
  basesSchema,
  countedKpiSchema,
  creditLineSchema,
  creditSchema,
  standingCredit,
  stateOf,
  type DifferenceNote,
  type IssuedCredit,
} from '../domain/credit/issued-credit.ts';
import type { CalculatedMonth } from '../domain/credit/month-credit.ts';
import { clientIdSchema, type ClientId } from '../domain/ids.ts';

const minor = z.int().meta({ description: 'Minor units; above 0 to the client, below 0 to the provider.' });

const lineView = creditLineSchema
  .extend({
    amount: minor,
    paid: z.int().meta({ description: 'What cap and offset leave of the amount.' }),
    calculation: z.string().meta({ description: 'The worked calculation, in words.' }),
  })
  .meta({ id: 'CreditLine' });

const creditView = creditSchema
  .extend({
    rampUp: z.boolean().meta({ description: 'Measured only: a month of the ramp-up pays nothing.' }),
    lines: z.array(lineView).readonly(),
    total: minor,
  })
  .meta({ id: 'Credit' });

const calculated = {
  contractVersion: z.int(),
  bases: basesSchema.meta({ description: 'Billed amounts of the month, in minor units.' }),
  counts: z.array(countedKpiSchema).readonly().meta({ description: 'Of the side that decides.' }),
  credit: creditView,
};

const signed = {
  state: z.enum(['proposed', 'approved']),
  issuedBy: z.string().optional().meta({ description: 'For staff.' }),
  issuedAt: z.iso.datetime(),
  approvedBy: z.string().nullable().optional().meta({ description: 'For staff.' }),
  approvedAt: z.iso.datetime().nullable(),
};

export const noteViewSchema = z
  .object({
    month: z.string(),
    number: z.int(),
    ...signed,
    difference: minor,
    changes: z.array(z.string()).readonly(),
    reason: z.string().nullable(),
    ...calculated,
  })
  .meta({ id: 'DifferenceNote' });

const issued = {
  clientId: clientIdSchema,
  month: z.string(),
  ...signed,
  ...calculated,
  standingTotal: minor.meta({ description: 'Total of the credit with its difference notes.' }),
};

export const issuedViewSchema = z.object(issued).meta({ id: 'IssuedCredit' });

const todaySchema = z
  .object({
    contractVersion: z.int(),
    missing: z.array(z.string()).readonly().meta({ description: 'Billed amounts that are not given.' }),
    difference: minor.nullable().meta({ description: 'null where nothing differs from what stands.' }),
    changes: z.array(z.string()).readonly(),
    credit: creditView
      .nullable()
      .meta({ description: 'null where nothing differs, or an amount is missing.' }),
  })
  .meta({ id: 'CreditToday' });

export const monthViewSchema = z
  .discriminatedUnion('state', [
    z.object({
      clientId: clientIdSchema,
      month: z.string(),
      state: z.literal('preview'),
      rejudging: z
        .boolean()
        .meta({ description: 'Orders are being judged again; the figures may still move.' }),
      ...calculated,
    }),
    z.object({
      ...issued,
      rejudging: z.boolean(),
      notes: z.array(noteViewSchema).readonly(),
      today: todaySchema.optional().meta({ description: 'Not shown to clients.' }),
    }),
  ])
  .meta({ id: 'MonthCredit' });

export const creditListSchema = z.array(
  z
    .object({
      month: z.string(),
      ...signed,
      contractVersion: z.int(),
      currency: z.string(),
      total: minor,
      notes: z.int().optional().meta({ description: 'Difference notes; not shown to clients.' }),
      standingTotal: minor.optional(),
    })
    .meta({ id: 'CreditEntry' }),
);

/** `showsPeople`: the caller may know who issued and approved it: staff. */
const signedView = (
  { issuedBy, issuedAt, approvedBy, approvedAt }: IssuedCredit | DifferenceNote,
  showsPeople: boolean,
) => ({
  ...(showsPeople && { issuedBy, approvedBy }),
  issuedAt: new Date(issuedAt).toISOString(),
  approvedAt: approvedAt === null ? null : new Date(approvedAt).toISOString(),
});

const calculatedView = ({
  contractVersion,
  bases,
  counts,
  credit,
}: Omit<CalculatedMonth, 'counts'> & Pick<IssuedCredit, 'counts'>) => ({
  contractVersion,
  bases,
  counts,
  credit,
});

export const noteView = (note: DifferenceNote, showsPeople: boolean): z.input<typeof noteViewSchema> => ({
  month: note.month,
  number: note.number,
  state: stateOf(note),
  ...signedView(note, showsPeople),
  difference: note.difference,
  changes: note.changes,
  reason: note.reason,
  ...calculatedView(note),
});

/** `notes`: those that the caller may see; they decide what stands for them. */
export const issuedView = (
  clientId: ClientId,
  credit: IssuedCredit,
  notes: readonly DifferenceNote[],
  showsPeople: boolean,
): z.input<typeof issuedViewSchema> => ({
  clientId,
  month: credit.month,
  state: stateOf(credit),
  ...signedView(credit, showsPeople),
  ...calculatedView(credit),
  standingTotal: standingCredit(credit, notes).total,
});

function todayView(today: Today): z.input<typeof todaySchema> {
  const { contractVersion } = today;
  if ('missing' in today)
    return { contractVersion, missing: today.missing, difference: null, changes: [], credit: null };
  const { difference } = today;
  const credit: Credit | null = difference ? today.credit : null;
  return {
    contractVersion,
    missing: [],
    difference: difference?.amount ?? null,
    changes: difference?.changes ?? [],
    credit,
  };
}

export function monthView(view: MonthView, month: string): z.input<typeof monthViewSchema> {
  const { clientId } = view.client;
  const rejudging = view.client.rejudging.length > 0;
  if (view.state === 'preview')
    return { clientId, month, state: 'preview', rejudging, ...calculatedView(view.calculated) };
  // Today's figures are for those who see what is not approved.
  const isStaff = view.today !== undefined;
  return {
    ...issuedView(clientId, view.issued, view.notes, isStaff),
    rejudging,
    notes: view.notes.map((note) => noteView(note, isStaff)),
    ...(view.today && { today: todayView(view.today) }),
  };
}

/** `all`: the caller sees what is not approved, so the notes are counted for them, and people named. */
export const creditEntry = (
  credit: IssuedCredit,
  all: boolean,
): z.input<typeof creditListSchema>[number] => ({
  month: credit.month,
  state: stateOf(credit),
  ...signedView(credit, all),
  contractVersion: credit.contractVersion,
  currency: credit.credit.currency,
  total: credit.credit.total,
  ...(all && { notes: credit.notes, standingTotal: credit.standingTotal }),
});
