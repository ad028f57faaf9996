import { monthOfDay } from '../../domain/credit/month.ts';
import type { ClientId } from '../../domain/ids.ts';
import { addInvitation, emptyFunnel, type Funnel } from '../../domain/survey/funnel.ts';
import type { Invitation } from '../../domain/survey/invitation.ts';
import type { ResultGrouping } from '../../domain/survey/result-groups.ts';
import type { InvitationStore } from '../../ports/waves.ts';
import { severalAtOnce } from '../walk-clients.ts';
import { clientsToRead, isSelected, type SelectedWave, type Selection } from './result-selection.ts';

export interface ReadFunnelsDeps {
  readonly invitations: Pick<InvitationStore, 'list'>;
}

/** What became of the invitations of a selection, in the whole and by group. */
export interface Funnels {
  readonly total: Funnel;
  /** `undefined` of groupings that an invitation does not know: carrier, outcome. */
  readonly of: (grouping: ResultGrouping) => ReadonlyMap<string, Funnel> | undefined;
}

type Known = Exclude<ResultGrouping, 'carrier' | 'outcome'>;

const groupsOf = (
  { clientId, waveId, language }: Invitation,
  { day }: SelectedWave,
): Record<Known, string> => ({
  client: clientId,
  wave: waveId,
  month: monthOfDay(day),
  language,
});

const isKnown = (grouping: ResultGrouping): grouping is Known =>
  grouping !== 'carrier' && grouping !== 'outcome';

async function* invitationsOf(
  { invitations }: ReadFunnelsDeps,
  wave: SelectedWave,
  clientId: ClientId | undefined,
): AsyncGenerator<Invitation> {
  let after: string | undefined;
  do {
    const page = await invitations.list(wave, clientId, after);
    yield* page.invitations;
    after = page.next;
  } while (after !== undefined);
}

/** Reads the invitations of every wave of the selection, page by page, and keeps none. */
export async function readFunnels(
  deps: ReadFunnelsDeps,
  selection: Selection,
  groupings: readonly ResultGrouping[],
): Promise<Funnels> {
  let total = emptyFunnel;
  const groups = new Map(groupings.filter(isKnown).map((grouping) => [grouping, new Map<string, Funnel>()]));
  const add = (invitation: Invitation, wave: SelectedWave): void => {
    total = addInvitation(total, invitation);
    const keys = groupsOf(invitation, wave);
    for (const [grouping, funnels] of groups) {
      const key = keys[grouping];
      funnels.set(key, addInvitation(funnels.get(key) ?? emptyFunnel, invitation));
    }
  };
  await severalAtOnce([...selection.waves.values()], async (wave) => {
    for (const clientId of clientsToRead(selection))
      for await (const invitation of invitationsOf(deps, wave, clientId))
        if (isSelected(selection, invitation.clientId)) add(invitation, wave);
  });
  return { total, of: (grouping) => (isKnown(grouping) ? groups.get(grouping) : undefined) };
}
