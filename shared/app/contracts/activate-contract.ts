import type { EpochMs } from '../../domain/calendar/time.ts';
import { hindrancesOf, refusalOf } from '../../domain/contract/checks-activation.ts';
import { checkContract } from '../../domain/contract/checks.ts';
import { affectsOrders, todayIn } from '../../domain/contract/versions-standing.ts';
import type { ActiveVersion, DraftVersion, Retroactive } from '../../domain/contract/versions.ts';
import { everyBucket } from '../../domain/crm/client.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { ClientVersions } from '../../ports/contracts.ts';
import { sendPass, SETTLE_SECONDS, startPass, type RequestRejudgeDeps } from '../request-rejudge.ts';
import { newestOf, seenByStaff, type ContractsDeps, type SeenVersion } from './versions-seen.ts';

export type ActivateDeps = ContractsDeps & RequestRejudgeDeps;

export interface Activation {
  readonly retroactive?: Retroactive | undefined;
  /** The edit that the caller has read; another one is not activated. Not asked for: whatever stands there now. */
  readonly seen?: string | undefined;
}

export interface Activated {
  readonly seen: SeenVersion;
  /** Whether orders are judged again for it. */
  readonly rejudging: boolean;
}

/** Throws what keeps the draft from being activated: its content first, then the day, then the person. */
function checkActivation(
  deps: ActivateDeps,
  principal: Principal,
  versions: ClientVersions,
  draft: DraftVersion,
  { retroactive, seen }: Activation,
  now: EpochMs,
): Pick<ActiveVersion, 'retroactive'> {
  if (seen !== undefined && seen !== draft.edit) throw problem.staleVersion();
  const newest = newestOf(versions).contract;
  // The rules may have become stricter since it was saved.
  const errors = checkContract(draft.contract, newest);
  if (errors.length > 0) throw problem.invalidRequest(errors);
  const today = todayIn(versions.client.timeZone, now);
  const found = hindrancesOf(draft, { newest, today, secondPerson: deps.secondPerson }, principal.id);
  const isPast = found.some(({ code }) => code === 'activation-in-the-past');
  const [hindrance] = found.filter(({ code }) => !(retroactive && code === 'activation-in-the-past'));
  if (hindrance) throw refusalOf(hindrance);
  // A second person answers for the draft that they have read, not for one that was saved since.
  if (seen === undefined && deps.secondPerson === 'required') throw problem.ifMatchRequired();
  return isPast && retroactive ? { retroactive } : {};
}

/** The version is active already: queues what still waits, for the queue may have refused it before. */
async function resume(deps: ActivateDeps, { client }: ClientVersions): Promise<boolean> {
  if (client.rejudging.length === 0) return false;
  await startPass(deps, client.clientId, client.rejudging);
  return true;
}

async function activateDraft(
  deps: ActivateDeps,
  principal: Principal,
  versions: ClientVersions,
  draft: DraftVersion,
  activation: Activation,
  now: EpochMs,
): Promise<Activated> {
  const { client, active } = versions;
  const { clientId, buckets, timeZone } = client;
  const agreed = checkActivation(deps, principal, versions, draft, activation, now);
  const version = { ...draft, activatedBy: principal.id, activatedAt: now, ...agreed };
  const rejudging = affectsOrders(draft.contract, timeZone, now, SETTLE_SECONDS * 1000);
  const pass = rejudging ? deps.ids.ulid() : undefined;
  if (!(await deps.contracts.activate(client, version, pass))) throw problem.staleVersion();
  await deps.audit.append({
    at: now,
    principalId: principal.id,
    action: agreed.retroactive ? 'terms:activate-retroactive' : 'terms:activate',
    outcome: 'done',
    clientId,
    target: `contract/${String(draft.contract.version)}`,
  });
  if (pass !== undefined) await sendPass(deps.queue, clientId, everyBucket(buckets), pass);
  const after = { client, active: [...active, version], draft: undefined };
  return { seen: seenByStaff(after, version, deps.secondPerson, principal, now), rejudging };
}

/**
 * Makes a draft the newest active version.
 * 1. the role allows it; 2. nothing hinders it; 3. the version is written in place of the draft, together with the marks
 * of a re-judging pass where orders may be under it; 4. the pass is queued. A repeat for an active version changes
 * nothing but queues again what still waits. Throws `forbidden`, `not-found`, `stale-version`, `invalid-request`,
 * `contract-overlap`, `activation-in-the-past`, `second-person-required`, `if-match-required` where a second person is.
 */
export async function activateContract(
  deps: ActivateDeps,
  principal: Principal,
  clientId: ClientId,
  number: number,
  activation: Activation,
  now: EpochMs,
): Promise<Activated> {
  const allowed = await deps.authorizer.authorizeClient(principal, 'terms:activate', clientId);
  const versions = await deps.contracts.versions(allowed.clientId);
  if (!versions) throw problem.notFound();
  const { active, draft } = versions;
  const done = active.find(({ contract }) => contract.version === number);
  if (done) {
    const rejudging = await resume(deps, versions);
    return { seen: seenByStaff(versions, done, deps.secondPerson, principal, now), rejudging };
  }
  if (draft?.contract.version !== number) throw problem.notFound();
  return activateDraft(deps, principal, versions, draft, activation, now);
}
