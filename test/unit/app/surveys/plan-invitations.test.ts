import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../../shared/domain/calendar/time.ts';
import type { OrderFacts } from '../../../../shared/domain/ledger/decide.ts';
import type { FactData } from '../../../../shared/domain/ledger/fact.ts';
import { isSampled, orderSubject } from '../../../../shared/domain/survey/sampling.ts';
import type { Wave } from '../../../../shared/domain/survey/wave.ts';
import { mailboxIdOf } from '../../../../shared/store/digests.ts';
import { CLIENT, clientId, fact, orderNo } from '../../../support/builders.ts';
import { aLedger, order } from '../../../support/ledger.ts';
import { aProgramme } from '../../../support/programmes.ts';
import { aSurveyDesk, requestOf, SLOT } from '../../../support/survey-desk.ts';
import { planInvitations } from '../../../../shared/app/surveys/plan-invitations.ts';

type Desk = ReturnType<typeof aSurveyDesk>;

const names = async (desk: Desk, wave: Wave): Promise<readonly unknown[]> =>
  (await desk.invited(wave)).map(({ contactId }) => contactId).sort();
const mail = (name: string) => ({ contactId: name, mail: `${name}@acme.example` });

describe('planning a relationship wave', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = aSurveyDesk();
  });

  it('invites the contacts with a role of the programme, once, in the best language there is', async () => {
    const wave = await desk.begin();
    await desk.addContacts(
      { ...mail('ann'), language: 'de' },
      { ...mail('bob'), language: 'de-AT', role: 'operations' },
      { ...mail('cem'), language: 'fr' },
      mail('dan'),
      { ...mail('eve'), role: 'finance' },
    );
    expect(await desk.plan(wave)).toEqual({ outcome: 'planned', planned: 4, skipped: 0 });
    const invited = await desk.invited(wave);
    expect(Object.fromEntries(invited.map(({ contactId, language }) => [contactId, language]))).toEqual({
      ann: 'de',
      bob: 'de',
      cem: 'en',
      dan: 'en',
    });
    expect(invited.find(({ contactId }) => contactId === 'ann')).toEqual({
      ...requestOf(wave),
      mailboxId: mailboxIdOf('ann@acme.example'),
      state: 'planned',
      contactId: 'ann',
      orderNo: null,
      language: 'de',
      sentAt: null,
      remindedAt: null,
      openedAt: null,
      tokens: [],
      version: 1,
    });
    expect(desk.asked.map(({ mailboxIds }) => mailboxIds.length)).toEqual([4]);
  });

  it('counts whom it skips, and why', async () => {
    const wave = await desk.begin();
    await desk.addContacts(
      { ...mail('ann'), mail: null },
      { ...mail('bob'), consent: { mail: 'unknown', phone: 'given' } },
      { ...mail('cem'), optedOut: true },
      mail('dan'),
      mail('eve'),
    );
    await desk.mailboxes.save({
      mailboxId: mailboxIdOf('dan@acme.example'),
      blocked: 'opted-out',
      lastInvitedAt: null,
      lastInvitation: null,
      leasedUntil: null,
      invitations: [],
      version: 1,
    });
    expect(await desk.plan(wave)).toEqual({ outcome: 'planned', planned: 1, skipped: 4 });
    expect(await names(desk, wave)).toEqual(['eve']);
    expect(await desk.waves.skipped(wave)).toEqual([
      { clientId: CLIENT, reasons: { 'no-mail': 1, 'no-consent': 1, 'opted-out': 2 } },
    ]);
  });

  it('writes nothing for an empty audience', async () => {
    const wave = await desk.begin();
    const before = desk.documents.all('crm');
    expect(await desk.plan(wave)).toEqual({ outcome: 'planned', planned: 0, skipped: 0 });
    expect(desk.documents.all('crm')).toEqual(before);
    expect(desk.asked).toEqual([]);
  });

  it('writes one unit for each invitation, and nothing when it is repeated', async () => {
    const wave = await desk.begin();
    await desk.addContacts(...Array.from({ length: 250 }, (_, n) => mail(`c${String(n)}`)));
    const units = async (): Promise<number> => {
      desk.documents.capacity.reset();
      await desk.plan(wave);
      return desk.documents.capacity.write;
    };
    expect(await units()).toBe(250);
    const first = desk.asked.splice(0);
    expect(await units()).toBe(0);
    expect(desk.asked).toEqual(first);
    expect(first.flatMap(({ mailboxIds }) => mailboxIds)).toHaveLength(250);
    expect(Math.max(...first.map(({ mailboxIds }) => mailboxIds.length))).toBe(10);
  });

  it('asks again for what is only planned, and for nothing that is done', async () => {
    const wave = await desk.begin();
    await desk.addContacts(mail('ann'), mail('bob'));
    await desk.plan(wave);
    const [ann] = (await desk.invited(wave)).filter(({ contactId }) => contactId === 'ann');
    await desk.invitations.update({ ...ann!, state: 'sent', version: 2 });
    desk.asked.length = 0;
    await desk.plan(wave);
    expect(desk.asked.map(({ mailboxIds }) => mailboxIds)).toEqual([[mailboxIdOf('bob@acme.example')]]);
  });

  it('invites one person behind two contacts once', async () => {
    const wave = await desk.begin();
    await desk.addContacts(mail('ann'), { contactId: 'ann-2', mail: 'Ann@ACME.example' });
    await desk.plan(wave);
    expect(await names(desk, wave)).toEqual(['ann']);
  });

  it('draws a sample of people, the same when it is repeated', async () => {
    const wave = await desk.begin({ samplePerMille: 300 });
    await desk.addContacts(...Array.from({ length: 200 }, (_, n) => mail(`c${String(n)}`)));
    const first = await desk.plan(wave);
    const drawn = await names(desk, wave);
    expect(drawn.length).toBeGreaterThan(30);
    expect(drawn.length).toBeLessThan(90);
    expect(first).toEqual({ outcome: 'planned', planned: drawn.length, skipped: 200 - drawn.length });
    expect(await desk.plan(wave)).toEqual(first);
    expect(await names(desk, wave)).toEqual(drawn);
  });

  it('goes by the version that the wave began with, whatever the programme says by now', async () => {
    const wave = await desk.begin({ roles: ['decision-maker'] });
    const version = (await desk.programmes.version(wave.programmeId, 1))!;
    const edited = aProgramme({ currentVersion: 2, version: 2 });
    await desk.programmes.save(edited, { ...version, number: 2, roles: ['finance'], languages: ['de'] });
    await desk.addContacts(mail('ann'), { ...mail('bob'), role: 'finance' });
    await desk.plan(wave);
    expect((await desk.invited(wave)).map(({ contactId, language }) => [contactId, language])).toEqual([
      ['ann', 'en'],
    ]);
  });

  it.each([
    ['closed', async (wave: Wave) => desk.waves.close(wave)],
    ['over', (wave: Wave) => Promise.resolve((desk.time.now = wave.closesAt))],
    ['of a programme that ended', () => desk.programmes.save(aProgramme({ state: 'ended', version: 2 }))],
  ])('invites nobody to a wave that is %s', async (_, end) => {
    const wave = await desk.begin();
    await desk.addContacts(mail('ann'));
    await end(wave);
    expect(await desk.plan(wave)).toEqual({ outcome: 'closed' });
    expect(await desk.invited(wave)).toEqual([]);
  });

  it('invites while the programme is paused: they wait until it goes on', async () => {
    const wave = await desk.begin({}, { state: 'paused' });
    await desk.addContacts(mail('ann'));
    expect(await desk.plan(wave)).toMatchObject({ planned: 1 });
  });

  it('keeps invitations for as long as answers of the wave', async () => {
    const wave = await desk.begin({ openDays: 30, retentionDays: 100 });
    await desk.addContacts(mail('ann'));
    await desk.plan(wave);
    const item = desk.documents.all('crm').find(({ sk }) => sk.startsWith('i#'));
    expect(item?.['ttl']).toBe((SLOT + 130 * DAY_MS) / 1000);
  });

  it('fails loudly for a wave that was never begun', async () => {
    const wave = await desk.begin();
    const other = { ...requestOf(wave), waveId: '2020-01-01T00:00Z' as Wave['waveId'] };
    await expect(planInvitations(desk.planning, other)).rejects.toThrow('no wave 2020-01-01T00:00Z');
  });
});

describe('planning a transactional wave', () => {
  const DELIVERED = SLOT - 30 * HOUR_MS;
  const transactional = { kind: 'transactional' as const };
  const byConsignee = { audience: 'consignee' as const, delayHours: 24, roles: [] };

  const anOrder = (number: string, data: FactData, deliveries: readonly FactData[] = [{}]): OrderFacts =>
    order(number, [
      fact('order.placed', SLOT - 5 * DAY_MS, data),
      ...deliveries.map((part) => fact('order.delivered', DELIVERED, part)),
    ]);

  /** A ledger with a desk on the same store. */
  async function aDesk() {
    const ledger = await aLedger();
    const desk = aSurveyDesk(ledger.documents);
    ledger.time.now = SLOT;
    const note = (number: string, notedAt = DELIVERED): Promise<void> =>
      desk.dueDeliveries.note([
        { clientId: CLIENT, orderNo: orderNo(number), deliveredAt: DELIVERED, notedAt },
      ]);
    return { ledger, desk, note };
  }

  it('asks the contact that each delivered order names, about that order', async () => {
    const { ledger, desk, note } = await aDesk();
    const wave = await desk.begin(byConsignee, transactional);
    await desk.addContacts({ ...mail('ann'), role: 'consignee' }, { ...mail('bob'), role: 'consignee' });
    await ledger.record(
      anOrder('SO-1', { contactId: 'ann' }),
      anOrder('SO-2', { contactId: 'bob' }),
      anOrder('SO-3', { contactId: 'nobody' }),
      anOrder('SO-4', {}),
      anOrder('SO-5', { contactId: 'bob' }, []),
      anOrder('SO-6', { contactId: 'bob', units: 5 }, [{ units: 2, complete: false }]),
    );
    for (const n of [1, 2, 3, 4, 5, 6, 7]) await note(`SO-${String(n)}`);
    expect(await desk.plan(wave)).toEqual({ outcome: 'planned', planned: 2, skipped: 5 });
    const invited = await desk.invited(wave);
    expect(Object.fromEntries(invited.map((one) => [one.contactId, one.orderNo]))).toEqual({
      ann: 'SO-1',
      bob: 'SO-2',
    });
    expect(await desk.waves.skipped(wave)).toEqual([
      { clientId: CLIENT, reasons: { 'no-contact': 2, 'not-delivered': 3 } },
    ]);
  });

  it('asks a person once, about the order noted last, however often an order was noted', async () => {
    const { ledger, desk, note } = await aDesk();
    const wave = await desk.begin(byConsignee, transactional);
    await desk.addContacts(mail('ann'));
    await ledger.record(anOrder('SO-1', { contactId: 'ann' }), anOrder('SO-2', { contactId: 'ann' }));
    await note('SO-1');
    await note('SO-2', DELIVERED + 1);
    await note('SO-2', DELIVERED + 2);
    expect(await desk.plan(wave)).toEqual({ outcome: 'planned', planned: 1, skipped: 0 });
    expect((await desk.invited(wave)).map(({ orderNo: about }) => about)).toEqual(['SO-2']);
  });

  it('leaves deliveries to the wave in which their turn comes', async () => {
    const { ledger, desk, note } = await aDesk();
    const wave = await desk.begin({ ...byConsignee, delayHours: 31 }, transactional);
    await desk.addContacts(mail('ann'));
    await ledger.record(anOrder('SO-1', { contactId: 'ann' }));
    await note('SO-1');
    expect(await desk.plan(wave)).toEqual({ outcome: 'planned', planned: 0, skipped: 0 });
  });

  it('draws a sample of orders, before anything is read of the others', async () => {
    const { ledger, desk, note } = await aDesk();
    const wave = await desk.begin({ ...byConsignee, samplePerMille: 400 }, transactional);
    const numbers = Array.from({ length: 40 }, (_, n) => `SO-${String(n)}`);
    await desk.addContacts(...numbers.map((number) => mail(number)));
    await ledger.record(...numbers.map((number) => anOrder(number, { contactId: number })));
    for (const number of numbers) await note(number);
    const drawn = numbers.filter((number) =>
      isSampled(orderSubject(wave.programmeId, CLIENT, orderNo(number)), 400),
    );
    expect(await desk.plan(wave)).toEqual({
      outcome: 'planned',
      planned: drawn.length,
      skipped: 40 - drawn.length,
    });
    expect(await names(desk, wave)).toEqual([...drawn].sort());
  });

  it('asks all contacts with a role about the last order that was delivered, where the programme says so', async () => {
    const { ledger, desk, note } = await aDesk();
    const wave = await desk.begin(
      { ...byConsignee, audience: 'contacts', roles: ['operations'] },
      transactional,
    );
    await desk.addContacts(
      { ...mail('ann'), role: 'operations' },
      { ...mail('bob'), role: 'operations' },
      { ...mail('cem'), role: 'consignee' },
    );
    await ledger.record(anOrder('SO-1', {}), anOrder('SO-2', {}), anOrder('SO-3', {}, []));
    for (const n of [1, 2, 3]) await note(`SO-${String(n)}`, DELIVERED + n);
    await desk.plan(wave);
    expect((await desk.invited(wave)).map((one) => [one.contactId, one.orderNo]).sort()).toEqual([
      ['ann', 'SO-2'],
      ['bob', 'SO-2'],
    ]);
  });

  it('asks nobody where nothing was delivered', async () => {
    const { desk } = await aDesk();
    const wave = await desk.begin(
      { ...byConsignee, audience: 'contacts', roles: ['operations'] },
      transactional,
    );
    await desk.addContacts({ ...mail('ann'), role: 'operations' });
    expect(await desk.plan(wave)).toEqual({ outcome: 'planned', planned: 0, skipped: 0 });
    expect(await desk.plan(wave, clientId('unknown'))).toEqual({
      outcome: 'planned',
      planned: 0,
      skipped: 0,
    });
  });
});
