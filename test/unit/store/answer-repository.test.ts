import { describe, expect, it } from 'vitest';
import { addMonths } from '../../../shared/domain/credit/month.ts';
import { namedAnswer, type Answer } from '../../../shared/domain/survey/answer.ts';
import { waveIdSchema } from '../../../shared/domain/survey/wave.ts';
import { createAnswerRepository } from '../../../shared/store/answer-repository.ts';
import { createFactOutbox, outboxAction } from '../../../shared/store/fact-outbox.ts';
import { mailboxIdOf } from '../../../shared/store/digests.ts';
import { createInvitationRepository } from '../../../shared/store/invitation-repository.ts';
import { CRM } from '../../../shared/store/tables.ts';
import { createTokenRepository } from '../../../shared/store/token-repository.ts';
import { clientId, fact, NOW } from '../../support/builders.ts';
import { anInvitation } from '../../support/contacts.ts';
import { order } from '../../support/ledger.ts';
import { createMemoryDocuments } from '../../support/memory-documents/index.ts';

const TTL = 2_000_000_000;

function aStore() {
  const documents = createMemoryDocuments({ crm: CRM });
  return { documents, answers: createAnswerRepository(documents, 'crm') };
}

const anAnswer = (
  name: string,
  client = 'acme',
  wave = '2026-04-01T07:00Z',
  over: Partial<Answer> = {},
): Answer => ({
  ...namedAnswer(
    anInvitation({
      clientId: clientId(client),
      waveId: waveIdSchema.parse(wave),
      mailboxId: mailboxIdOf(name),
      contactId: name,
    }),
    {
      complete: false,
      answeredAt: NOW,
      outcome: null,
      carrierId: null,
      language: 'en',
      versionNumber: 1,
      values: { score: 3, words: 'Late' },
    },
  ),
  ...over,
});

const { programmeId } = anAnswer('ann');

async function readNames(
  { answers }: ReturnType<typeof aStore>,
  fromMonth: string,
  toMonth: string,
  client?: string,
): Promise<(string | null)[]> {
  const names: (string | null)[] = [];
  const query = {
    programmeId,
    fromMonth,
    toMonth,
    clientId: client === undefined ? undefined : clientId(client),
  };
  for await (const page of answers.read(query)) names.push(...page.map(({ contactId }) => contactId));
  return names.toSorted();
}

describe('answers in the store', () => {
  it('are found by the month of their wave, however late they came', async () => {
    const store = aStore();
    const answer = anAnswer('ann', 'acme', '2026-04-30T22:30Z');
    await store.answers.keepPartial(answer, TTL);
    expect(await store.answers.find(programmeId, '2026-04', answer.clientId, answer.answerId)).toEqual(
      answer,
    );
    expect(
      await store.answers.find(programmeId, '2026-05', answer.clientId, answer.answerId),
    ).toBeUndefined();
  });

  it('are read over a span of months and years, of all clients or of one', async () => {
    const store = aStore();
    for (const [name, client, wave] of [
      ['ann', 'acme', '2025-11-01T07:00Z'],
      ['bob', 'acme', '2025-12-01T07:00Z'],
      ['cem', 'acme2', '2026-01-01T07:00Z'],
      ['dan', 'acme', '2026-02-01T07:00Z'],
    ] as const)
      await store.answers.keepPartial(anAnswer(name, client, wave), TTL);
    expect(await readNames(store, '2025-12', '2026-01')).toEqual(['bob', 'cem']);
    expect(await readNames(store, '2025-11', addMonths('2025-11', 3))).toEqual(['ann', 'bob', 'cem', 'dan']);
    expect(await readNames(store, '2025-11', '2026-02', 'acme')).toEqual(['ann', 'bob', 'dan']);
  });

  it('that are partial give way to later partial ones and keep their time to live', async () => {
    const store = aStore();
    await store.answers.keepPartial(anAnswer('ann'), TTL);
    await store.answers.keepPartial(anAnswer('ann', 'acme', undefined, { values: { score: 4 } }), TTL);
    expect(store.documents.all('crm')).toMatchObject([{ values: { score: 4 }, ttl: TTL }]);
  });

  it('lose their person and stay otherwise; one that is gone does not come back', async () => {
    const store = aStore();
    const answer = anAnswer('ann');
    const forgotten = { ...answer, contactId: null, orderNo: null, values: { score: 3 } };
    await store.answers.depersonalise(forgotten);
    expect(store.documents.all('crm')).toEqual([]);
    await store.answers.keepPartial(answer, TTL);
    await store.answers.depersonalise(forgotten);
    expect(await store.answers.find(programmeId, '2026-04', answer.clientId, answer.answerId)).toEqual(
      forgotten,
    );
    expect(store.documents.all('crm')).toMatchObject([{ ttl: TTL }]);
  });
});

describe('giving an answer', () => {
  async function invited() {
    const store = aStore();
    const invitation = anInvitation({ tokens: ['used', 'reminder'] });
    const given = {
      answer: anAnswer('ann', 'acme', undefined, { complete: true }),
      invitation: { ...invitation, state: 'answered' as const, version: 2 },
      token: 'used',
      followUp: undefined,
      facts: undefined,
      ttl: TTL,
    };
    await createInvitationRepository(store.documents, 'crm').plan(invitation, TTL);
    const tokens = createTokenRepository(store.documents, 'crm');
    for (const digest of invitation.tokens) await tokens.save({ ...invitation, digest, expiresAt: NOW });
    return { ...store, given };
  }

  it.each([
    ['its token is gone', { token: 'used before' }],
    ['the invitation has changed', { version: 5 }],
  ])(
    'writes nothing where %s',
    async (_name, { token, version = 2 }: { token?: string; version?: number }) => {
      const { answers, documents, given } = await invited();
      const before = documents.all('crm');
      const invitation = { ...given.invitation, version };
      expect(await answers.give({ ...given, invitation, token: token ?? given.token })).toBe(false);
      expect(documents.all('crm')).toEqual(before);
    },
  );

  it('takes every token of the invitation away', async () => {
    const { answers, documents, given } = await invited();
    expect(await answers.give(given)).toBe(true);
    expect(documents.all('crm').map(({ pk }) => pk.split('#')[0])).toEqual(['wave', 'answers']);
  });
});

describe('the outbox', () => {
  it('gives back what was written, with its time, until it is done', async () => {
    const documents = createMemoryDocuments({ crm: CRM });
    const outbox = createFactOutbox(documents, 'crm');
    const entries = ['a', 'b'].map((outboxId, i) => ({
      outboxId,
      clientId: clientId('acme'),
      at: NOW + i,
      orders: [order('A-1', [fact('survey.answered', NOW, { question: 'q', score: i })], 'survey-answer')],
    }));
    await documents.transact(entries.map((entry) => outboxAction('crm', entry)));
    const pending = async () => (await Array.fromAsync(outbox.pending())).flat();
    expect(await pending()).toEqual(entries);
    await outbox.done('a');
    await outbox.done('a');
    expect(await pending()).toEqual(entries.slice(1));
  });
});
