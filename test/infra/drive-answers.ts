import { expect } from 'vitest';

import { createHandler } from '../../functions/api/answers/handler.ts';
import { DAY_MS } from '../../shared/domain/calendar/time.ts';
import type { Wave } from '../../shared/domain/survey/wave.ts';
import { createSignedLinks } from '../../shared/http/signed-links.ts';
import { composeAnswering } from '../../shared/runtime/compose-answering.ts';
import { tokenDigest } from '../../shared/store/digests.ts';
import { createInvitationRepository } from '../../shared/store/invitation-repository.ts';
import { createTokenRepository } from '../../shared/store/token-repository.ts';
import type { Call } from '../support/api.ts';
import { CLIENT, orderNo, placed } from '../support/builders.ts';
import { order } from '../support/ledger.ts';
import { each, log, type Driving } from './driving.ts';
import { aSurveyedClient, AFTER_DELIVERY, invitationOf, mailboxOf, OPEN } from './survey-world.ts';

const TABLES = { LEDGER_TABLE: 'ledger', TALLIES_TABLE: 'tallies', CRM_TABLE: 'crm' };
const links = createSignedLinks(() => Promise.resolve('a key for tests'));
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Ann was sent an invitation of the wave by a mail and a reminder. */
async function invite({ world: { documents } }: Driving, wave: Wave): Promise<string> {
  const token = `token-of-${wave.programmeId}`;
  const digests = [token, `${token}-again`].map(tokenDigest);
  const invitation = invitationOf(wave, 'ann', { tokens: digests, orderNo: orderNo('SO-7') });
  await createInvitationRepository(documents, 'crm').plan(invitation, 1);
  const { programmeId, waveId, clientId, mailboxId } = invitation;
  for (const digest of digests)
    await createTokenRepository(documents, 'crm').save({
      ...{ programmeId, waveId, clientId, mailboxId, digest },
      expiresAt: Date.now() + DAY_MS,
    });
  return token;
}

/** Opens, answers and unsubscribes, by every page of the answers function. */
export async function driveAnswers(driving: Driving): Promise<void> {
  const { world, documents } = driving;
  await aSurveyedClient(world.documents);
  const came = { ...placed(), occurredAt: Date.now() - DAY_MS };
  world.time.now = Date.now();
  await world.record(order('SO-7', [came, { ...came, type: 'order.delivered', id: 'arrived', data: {} }]));
  const named = { token: await invite(driving, AFTER_DELIVERY) };
  const anonymous = { token: await invite(driving, OPEN) };
  const unsubscribing = { token: await links.seal('unsubscribe', mailboxOf('bob')) };
  const handler = createHandler({ ...composeAnswering(documents, TABLES), links, log });
  const show = 'GET /s/{token}';
  const give = { route: 'POST /s/{token}', headers: FORM };
  const calls: readonly (readonly [number, Call])[] = [
    [404, { route: show, params: { token: 'unknown' } }],
    [200, { route: show, params: named }],
    [422, { ...give, params: named, text: 'q.recommend=11' }],
    [200, { ...give, params: named, text: 'q.recommend=2' }],
    [404, { ...give, params: named, text: 'q.recommend=2' }],
    [200, { ...give, params: anonymous, text: 'q.recommend=9&contact-me=on&reply-to=ann%40acme.example' }],
    [200, { route: 'GET /u/{token}', params: unsubscribing }],
    [
      200,
      { route: 'POST /u/{token}', headers: FORM, params: unsubscribing, text: 'List-Unsubscribe=One-Click' },
    ],
  ];
  expect(await each(handler, ...calls.map(([, one]) => one))).toEqual(calls.map(([status]) => status));
  const kept = world.documents.all('crm');
  expect(kept.filter(({ pk }) => pk === `cases#${CLIENT}`)).toHaveLength(2);
  expect(kept.filter(({ pk }) => pk === 'outbox')).toEqual([]);
}
