import type { Principal } from '../../domain/crm/principal.ts';
import type { Programme, ProgrammeVersion } from '../../domain/survey/programme.ts';
import { contentOf, type ProgrammeTerms, type VersionContent } from '../../domain/survey/programme-terms.ts';
import type { ProgrammeStore, WaveSchedules } from '../../ports/programmes.ts';
import { sameJson } from '../same-json.ts';
import type { ProgrammeAccessDeps } from './programme-access.ts';

export interface SaveProgrammeDeps extends ProgrammeAccessDeps {
  readonly programmes: ProgrammeStore;
  readonly schedules: WaveSchedules;
}

export interface ProgrammeWithVersion {
  readonly programme: Programme;
  readonly version: ProgrammeVersion;
}

/** The version that now stands. */
export async function withVersion(
  { programmes }: Pick<SaveProgrammeDeps, 'programmes'>,
  programme: Programme,
): Promise<ProgrammeWithVersion> {
  const { programmeId, currentVersion } = programme;
  const version = await programmes.version(programmeId, currentVersion);
  if (!version) throw new Error(`version ${String(currentVersion)} of ${programmeId} is gone`);
  return { programme, version };
}

export const sameContent = (version: ProgrammeVersion, content: VersionContent): boolean =>
  sameJson(contentOf(version), content);

/** Whether the programme says all of this already. */
export const saysAlready = (
  { programme: { name, clients, schedule }, version }: ProgrammeWithVersion,
  terms: ProgrammeTerms,
): boolean =>
  sameContent(version, terms.content) &&
  sameJson(
    { name, clients, schedule },
    { name: terms.name, clients: terms.clients, schedule: terms.schedule },
  );

/**
 * Writes a programme, notes it on the audit log, and brings its schedule in line. `false` when someone else was first.
 *
 * The programme goes first, as it decides: a schedule that is behind it fires at the wrong time or for nothing, and
 * `requestWave` then goes by the programme. Whoever dies or fails in between has the caller repeat the request; the repeat
 * finds its own words standing, writes none, and comes to `applySchedule` once more.
 */
export async function saveProgramme(
  deps: SaveProgrammeDeps,
  principal: Principal,
  programme: Programme,
  added?: ProgrammeVersion,
): Promise<boolean> {
  if (!(await deps.programmes.save(programme, added))) return false;
  await deps.audit.append({
    at: programme.updatedAt,
    principalId: principal.id,
    action: 'surveys:write',
    outcome: 'done',
    target: programme.programmeId,
  });
  await applySchedule(deps, programme);
  return true;
}

/**
 * Brings the schedule in line with the programme. Two who edit at once may reach the scheduler in either order: each looks
 * again after its own write, so that the last one leaves the schedule of what is stored.
 */
export async function applySchedule(
  { programmes, schedules }: Pick<SaveProgrammeDeps, 'programmes' | 'schedules'>,
  programme: Programme,
): Promise<void> {
  let applied = programme;
  for (;;) {
    await schedules.apply(applied);
    const stored = await programmes.find(applied.programmeId);
    if (!stored || stored.version === applied.version) return;
    applied = stored;
  }
}
