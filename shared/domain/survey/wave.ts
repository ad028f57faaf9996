import * as z from 'zod';
import { formatInstant } from '../calendar/zone.ts';
import type { EpochMs } from '../calendar/time.ts';
import { programmeIdSchema, type ProgrammeId } from './programme.ts';

/** Names a wave within its programme: the instant of its slot to the minute, `2026-12-01T08:00Z`. */
export type WaveId = string & { readonly __brand: 'WaveId' };

const isWaveId = (text: string): text is WaveId => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/.test(text);
export const waveIdSchema = z
  .custom<WaveId>((value) => typeof value === 'string' && isWaveId(value), {
    error: 'a wave is named by its time in UTC, like 2026-12-01T08:00Z',
  })
  .meta({ type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}Z$' });

const MINUTE_CHARACTERS = 16;

/** The wave of a slot, which lies on a full minute. */
export const waveIdOf = (slotAt: EpochMs): WaveId =>
  waveIdSchema.parse(`${formatInstant(slotAt).slice(0, MINUTE_CHARACTERS)}Z`);

/** When the slot of a wave was. */
export const slotOf = (waveId: WaveId): EpochMs =>
  Date.UTC(
    Number(waveId.slice(0, 4)),
    Number(waveId.slice(5, 7)) - 1,
    Number(waveId.slice(8, 10)),
    Number(waveId.slice(11, 13)),
    Number(waveId.slice(14, MINUTE_CHARACTERS)),
  );

export interface WaveRef {
  readonly programmeId: ProgrammeId;
  readonly waveId: WaveId;
}

/** One round of a programme. It keeps the version of the programme that it began with. */
export interface Wave extends WaveRef {
  /** Of the programme's questions and rules. */
  readonly versionNumber: number;
  /** The slot before: deliveries since then are this wave's (transactional). */
  readonly previousSlotAt: EpochMs;
  readonly closesAt: EpochMs;
  /** `closed`: no link of it works any more, and anonymous answers may be read and counted. */
  readonly state: 'open' | 'closed';
}

/** Stored form. */
export const waveSchema = z.object({
  programmeId: programmeIdSchema,
  waveId: waveIdSchema,
  versionNumber: z.int().min(1),
  previousSlotAt: z.int(),
  closesAt: z.int(),
  state: z.enum(['open', 'closed']),
}) satisfies z.ZodType<Wave>;
