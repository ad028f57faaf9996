import type { EpochMs } from '../../domain/calendar/time.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { Programme, ProgrammeId, ProgrammeState } from '../../domain/survey/programme.ts';
import { programmeToChange } from './programme-access.ts';
import {
  applySchedule,
  saveProgramme,
  withVersion,
  type ProgrammeWithVersion,
  type SaveProgrammeDeps,
} from './save-programme.ts';

/** Several who pause and resume at once: each tries again from what then stands. */
const ATTEMPTS = 3;

/**
 * Pauses, resumes or ends a programme. Nothing goes out while it is paused, nor ever again once it has ended; slots that pass
 * meanwhile are not made up for. A programme that is there already is answered, and its schedule mended. Throws
 * `forbidden`, `not-found`, `programme-ended`, and `stale-version` where others were first each time.
 */
export async function setProgrammeState(
  deps: SaveProgrammeDeps,
  principal: Principal,
  { programmeId, state }: { readonly programmeId: ProgrammeId; readonly state: ProgrammeState },
  now: EpochMs,
): Promise<ProgrammeWithVersion> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const programme = await programmeToChange(deps, principal, programmeId, now);
    if (programme.state === state) {
      await applySchedule(deps, programme);
      return withVersion(deps, programme);
    }
    if (programme.state === 'ended') throw problem.programmeEnded();
    const moved = movedTo(programme, state, now);
    if (await saveProgramme(deps, principal, moved)) return withVersion(deps, moved);
  }
  throw problem.staleVersion();
}

const movedTo = (programme: Programme, state: ProgrammeState, now: EpochMs): Programme => ({
  ...programme,
  state,
  activeSince: state === 'active' ? now : programme.activeSince,
  version: programme.version + 1,
  updatedAt: now,
});
