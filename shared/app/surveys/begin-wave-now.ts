import { toMinute, type EpochMs } from '../../domain/calendar/time.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ProgrammeId } from '../../domain/survey/programme.ts';
import { waveIdOf, type WaveId } from '../../domain/survey/wave.ts';
import { programmeToChange, type ProgrammeAccessDeps } from './programme-access.ts';
import { beginWave, type RequestWaveDeps } from './request-wave.ts';

export interface BegunWave {
  readonly waveId: WaveId;
  /** Clients asked to be planned. */
  readonly clients: number;
}

export type BeginWaveDeps = ProgrammeAccessDeps & RequestWaveDeps;

/**
 * Begins a wave without waiting for the schedule: its slot is the minute that runs, and all else as by the schedule. Twice
 * within a minute is one wave. Throws `forbidden`, `not-found`, `programme-paused`, `programme-ended`.
 */
export async function beginWaveNow(
  deps: BeginWaveDeps,
  principal: Principal,
  programmeId: ProgrammeId,
  now: EpochMs,
): Promise<BegunWave> {
  const programme = await programmeToChange(deps, principal, programmeId, now);
  if (programme.state === 'paused') throw problem.programmePaused();
  if (programme.state === 'ended') throw problem.programmeEnded();
  const slotAt = toMinute(now);
  const begun = await beginWave(deps, programme, slotAt);
  await deps.audit.append({
    at: now,
    principalId: principal.id,
    action: 'surveys:write',
    outcome: 'done',
    target: `${programmeId}/${waveIdOf(slotAt)}`,
  });
  return { waveId: waveIdOf(slotAt), clients: begun.outcome === 'requested' ? begun.clients : 0 };
}
