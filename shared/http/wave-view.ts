import * as z from 'zod';
import type { WaveWithFunnel } from '../app/surveys/read-waves.ts';
import { formatInstant } from '../domain/calendar/zone.ts';
import { SKIP_REASONS } from '../domain/survey/invitation.ts';
import { programmeIdSchema } from '../domain/survey/programme.ts';
import { slotOf, waveIdSchema } from '../domain/survey/wave.ts';
import { funnelSchema, funnelView } from './funnel-view.ts';

export const waveViewSchema = z
  .object({
    programmeId: programmeIdSchema,
    waveId: waveIdSchema,
    slotAt: z.iso.datetime(),
    versionNumber: z.int().meta({ description: 'Of the questions it asks, whatever was edited since.' }),
    deliveriesSince: z.iso
      .datetime()
      .meta({ description: 'Transactional: deliveries whose turn came between then and the slot.' }),
    closesAt: z.iso.datetime(),
    state: z.enum(['open', 'closed']),
    funnel: funnelSchema.meta({ description: 'Of the clients that you may see.' }),
    skipped: z
      .partialRecord(z.enum(SKIP_REASONS), z.int())
      .meta({ description: 'By reason: those of the audience, or orders, for whom nobody was invited.' }),
  })
  .meta({ id: 'SurveyWave' });

/** A wave as the API shows it. */
export const waveView = ({ wave, funnel, skipped }: WaveWithFunnel): z.input<typeof waveViewSchema> => ({
  programmeId: wave.programmeId,
  waveId: wave.waveId,
  slotAt: formatInstant(slotOf(wave.waveId)),
  versionNumber: wave.versionNumber,
  deliveriesSince: formatInstant(wave.previousSlotAt),
  closesAt: formatInstant(wave.closesAt),
  state: wave.state,
  funnel: funnelView(funnel),
  skipped: { ...skipped },
});
