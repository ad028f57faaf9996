import { beforeEach, describe, expect, it } from 'vitest';
import { tendSurveys } from '../../../../shared/app/surveys/tend-surveys.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../shared/domain/calendar/time.ts';
import type { ClientId } from '../../../../shared/domain/ids.ts';
import { answerMonthOf, type Answer } from '../../../../shared/domain/survey/answer.ts';
import type { Wave } from '../../../../shared/domain/survey/wave.ts';
import type { FactGroup } from '../../../../shared/ports/fact-queue.ts';
import type { OutboxEntry } from '../../../../shared/ports/fact-outbox.ts';
import { mailboxIdOf } from '../../../../shared/store/digests.ts';
import { outboxAction } from '../../../../shared/store/fact-outbox.ts';
import { bucketOf, crmKeys } from '../../../../shared/store/keys.ts';
import { itemOf } from '../../../../shared/store/item-of.ts';
import { CLIENT, clientId, fact, orderNo } from '../../../support/builders.ts';
import { aProgramme } from '../../../support/programmes.ts';
import { aSurveyDesk, requestOf, SLOT } from '../../../support/survey-desk.ts';

let desk: ReturnType<typeof aSurveyDesk>;
beforeEach(() => {
  desk = aSurveyDesk();
});

const NOTHING = { leftovers: 0, reminders: 0, lapsed: 0, closed: 0, released: 0, swept: 0, failed: 0 };
const tendAt = (at: number) => {
  desk.time.now = at;
  return tendSurveys(desk.tending);
};
const contact = (name: string) => ({ contactId: name, mail: `${name}@acme.example` });
const states = async (wave: Wave): Promise<readonly string[]> =>
  (await desk.invited(wave)).map(({ state }) => state).sort();

/** Programmes of the tests have nine o'clock in Berlin as their time; this round is theirs. */
const ITS_HOUR = SLOT + HOUR_MS + 10 * MINUTE_MS;

describe('once a day', () => {
  it('what is only planned is asked for again, client by client', async () => {
    const globex = clientId('globex');
    const wave = await desk.begin();
    await desk.addContacts(contact('ann'), contact('bob'), { ...contact('cem'), clientId: globex });
    for (const client of [CLIENT, globex]) await desk.plan(wave, client);
    const asked = desk.asked.splice(0);
    expect(await tendAt(ITS_HOUR)).toEqual({ ...NOTHING, leftovers: 3 });
    expect(desk.asked).toEqual(asked);
  });

  it('is not every hour', async () => {
    const wave = await desk.begin();
    await desk.addContacts(contact('ann'));
    await desk.plan(wave);
    for (const hours of [0, 2, 23]) expect(await tendAt(SLOT + hours * HOUR_MS)).toEqual(NOTHING);
    expect(await tendAt(ITS_HOUR + DAY_MS)).toMatchObject({ leftovers: 1 });
  });

  it('who was invited some days ago and has not answered is to be reminded', async () => {
    const wave = await desk.begin({ reminderAfterDays: 7 });
    await desk.addContacts(contact('ann'), contact('bob'));
    await desk.plan(wave);
    await desk.sendAll();
    const bob = (await desk.invitations.find({
      ...requestOf(wave),
      mailboxId: mailboxIdOf('bob@acme.example'),
    }))!;
    await desk.invitations.update({ ...bob, state: 'answered', version: bob.version + 1 });
    expect(await tendAt(ITS_HOUR + 6 * DAY_MS)).toEqual(NOTHING);
    expect(await tendAt(ITS_HOUR + 7 * DAY_MS)).toEqual({ ...NOTHING, reminders: 1 });
    expect(desk.asked).toEqual([
      { ...requestOf(wave), what: 'reminder', mailboxIds: [mailboxIdOf('ann@acme.example')] },
    ]);
    await desk.sendAll();
    expect(await tendAt(ITS_HOUR + 8 * DAY_MS)).toEqual(NOTHING);
  });

  it.each(['paused', 'ended'] as const)('nothing is asked for while the programme is %s', async (state) => {
    const wave = await desk.begin();
    await desk.addContacts(contact('ann'));
    await desk.plan(wave);
    await desk.programmes.save(aProgramme({ state, version: 2 }));
    expect(await tendAt(ITS_HOUR)).toEqual(NOTHING);
  });

  it('the days of a wave are brought to an end with everybody mailed, ten a day', async () => {
    const wave = await desk.begin({ mostPerDay: 10 });
    await desk.addContacts(...Array.from({ length: 35 }, (_, n) => contact(`p${String(n)}`)));
    await desk.plan(wave);
    const sent: number[] = [];
    for (let hour = 0; hour < 4 * 24; hour++) {
      await tendAt(SLOT + hour * HOUR_MS + 10 * MINUTE_MS);
      await desk.sendAll();
      if (hour % 24 === 23) sent.push(desk.mails.length);
    }
    expect(sent).toEqual([10, 20, 30, 35]);
  });
});

describe('a wave that is over', () => {
  it('is closed, and what was never sent has lapsed', async () => {
    const wave = await desk.begin({ mostPerDay: 1 });
    await desk.addContacts(contact('ann'), contact('bob'));
    await desk.plan(wave);
    await desk.sendAll();
    expect(await tendAt(wave.closesAt)).toEqual(NOTHING);
    expect(await tendAt(wave.closesAt + 10 * MINUTE_MS)).toEqual({ ...NOTHING, lapsed: 1, closed: 1 });
    expect(await states(wave)).toEqual(['lapsed', 'sent']);
    expect(await desk.waves.find(wave)).toEqual({ ...wave, state: 'closed' });
    expect(await tendAt(wave.closesAt + HOUR_MS)).toEqual(NOTHING);
  });

  it('is closed also where its programme has ended', async () => {
    const wave = await desk.begin();
    await desk.programmes.save(aProgramme({ state: 'ended', version: 2 }));
    expect(await tendAt(wave.closesAt + HOUR_MS)).toEqual({ ...NOTHING, closed: 1 });
  });

  it('that fails hinders no other one, and stays for the next round', async () => {
    const wave = await desk.begin();
    const gone = { ...wave, waveId: '2026-01-01T00:00Z' as Wave['waveId'], versionNumber: 9 };
    await desk.waves.begin(gone);
    const failures: unknown[] = [];
    const onFailure = (subject: unknown): void => void failures.push(subject);
    desk.time.now = wave.closesAt + HOUR_MS;
    const tended = await tendSurveys({ ...desk.tending, onFailure });
    expect(tended).toEqual({ ...NOTHING, closed: 1, failed: 1 });
    expect(failures).toEqual([{ programmeId: gone.programmeId, waveId: gone.waveId }]);
    expect(await desk.waves.open()).toHaveLength(1);
  });
});

describe('anonymous answers of a wave that is over', () => {
  const globex = clientId('globex');
  const answerOf = (wave: Wave, client: ClientId, n: number, over: Partial<Answer> = {}): Answer => ({
    programmeId: wave.programmeId,
    waveId: wave.waveId,
    clientId: client,
    answerId: `${client}-secret-${String(n)}`,
    complete: true,
    answeredAt: null,
    contactId: null,
    orderNo: null,
    outcome: null,
    carrierId: 'dhl',
    language: 'en',
    versionNumber: 1,
    values: { recommend: n % 11 },
    ...over,
  });
  const store = async (answers: readonly Answer[]): Promise<void> => {
    for (const one of answers) {
      const key = crmKeys.answer(one.programmeId, answerMonthOf(one), one.clientId, one.answerId);
      await desk.documents.put('crm', { ...itemOf(one), ttl: 2_000_000_000, ...key });
    }
  };
  const many = (wave: Wave, client: ClientId, count: number): readonly Answer[] =>
    Array.from({ length: count }, (_, n) => answerOf(wave, client, n));
  const facts = (): readonly FactGroup['events'][number][] => desk.facts.flatMap(({ events }) => events);

  const anonymous = async (): Promise<Wave> => {
    for (const client of [CLIENT, globex]) await desk.addClient({ clientId: client });
    return desk.begin({ anonymous: true, smallestGroup: 5 });
  };

  it('are counted on its last instant, without carrier, for clients with enough of them', async () => {
    const wave = await anonymous();
    await store([...many(wave, CLIENT, 5), ...many(wave, globex, 4)]);
    expect(await tendAt(wave.closesAt + 10 * MINUTE_MS)).toEqual({ ...NOTHING, closed: 1, released: 5 });
    expect(new Set(desk.facts.map((group) => group.clientId))).toEqual(new Set([CLIENT]));
    expect(
      facts()
        .map(({ orderNo: number }) => number)
        .sort(),
    ).toEqual(many(wave, CLIENT, 5).map(({ answerId }) => answerId));
    for (const { fact: one } of facts()) {
      expect(one).toMatchObject({ type: 'survey.answered', id: 'recommend', occurredAt: wave.closesAt });
      expect(one.data).not.toHaveProperty('carrierId');
    }
    for (const { bucket, events } of desk.facts)
      for (const event of events) expect(bucketOf(event.orderNo, 4)).toBe(bucket);
  });

  it('do not make up a group with what is not complete, or of another wave', async () => {
    const wave = await anonymous();
    const other = answerOf(wave, CLIENT, 9, { waveId: '2026-07-02T00:00Z' as Wave['waveId'] });
    await store([...many(wave, CLIENT, 4), answerOf(wave, CLIENT, 8, { complete: false }), other]);
    expect(await tendAt(wave.closesAt + HOUR_MS)).toEqual({ ...NOTHING, closed: 1 });
    expect(facts()).toEqual([]);
  });

  it('do not make up a group with those who left the question blank', async () => {
    const wave = await anonymous();
    const blank = { values: { why: 'too late' } };
    const onlyOne = [1, 2, 3, 4].map((n) => answerOf(wave, CLIENT, n, blank));
    const enough = answerOf(wave, globex, 9, blank);
    await store([answerOf(wave, CLIENT, 0), ...onlyOne, ...many(wave, globex, 5), enough]);
    expect(await tendAt(wave.closesAt + HOUR_MS)).toEqual({ ...NOTHING, closed: 1, released: 5 });
    expect(new Set(desk.facts.map((group) => group.clientId))).toEqual(new Set([globex]));
  });

  it('wait where the queue does not take them all, and so does the wave', async () => {
    const wave = await anonymous();
    await store(many(wave, CLIENT, 5));
    const refusing: FactGroup['events'][number][] = [];
    const tending = {
      ...desk.tending,
      factQueue: {
        send: (_: unknown, groups: readonly FactGroup[]) => {
          refusing.push(...groups.flatMap(({ events }) => events));
          return Promise.resolve(new Set(refusing.slice(0, 1)));
        },
      },
    };
    desk.time.now = wave.closesAt + HOUR_MS;
    expect(await tendSurveys(tending)).toEqual({ ...NOTHING, failed: 1 });
    expect(await desk.waves.open()).toHaveLength(1);
    // The same facts once more: the ledger knows them by their names.
    expect(await tendSurveys(desk.tending)).toEqual({ ...NOTHING, closed: 1, released: 5 });
    expect(facts().map(({ orderNo: number }) => number)).toEqual(
      refusing.map(({ orderNo: number }) => number),
    );
  });

  it('of a wave that names people are in the ledger already', async () => {
    await desk.addClient();
    const wave = await desk.begin({ anonymous: false });
    await store(many(wave, CLIENT, 6));
    expect(await tendAt(wave.closesAt + HOUR_MS)).toEqual({ ...NOTHING, closed: 1 });
    expect(facts()).toEqual([]);
  });
});

describe('facts that their writer did not record', () => {
  const entry = (over: Partial<OutboxEntry> = {}): OutboxEntry => ({
    outboxId: 'answer.acme.1',
    clientId: CLIENT,
    at: SLOT,
    orders: [
      { kind: 'survey-answer', orderNo: orderNo('1'), facts: [fact('survey.answered', SLOT)] },
      { kind: 'survey-answer', orderNo: orderNo('2'), facts: [fact('survey.answered', SLOT)] },
    ],
    ...over,
  });
  const put = (one: OutboxEntry) => desk.documents.transact([outboxAction('crm', one)]);
  const pending = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    for await (const page of desk.outbox.pending()) ids.push(...page.map(({ outboxId }) => outboxId));
    return ids;
  };

  it('go to the ledger by their buckets once they are five minutes old, and leave the outbox', async () => {
    await desk.addClient();
    await put(entry());
    expect(await tendAt(SLOT + 5 * MINUTE_MS - 1)).toEqual(NOTHING);
    expect(await tendAt(SLOT + 5 * MINUTE_MS)).toEqual({ ...NOTHING, swept: 1 });
    expect(await pending()).toEqual([]);
    const sent = desk.facts.flatMap(({ events }) => events);
    expect(sent.map((one) => [one.orderNo, one.fact.type]).sort()).toEqual([
      ['1', 'survey.answered'],
      ['2', 'survey.answered'],
    ]);
    expect(desk.facts.map(({ bucket }) => bucket).sort()).toEqual(
      [...new Set(['1', '2'].map((number) => bucketOf(orderNo(number), 4)))].sort(),
    );
  });

  it('stay where the queue does not take them, and hinder no others', async () => {
    await desk.addClient();
    await put(entry({ outboxId: 'a', clientId: clientId('gone') }));
    await put(entry({ outboxId: 'b' }));
    expect(await tendAt(SLOT + HOUR_MS)).toEqual({ ...NOTHING, swept: 1, failed: 1 });
    expect(await pending()).toEqual(['a']);
  });
});
