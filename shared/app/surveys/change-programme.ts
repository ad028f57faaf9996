import type { EpochMs } from '../../domain/calendar/time.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import { checkProgramme } from '../../domain/survey/check-programme.ts';
import type { Programme, ProgrammeId, ProgrammeVersion } from '../../domain/survey/programme.ts';
import { termsOf, type ProgrammeFields } from '../../domain/survey/programme-terms.ts';
import { authorizeAudience, programmeToChange } from './programme-access.ts';
import {
  applySchedule,
  sameContent,
  saveProgramme,
  saysAlready,
  withVersion,
  type ProgrammeWithVersion,
  type SaveProgrammeDeps,
} from './save-programme.ts';

/**
 * Writes a whole programme over, from the edit `seen`.
 * 1. defaults and sense; 2. the caller may change it, and have the new clients asked; 3. another version of the questions,
 * only where they or their rules differ: a wave under way keeps the one it began with; 4. its schedule. What stands already,
 * also by the same request sent twice, is answered, and its schedule mended. Throws `forbidden`, `not-found`,
 * `invalid-request`, `programme-ended`, `stale-version`.
 */
export async function changeProgramme(
  deps: SaveProgrammeDeps,
  principal: Principal,
  { programmeId, seen, fields }: { programmeId: ProgrammeId; seen: number; fields: ProgrammeFields },
  now: EpochMs,
): Promise<ProgrammeWithVersion> {
  const stored = await withVersion(deps, await programmeToChange(deps, principal, programmeId, now));
  const { programme, version } = stored;
  if (programme.state === 'ended') throw problem.programmeEnded();
  const terms = termsOf(programme.kind, fields);
  // The edit after the one seen is this request's own when it says the same: its answer was lost.
  const isOwn = programme.version === seen || programme.version === seen + 1;
  if (isOwn && saysAlready(stored, terms)) {
    await applySchedule(deps, programme);
    return stored;
  }
  if (programme.version !== seen) throw problem.staleVersion();
  const errors = checkProgramme(programme.kind, terms, { now, before: programme.schedule });
  if (errors.length > 0) throw problem.invalidRequest(errors);
  const { name, clients, schedule, content } = terms;
  await authorizeAudience(deps, principal, { programmeId, clients }, now);
  const next: ProgrammeVersion | undefined = sameContent(version, content)
    ? undefined
    : { ...content, number: version.number + 1, createdAt: now, createdBy: principal.id };
  const edited: Programme = {
    ...programme,
    name,
    clients,
    schedule,
    currentVersion: next?.number ?? version.number,
    version: programme.version + 1,
    updatedAt: now,
  };
  if (!(await saveProgramme(deps, principal, edited, next))) throw problem.staleVersion();
  return { programme: edited, version: next ?? version };
}
