import { covers, type Scope } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import {
  addInvitation,
  addSkipped,
  emptyFunnel,
  type Funnel,
  type SkippedCounts,
} from '../../domain/survey/funnel.ts';
import type { ProgrammeId } from '../../domain/survey/programme.ts';
import type { Wave, WaveId } from '../../domain/survey/wave.ts';
import type { InvitationStore, WaveStore } from '../../ports/waves.ts';
import { invitationPages } from './close-wave.ts';
import { programmeFor, type ProgrammeAccessDeps } from './programme-access.ts';

export interface ReadWavesDeps extends ProgrammeAccessDeps {
  readonly waves: Pick<WaveStore, 'find' | 'list' | 'skipped'>;
  readonly invitations: Pick<InvitationStore, 'list'>;
}

/** A wave with what became of its invitations, as far as the caller sees its clients. */
export interface WaveWithFunnel {
  readonly wave: Wave;
  readonly funnel: Funnel;
  readonly skipped: SkippedCounts;
}

export interface WaveFunnelPage {
  readonly waves: readonly WaveWithFunnel[];
  readonly next?: WaveId;
}

/** After so many invitations a page of waves ends early: each is read to be counted. */
const MOST_COUNTED = 20_000;

/** A page of the waves of a programme, newest first. Throws `forbidden`, `not-found`. */
export async function listWaves(
  deps: ReadWavesDeps,
  principal: Principal,
  programmeId: ProgrammeId,
  { after, limit }: { readonly after: WaveId | undefined; readonly limit: number },
): Promise<WaveFunnelPage> {
  const { scope } = await programmeFor(deps, principal, 'surveys:read', programmeId);
  const page = await deps.waves.list(programmeId, after, limit);
  const waves: WaveWithFunnel[] = [];
  let counted = 0;
  for (const wave of page.waves) {
    const read = await withFunnel(deps, wave, scope);
    waves.push(read);
    counted += read.funnel.planned;
    if (counted >= MOST_COUNTED && waves.length < page.waves.length) return { waves, next: wave.waveId };
  }
  const last = page.waves.at(-1);
  return page.next !== undefined && last ? { waves, next: last.waveId } : { waves };
}

/** Throws `forbidden`, `not-found`. */
export async function readWave(
  deps: ReadWavesDeps,
  principal: Principal,
  programmeId: ProgrammeId,
  waveId: WaveId,
): Promise<WaveWithFunnel> {
  const { scope } = await programmeFor(deps, principal, 'surveys:read', programmeId);
  const wave = await deps.waves.find({ programmeId, waveId });
  if (!wave) throw problem.notFound();
  return withFunnel(deps, wave, scope);
}

async function withFunnel(deps: ReadWavesDeps, wave: Wave, scope: Scope): Promise<WaveWithFunnel> {
  let funnel = emptyFunnel;
  let skipped: SkippedCounts = {};
  for (const clientId of clientsToRead(scope)) {
    for await (const page of invitationPages(deps, wave, clientId))
      funnel = page.filter((one) => covers(scope, one.clientId)).reduce(addInvitation, funnel);
    for (const one of await deps.waves.skipped(wave, clientId))
      if (covers(scope, one.clientId)) skipped = addSkipped(skipped, one.reasons);
  }
  return { wave, funnel, skipped };
}

/** So many clients are read one by one; of more, the whole wave is read and the others passed over. */
const FEW_CLIENTS = 10;

/** `undefined`: all of them at once. */
const clientsToRead = (scope: Scope): readonly (ClientId | undefined)[] =>
  scope.all || scope.clientIds.length > FEW_CLIENTS ? [undefined] : scope.clientIds;
