import * as z from 'zod';
import type { SeenVersion } from '../app/contracts/versions-seen.ts';
import { calendarSchema, calendarTermsSchema, dateTextSchema } from '../domain/contract/calendar-terms.ts';
import { contractSchema } from '../domain/contract/contract-schema.ts';
import { summaryText } from '../domain/contract/summary.ts';
import { isActive, retroactiveSchema, termsOf } from '../domain/contract/versions.ts';
import { clientIdSchema, type ClientId } from '../domain/ids.ts';

const standingShape = {
  version: z.int(),
  status: z.enum(['draft', 'active', 'superseded']).meta({
    description:
      '`superseded`: a later version has begun; orders placed before that are still judged under this one.',
  }),
  inForce: z.boolean().meta({ description: 'Orders placed today are under it.' }),
  effectiveFrom: dateTextSchema.nullable().meta({
    description: 'The first day of orders under it, in the client’s zone; null: since ever.',
  }),
  effectiveTo: dateTextSchema.nullable().meta({
    description: 'The last day of orders under it; null: until another version is activated.',
  }),
  editedBy: z.string().optional().meta({ description: 'Who saved it last; for staff.' }),
  editedAt: z.iso.datetime().optional(),
  activatedBy: z.string().optional().meta({ description: 'For staff.' }),
  activatedAt: z.iso.datetime().optional(),
  retroactive: retroactiveSchema
    .optional()
    .meta({ description: 'What the client agreed to where it began in the past.' }),
};

export const versionEntrySchema = z.object(standingShape).meta({ id: 'ContractVersionEntry' });

// As stored: a zone that a later database no longer knows must not make a contract unreadable.
const termsViewSchema = contractSchema
  .omit({ version: true })
  .extend({ calendar: calendarTermsSchema })
  .meta({ id: 'ContractTermsAsRead' });

export const versionSchema = z
  .object({
    clientId: clientIdSchema,
    ...standingShape,
    terms: termsViewSchema.meta({ description: 'As PUT takes them.' }),
    calendarYears: calendarSchema.shape.years.meta({
      description: 'Public holidays and working weekends, resolved when the draft was saved.',
    }),
    warnings: z.array(z.object({ code: z.string(), path: z.string(), detail: z.string() })).meta({
      description:
        'What would keep you from activating the draft today; a notice that is too short and holidays not known yet keep nobody.',
    }),
    summary: z.string().meta({ description: 'The terms in plain words.' }),
  })
  .meta({ id: 'ContractVersion' });

const isoOf = (at: number): string => new Date(at).toISOString();

/** A line of the list of versions. */
export function versionEntry({
  version,
  standing,
  showsPeople,
}: SeenVersion): z.input<typeof versionEntrySchema> {
  const { contract, editedBy, editedAt } = version;
  return {
    version: contract.version,
    ...standing,
    effectiveFrom: contract.effectiveFrom,
    ...(showsPeople && { editedBy, editedAt: isoOf(editedAt) }),
    ...(isActive(version) && {
      activatedAt: isoOf(version.activatedAt),
      ...(showsPeople && { activatedBy: version.activatedBy }),
      ...(version.retroactive && { retroactive: version.retroactive }),
    }),
  };
}

/** A version with everything in it. */
export const versionView = (clientId: ClientId, seen: SeenVersion): z.input<typeof versionSchema> => ({
  clientId,
  ...versionEntry(seen),
  terms: termsOf(seen.version.contract),
  calendarYears: seen.version.contract.calendar.years,
  warnings: [...seen.warnings],
  summary: summaryText(seen.version.contract),
});
