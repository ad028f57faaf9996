import type { EpochMs } from '../../domain/calendar/time.ts';
import type { Scope } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import { concerns, isWithin } from '../../domain/survey/programme-access.ts';
import type { Programme, ProgrammeId } from '../../domain/survey/programme.ts';
import type { AuditLog } from '../../ports/audit.ts';
import type { ProgrammeReader } from '../../ports/programmes.ts';
import type { Authorizer } from '../authorize.ts';

export interface ProgrammeAccessDeps {
  readonly authorizer: Authorizer;
  readonly audit: AuditLog;
  readonly programmes: Pick<ProgrammeReader, 'find'>;
}

export interface SeenProgramme {
  readonly programme: Programme;
  readonly scope: Scope;
}

/** The programme, if it asks people of a client of the caller's. Throws `forbidden`, and `not-found` alike for others and none. */
export async function programmeFor(
  { authorizer, programmes }: ProgrammeAccessDeps,
  principal: Principal,
  action: 'surveys:read' | 'surveys:write',
  programmeId: ProgrammeId,
): Promise<SeenProgramme> {
  const scope = await authorizer.visibleClients(principal, action);
  const programme = await programmes.find(programmeId);
  if (!programme || !concerns(programme, scope)) throw problem.notFound();
  return { programme, scope };
}

/** The same, to be changed: `forbidden` also where it asks people of clients that are not the caller's. */
export async function programmeToChange(
  deps: ProgrammeAccessDeps,
  principal: Principal,
  programmeId: ProgrammeId,
  now: EpochMs,
): Promise<Programme> {
  const { programme, scope } = await programmeFor(deps, principal, 'surveys:write', programmeId);
  if (!isWithin(programme, scope)) await refuse(deps, principal, programmeId, now);
  return programme;
}

/**
 * Checks that the caller may have people of these clients asked. Throws `forbidden` for all of them at once, and
 * `invalid-request` alike for a client of others and one that is not there.
 */
export async function authorizeAudience(
  deps: ProgrammeAccessDeps,
  principal: Principal,
  { programmeId, clients }: Pick<Programme, 'programmeId' | 'clients'>,
  now: EpochMs,
): Promise<void> {
  if (clients === 'every') {
    const scope = await deps.authorizer.visibleClients(principal, 'surveys:write');
    if (!scope.all) await refuse(deps, principal, programmeId, now);
    return;
  }
  const decisions = await deps.authorizer.authorizeEach(principal, 'surveys:write', clients);
  const isAllowed = (clientId: ClientId): boolean => decisions.get(clientId)?.access === 'allowed';
  const others = clients.filter((clientId) => !isAllowed(clientId));
  if (others.length > 0)
    throw problem.invalidField('clients', `has none of yours under ${others.join(', ')}; take them out`);
}

async function refuse(
  { audit }: ProgrammeAccessDeps,
  principal: Principal,
  programmeId: ProgrammeId,
  now: EpochMs,
): Promise<never> {
  await audit.append({
    at: now,
    principalId: principal.id,
    action: 'surveys:write',
    outcome: 'refused',
    target: programmeId,
  });
  throw problem.forbidden('surveys that ask people of other clients too');
}
