import type { EpochMs } from '../../domain/calendar/time.ts';
import { answerIdOf, answerMonthOf, type AnswerValue } from '../../domain/survey/answer.ts';
import type { Invitation } from '../../domain/survey/invitation.ts';
import type { ProgrammeVersion } from '../../domain/survey/programme.ts';
import type { Wave } from '../../domain/survey/wave.ts';
import type { AnswerStore } from '../../ports/answers.ts';
import type { ProgrammeReader } from '../../ports/programmes.ts';
import type { InvitationStore, TokenDigest, TokenStore, WaveStore } from '../../ports/waves.ts';

export interface OpenLinkDeps {
  readonly tokenDigest: TokenDigest;
  readonly tokens: Pick<TokenStore, 'find'>;
  readonly waves: Pick<WaveStore, 'find'>;
  readonly invitations: Pick<InvitationStore, 'find'>;
  readonly programmes: Pick<ProgrammeReader, 'version'>;
}

/** A link that may be answered by, and what stands behind it. */
export interface OpenLink {
  /** Digest of the token it was opened with. */
  readonly token: string;
  readonly invitation: Invitation;
  readonly wave: Wave;
  /** Questions and rules that the wave began with, whatever the programme asks today. */
  readonly version: ProgrammeVersion;
}

/**
 * What a token opens; `undefined` for one that is unknown, malformed, used or expired. All of these cost one read of the store
 * and no more: a used token is not there, an expired one says so itself.
 */
export async function openLink(
  { tokenDigest, tokens, waves, invitations, programmes }: OpenLinkDeps,
  token: string,
  now: EpochMs,
): Promise<OpenLink | undefined> {
  const digest = tokenDigest(token);
  const found = await tokens.find(digest);
  if (!found || now >= found.expiresAt) return undefined;
  const [wave, invitation] = await Promise.all([waves.find(found), invitations.find(found)]);
  const isOpen = wave?.state === 'open' && now < wave.closesAt;
  if (!isOpen || !invitation || invitation.state === 'answered') return undefined;
  const version = await programmes.version(wave.programmeId, wave.versionNumber);
  return version && { token: digest, invitation, wave, version };
}

/** What the person has not finished yet, by question; nothing in anonymous waves, which keep none of it. */
export async function unfinishedValues(
  { answers }: { readonly answers: Pick<AnswerStore, 'find'> },
  { invitation, version }: OpenLink,
): Promise<Readonly<Record<string, AnswerValue>>> {
  if (version.anonymous) return {};
  const { programmeId, clientId } = invitation;
  const id = answerIdOf(invitation);
  const answer = await answers.find(programmeId, answerMonthOf(invitation), clientId, id);
  return answer?.values ?? {};
}
