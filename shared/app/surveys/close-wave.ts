import { MINUTE_MS } from '../../domain/calendar/time.ts';
import { zoneOf } from '../../domain/calendar/zone.ts';
import type { Client } from '../../domain/crm/client.ts';
import type { ClientId } from '../../domain/ids.ts';
import { answerMonthOf, type Answer } from '../../domain/survey/answer.ts';
import { answerFacts } from '../../domain/survey/answer-facts.ts';
import type { Invitation } from '../../domain/survey/invitation.ts';
import type { ProgrammeVersion } from '../../domain/survey/programme.ts';
import { unsent } from '../../domain/survey/send-rules.ts';
import { countable, countableQuestions } from '../../domain/survey/tending.ts';
import type { Wave, WaveRef } from '../../domain/survey/wave.ts';
import type { AnswerStore } from '../../ports/answers.ts';
import type { ClientReader } from '../../ports/clients.ts';
import type { InvitationStore, WaveStore } from '../../ports/waves.ts';
import { amendInvitation } from './amend-invitation.ts';
import { queueFacts, type QueueFactsDeps } from './queue-facts.ts';

export interface CloseWaveDeps extends QueueFactsDeps {
  readonly waves: Pick<WaveStore, 'close'>;
  readonly invitations: Pick<InvitationStore, 'list' | 'find' | 'update'>;
  readonly answers: Pick<AnswerStore, 'read'>;
  readonly clients: Pick<ClientReader, 'find'>;
}

export interface Closed {
  readonly lapsed: number;
  /** Anonymous answers that count from now on. */
  readonly released: number;
}

/** Every invitation of a wave, or of one client in it, page by page. */
export async function* invitationPages(
  { invitations }: { readonly invitations: Pick<InvitationStore, 'list'> },
  wave: WaveRef,
  clientId?: ClientId,
): AsyncGenerator<readonly Invitation[]> {
  let after: string | undefined;
  do {
    const page = await invitations.list(wave, clientId, after);
    yield page.invitations;
    after = page.next;
  } while (after !== undefined);
}

const lapse = (current: Invitation): Invitation | undefined => unsent(current, 'lapsed');

async function lapsePlanned(deps: CloseWaveDeps, wave: Wave): Promise<number> {
  let lapsed = 0;
  for await (const page of invitationPages(deps, wave)) {
    const planned = page.filter(({ state }) => state === 'planned');
    await Promise.all(planned.map((one) => amendInvitation(deps.invitations, one, lapse)));
    lapsed += planned.length;
  }
  return lapsed;
}

async function* completeAnswers({ answers }: CloseWaveDeps, wave: Wave): AsyncGenerator<readonly Answer[]> {
  const { programmeId, waveId } = wave;
  const month = answerMonthOf(wave);
  const query = { programmeId, fromMonth: month, toMonth: month, clientId: undefined };
  for await (const page of answers.read(query))
    yield page.filter((answer) => answer.complete && answer.waveId === waveId);
}

export async function clientOf(
  { clients }: Pick<CloseWaveDeps, 'clients'>,
  clientId: ClientId,
): Promise<Client> {
  const client = await clients.find(clientId);
  if (!client) throw new Error(`client ${clientId} is gone`);
  return client;
}

/**
 * Hands the anonymous answers of a wave to the ledger, all of them dated to its end and without the place and carrier of the
 * order, so that neither tells one person from another. A client with fewer than the smallest group shows none, nor a question
 * that fewer of its people answered.
 */
async function release(deps: CloseWaveDeps, wave: Wave, version: ProgrammeVersion): Promise<number> {
  let released = 0;
  const questionsOf = await countableQuestions(completeAnswers(deps, wave), version);
  for await (const answers of countable(completeAnswers(deps, wave), version.smallestGroup)) {
    const [first] = answers;
    if (!first) continue;
    const client = await clientOf(deps, first.clientId);
    const offsetMinutes = Math.round(zoneOf(client.timeZone).offsetAt(wave.closesAt) / MINUTE_MS);
    const at = { at: wave.closesAt, offsetMinutes };
    const questions = questionsOf(client.clientId);
    const orders = answers.flatMap((answer) => answerFacts(answer, questions, at) ?? []);
    if (orders.length === 0) continue;
    await queueFacts(deps, client, orders);
    released += orders.length;
  }
  return released;
}

/**
 * Closes a wave that is over. Its being open is what makes the next run look at it, so that it goes last: a run that was cut
 * off is repeated from the beginning, and facts that come twice are the same ones.
 */
export async function closeWave(deps: CloseWaveDeps, wave: Wave, version: ProgrammeVersion): Promise<Closed> {
  const lapsed = await lapsePlanned(deps, wave);
  const released = version.anonymous ? await release(deps, wave, version) : 0;
  await deps.waves.close(wave);
  return { lapsed, released };
}
