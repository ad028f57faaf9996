import type { Invitation } from '../../domain/survey/invitation.ts';
import type { InvitationStore } from '../../ports/waves.ts';
import { isUnavailable } from '../../ports/unavailable.ts';

const TRIES = 5;

/**
 * Changes an invitation as it stands: read again as often as somebody else wrote in between, or no answer came. `change`
 * answers `undefined` when there is nothing (more) to change. Begins with `seen`, which saves a read mostly.
 */
export async function amendInvitation(
  invitations: Pick<InvitationStore, 'find' | 'update'>,
  seen: Invitation,
  change: (invitation: Invitation) => Invitation | undefined,
): Promise<void> {
  let current: Invitation | undefined = seen;
  let failure = new Error('an invitation changes all the time');
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      if (attempt > 1) current = await invitations.find(seen);
      const next = current && change(current);
      if (!current || !next) return;
      if (await invitations.update({ ...next, version: current.version + 1 })) return;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      failure = error;
    }
  }
  throw failure;
}
