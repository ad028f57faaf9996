import type { EpochMs } from '../../domain/calendar/time.ts';
import { diffContracts, type Change } from '../../domain/contract/diff.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import { readContract, versionIn, type ContractsDeps } from './versions-seen.ts';

/**
 * What a version says otherwise than another one, by default the one before it.
 * Throws `forbidden`, `not-found`, and `invalid-request` where there is none before it.
 */
export async function compareVersions(
  deps: ContractsDeps,
  principal: Principal,
  clientId: ClientId,
  number: number,
  other: number | undefined,
  now: EpochMs,
): Promise<{ readonly against: number; readonly changes: Change[]; readonly text: string[] }> {
  const contract = await readContract(deps, principal, clientId, now);
  const against = other ?? number - 1;
  const to = versionIn(contract, number).version.contract;
  if (against < 1)
    throw problem.invalidField('against', 'there is no version before the first; name the other one');
  const from = versionIn(contract, against).version.contract;
  const { changes, text } = diffContracts(from, to);
  return { against, changes: [...changes], text: [...text] };
}
