import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import { concerns, seenFrom } from '../../domain/survey/programme-access.ts';
import type { Programme, ProgrammeId } from '../../domain/survey/programme.ts';
import type { ProgrammePage, ProgrammeReader } from '../../ports/programmes.ts';
import { programmeFor, type ProgrammeAccessDeps } from './programme-access.ts';
import type { ProgrammeWithVersion } from './save-programme.ts';

export interface ReadProgrammesDeps extends ProgrammeAccessDeps {
  readonly programmes: ProgrammeReader;
}

/** A programme with one version of its questions, by default the one that stands. Throws `forbidden`, `not-found`. */
export async function getProgramme(
  deps: ReadProgrammesDeps,
  principal: Principal,
  programmeId: ProgrammeId,
  number?: number,
): Promise<ProgrammeWithVersion> {
  const { programme, scope } = await programmeFor(deps, principal, 'surveys:read', programmeId);
  const version = await deps.programmes.version(programmeId, number ?? programme.currentVersion);
  if (!version) throw problem.notFound();
  return { programme: seenFrom(programme, scope), version };
}

const PAGE = 100;

/** A page of the programmes that ask people of the caller's clients, by id. Throws `forbidden`. */
export async function listProgrammes(
  { authorizer, programmes }: ReadProgrammesDeps,
  principal: Principal,
  after: ProgrammeId | undefined,
  limit: number,
): Promise<ProgrammePage> {
  const scope = await authorizer.visibleClients(principal, 'surveys:read');
  const found: Programme[] = [];
  let from = after;
  do {
    const page = await programmes.list(from, PAGE);
    for (const programme of page.programmes) {
      if (!concerns(programme, scope)) continue;
      const last = found.at(-1);
      if (last && found.length === limit) return { programmes: found, next: last.programmeId };
      found.push(seenFrom(programme, scope));
    }
    from = page.next;
  } while (from !== undefined);
  return { programmes: found };
}
