import type { EpochMs } from '../../domain/calendar/time.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import { checkProgramme } from '../../domain/survey/check-programme.ts';
import type { Programme, ProgrammeId, ProgrammeKind } from '../../domain/survey/programme.ts';
import { termsOf, type ProgrammeFields, type ProgrammeTerms } from '../../domain/survey/programme-terms.ts';
import { authorizeAudience } from './programme-access.ts';
import {
  applySchedule,
  saveProgramme,
  saysAlready,
  withVersion,
  type ProgrammeWithVersion,
  type SaveProgrammeDeps,
} from './save-programme.ts';

export interface NewProgramme {
  readonly programmeId: ProgrammeId;
  readonly kind: ProgrammeKind;
  readonly fields: ProgrammeFields;
}

/**
 * Makes a programme, active at once, with version 1 of its questions.
 * 1. defaults; 2. the caller may have these clients asked; 3. sense; 4. programme and version in one transaction; 5. its
 * schedule. A repeat of what the caller wrote answers it again and mends the schedule. Throws `forbidden`,
 * `invalid-request`, `programme-exists`.
 */
export async function createProgramme(
  deps: SaveProgrammeDeps,
  principal: Principal,
  { programmeId, kind, fields }: NewProgramme,
  now: EpochMs,
): Promise<ProgrammeWithVersion> {
  const terms = termsOf(kind, fields);
  const { name, clients, schedule, content } = terms;
  // First of all: who may not write it learns nothing of programmes that are there.
  await authorizeAudience(deps, principal, { programmeId, clients }, now);
  const repeated = await repeatOf(deps, principal, { programmeId, kind, terms });
  if (repeated) return repeated;
  const errors = checkProgramme(kind, terms, { now });
  if (errors.length > 0) throw problem.invalidRequest(errors);
  const version = { ...content, number: 1, createdAt: now, createdBy: principal.id };
  const programme: Programme = {
    programmeId,
    name,
    kind,
    state: 'active',
    clients,
    schedule,
    currentVersion: 1,
    activeSince: now,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  if (!(await saveProgramme(deps, principal, programme, version))) throw problem.programmeExists(programmeId);
  return { programme, version };
}

/** What the same caller made by the same words; `undefined` where there is no such programme yet. */
async function repeatOf(
  deps: SaveProgrammeDeps,
  principal: Principal,
  { programmeId, kind, terms }: Omit<NewProgramme, 'fields'> & { readonly terms: ProgrammeTerms },
): Promise<ProgrammeWithVersion | undefined> {
  const programme = await deps.programmes.find(programmeId);
  if (!programme) return undefined;
  const stored = await withVersion(deps, programme);
  const isFirst = programme.version === 1 && programme.kind === kind;
  if (!isFirst || stored.version.createdBy !== principal.id || !saysAlready(stored, terms))
    throw problem.programmeExists(programmeId);
  await applySchedule(deps, programme);
  return stored;
}
