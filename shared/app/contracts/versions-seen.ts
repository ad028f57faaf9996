import type { EpochMs } from '../../domain/calendar/time.ts';
import {
  advicesOf,
  hindrancesOf,
  type Advice,
  type Hindrance,
  type SecondPerson,
} from '../../domain/contract/checks-activation.ts';
import { standingOf, todayIn, type Standing } from '../../domain/contract/versions-standing.ts';
import { isActive, type ActiveVersion, type ContractVersion } from '../../domain/contract/versions.ts';
import type { Client } from '../../domain/crm/client.ts';
import { covers, rolesAllowing } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { ClientVersions, ContractStore } from '../../ports/contracts.ts';
import type { Authorizer } from '../authorize.ts';

export interface ContractsDeps {
  readonly authorizer: Authorizer;
  readonly contracts: ContractStore;
  /** What the stage wants of an activation. */
  readonly secondPerson: SecondPerson;
}

/** A version as the caller may see it. */
export interface SeenVersion {
  readonly version: ContractVersion;
  readonly standing: Standing;
  /** What would keep the caller from activating a draft today, and what should be known before. */
  readonly warnings: readonly (Hindrance | Advice)[];
  /** Whether the caller may know who wrote and activated it: staff. */
  readonly showsPeople: boolean;
}

/** What one caller sees of a client's contract: a client's people see neither drafts nor who wrote a version. */
export interface SeenContract {
  readonly client: Client;
  /** Oldest first; the draft, if any, comes last. */
  readonly versions: readonly SeenVersion[];
}

/** The newest active version. */
export function newestOf({ active }: ClientVersions): ActiveVersion {
  const newest = active.at(-1);
  if (!newest) throw new Error('a client has at least one contract version');
  return newest;
}

/** How a version looks to a member of the staff. */
export function seenByStaff(
  versions: ClientVersions,
  version: ContractVersion,
  secondPerson: SecondPerson,
  principal: Principal,
  now: EpochMs,
): SeenVersion {
  const { client, active } = versions;
  const today = todayIn(client.timeZone, now);
  const newest = newestOf(versions).contract;
  const warnings = isActive(version)
    ? []
    : [
        ...hindrancesOf(version, { newest, today, secondPerson }, principal.id),
        ...advicesOf(version, { newest, today }),
      ];
  return { version, standing: standingOf(version, active, today), warnings, showsPeople: true };
}

async function seesDrafts(
  authorizer: Authorizer,
  principal: Principal,
  clientId: ClientId,
): Promise<boolean> {
  // Asked only of those who have the role: being of the client is no refusal that belongs on the audit log.
  if (rolesAllowing(principal, 'drafts:read').length === 0) return false;
  return covers(await authorizer.visibleClients(principal, 'drafts:read'), clientId);
}

/** Every version of a client's contract that the caller may see. Throws `forbidden`, `not-found`. */
export async function readContract(
  { authorizer, contracts, secondPerson }: ContractsDeps,
  principal: Principal,
  clientId: ClientId,
  now: EpochMs,
): Promise<SeenContract> {
  const allowed = await authorizer.authorizeClient(principal, 'contracts:read', clientId);
  const [stored, isStaff] = await Promise.all([
    contracts.versions(allowed.clientId),
    seesDrafts(authorizer, principal, clientId),
  ]);
  if (!stored) throw problem.notFound();
  const { client, active, draft } = stored;
  const all: readonly ContractVersion[] = isStaff && draft ? [...active, draft] : active;
  return {
    client,
    versions: all.map((version) => ({
      ...seenByStaff(stored, version, secondPerson, principal, now),
      showsPeople: isStaff,
    })),
  };
}

/** One of them. Throws `not-found` also for a draft that is none of the caller's business. */
export function versionIn({ versions }: SeenContract, number: number): SeenVersion {
  const found = versions.find(({ version }) => version.contract.version === number);
  if (!found) throw problem.notFound();
  return found;
}
