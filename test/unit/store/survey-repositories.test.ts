import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../shared/domain/calendar/time.ts';
import type { Invitation } from '../../../shared/domain/survey/invitation.ts';
import { waveIdOf, type Wave } from '../../../shared/domain/survey/wave.ts';
import type { DueDelivery } from '../../../shared/ports/waves.ts';
import { mailboxIdOf } from '../../../shared/store/digests.ts';
import { programmeIdSchema } from '../../../shared/domain/survey/programme.ts';
import { CLIENT, clientId, NOW, orderNo } from '../../support/builders.ts';
import { anInvitation, MAILBOX, WAVE } from '../../support/contacts.ts';
import { runInTurns, seededRandom, withFaults } from '../../support/memory-documents/index.ts';
import { SLOT, surveyStore, surveyStores } from '../../support/survey-desk.ts';

const stores = () => {
  const documents = surveyStore();
  return { documents, ...surveyStores(documents) };
};

const wave = (over: Partial<Wave> = {}): Wave => ({
  ...WAVE,
  versionNumber: 1,
  previousSlotAt: SLOT - DAY_MS,
  closesAt: SLOT + DAY_MS,
  state: 'open',
  ...over,
});
const OTHER_PROGRAMME = programmeIdSchema.parse('quarterly-2');
const slots = [0, 1, 2].map((n) => waveIdOf(SLOT + n * HOUR_MS));

describe('waves', () => {
  it('begin once, and a second begin changes nothing', async () => {
    const { waves } = stores();
    expect(await waves.find(WAVE)).toBeUndefined();
    expect(await waves.begin(wave())).toBe(true);
    expect(await waves.begin(wave({ versionNumber: 2 }))).toBe(false);
    expect(await waves.find(WAVE)).toEqual(wave());
  });

  it('are open until they are closed, by programme or all of them', async () => {
    const { waves } = stores();
    await waves.begin(wave());
    await waves.begin(wave({ programmeId: OTHER_PROGRAMME }));
    expect(await waves.open(WAVE.programmeId)).toEqual([WAVE]);
    await waves.close(WAVE);
    expect(await waves.find(WAVE)).toEqual(wave({ state: 'closed' }));
    expect(await waves.open()).toEqual([{ programmeId: OTHER_PROGRAMME, waveId: WAVE.waveId }]);
    expect(await waves.begin(wave())).toBe(false);
    expect(await waves.open(WAVE.programmeId)).toEqual([]);
  });

  it('are listed newest first, page by page', async () => {
    const { waves } = stores();
    for (const waveId of slots) await waves.begin(wave({ waveId }));
    const first = await waves.list(WAVE.programmeId, undefined, 2);
    expect(first.waves.map(({ waveId }) => waveId)).toEqual([slots[2], slots[1]]);
    const second = await waves.list(WAVE.programmeId, first.next, 2);
    expect(second).toEqual({ waves: [wave({ waveId: slots[0]! })] });
  });

  it('tell whom planning skipped, of one client or of all', async () => {
    const { waves } = stores();
    const globex = clientId('globex');
    await waves.saveSkipped(WAVE, { clientId: CLIENT, reasons: { 'no-mail': 1 } });
    await waves.saveSkipped(WAVE, { clientId: CLIENT, reasons: { 'no-mail': 2, 'no-consent': 3 } });
    await waves.saveSkipped(WAVE, { clientId: globex, reasons: { 'not-sampled': 4 } });
    const ofAcme = { clientId: CLIENT, reasons: { 'no-mail': 2, 'no-consent': 3 } };
    expect(await waves.skipped(WAVE, CLIENT)).toEqual([ofAcme]);
    expect(await waves.skipped(WAVE)).toEqual([ofAcme, { clientId: globex, reasons: { 'not-sampled': 4 } }]);
    expect(await waves.skipped({ ...WAVE, waveId: slots[0]! })).toEqual([]);
  });
});

describe('invitations', () => {
  const TTL = 1_900_000_000;
  const planned = anInvitation({ state: 'planned', sentAt: null });

  it('are planned once', async () => {
    const { invitations } = stores();
    expect(await invitations.plan(planned, TTL)).toBe(true);
    expect(await invitations.plan({ ...planned, contactId: 'other' }, TTL)).toBe(false);
    expect(await invitations.find(planned)).toEqual(planned);
  });

  it('are changed only over the version before, and keep their time to live', async () => {
    const { documents, invitations } = stores();
    await invitations.plan(planned, TTL);
    const sent: Invitation = { ...planned, state: 'sent', sentAt: NOW, tokens: ['digest'], version: 2 };
    expect([await invitations.update(sent), await invitations.update(sent)]).toEqual([true, false]);
    expect(await invitations.find(planned)).toEqual(sent);
    expect(documents.all('crm').map(({ ttl }) => ttl)).toEqual([TTL]);
  });

  it('that are gone are not brought back by a change', async () => {
    const { documents, invitations } = stores();
    expect(await invitations.update({ ...planned, version: 2 })).toBe(false);
    expect(documents.all('crm')).toEqual([]);
  });

  it('are found many at once, missing ones left out', async () => {
    const { invitations } = stores();
    await invitations.plan(planned, TTL);
    const missing = { ...planned, mailboxId: mailboxIdOf('nobody@acme.example') };
    expect(await invitations.findMany([missing, planned])).toEqual([planned]);
    expect(await invitations.findMany([])).toEqual([]);
  });

  it('of a wave are listed page by page, of a client those of no other whose name begins alike', async () => {
    const { invitations } = stores();
    const of = (client: string, n: number): Invitation => ({
      ...planned,
      clientId: clientId(client),
      mailboxId: mailboxIdOf(`${String(n)}@acme.example`),
    });
    for (let n = 0; n < 120; n++) await invitations.plan(of('acme', n), TTL);
    for (const client of ['acme-2', 'acme2']) await invitations.plan(of(client, 0), TTL);
    const first = await invitations.list(WAVE, CLIENT, undefined);
    const second = await invitations.list(WAVE, CLIENT, first.next);
    expect([first.invitations.length, second.invitations.length, second.next]).toEqual([100, 20, undefined]);
    expect([...first.invitations, ...second.invitations].every((one) => one.clientId === CLIENT)).toBe(true);
    const all = await invitations.list(
      WAVE,
      undefined,
      (await invitations.list(WAVE, undefined, undefined)).next,
    );
    expect(all.invitations).toHaveLength(22);
  });
});

describe('the most a day', () => {
  it('is given out up to what is left of it, each day anew', async () => {
    const { allowance } = stores();
    const take = (day: string, wanted: number) => allowance.take(WAVE.programmeId, day, wanted, 10);
    expect([await take('2026-07-01', 7), await take('2026-07-01', 7), await take('2026-07-01', 1)]).toEqual([
      7, 3, 0,
    ]);
    expect(await take('2026-07-02', 4)).toBe(4);
  });

  it('is never given out twice to workers that take at once', async () => {
    const { documents } = stores();
    const random = seededRandom(7);
    const takes = await runInTurns(
      random,
      Array.from({ length: 5 }, () => (turn) => {
        const { allowance } = surveyStores(withFaults(documents, { turn }));
        return allowance.take(WAVE.programmeId, '2026-07-01', 10, 23);
      }),
    );
    const given = takes.map((take) => (take.status === 'fulfilled' ? take.value : 0));
    expect(given.reduce((sum, some) => sum + some, 0)).toBe(23);
  });
});

describe('tokens', () => {
  const token = { ...WAVE, clientId: CLIENT, mailboxId: MAILBOX, digest: 'digest', expiresAt: SLOT };

  it('are found by their digest, also after their end, which they tell themselves', async () => {
    const { documents, tokens } = stores();
    await tokens.save(token);
    expect(await tokens.find('digest')).toEqual(token);
    expect(await tokens.find('other')).toBeUndefined();
    const [item] = documents.all('crm');
    expect(item?.['ttl']).toBe((SLOT + 2 * DAY_MS) / 1000);
  });
});

describe('deliveries', () => {
  const delivery = (n: number, notedAt: number): DueDelivery => ({
    clientId: CLIENT,
    orderNo: orderNo(`SO-${String(n)}`),
    deliveredAt: notedAt - HOUR_MS,
    notedAt,
  });
  const listed = async (
    { dueDeliveries }: ReturnType<typeof stores>,
    from: number,
    to: number,
  ): Promise<readonly DueDelivery[]> => {
    const found: DueDelivery[] = [];
    for await (const page of dueDeliveries.list(CLIENT, from, to)) found.push(...page);
    return found;
  };

  it('are listed last noted first, from the beginning on and before the end', async () => {
    const desk = stores();
    const noted = [0, 1, 999, 1000].map((n) => delivery(n, SLOT + n));
    await desk.dueDeliveries.note(noted);
    await desk.dueDeliveries.note([{ ...delivery(5, SLOT), clientId: clientId('acme-2') }]);
    expect(await listed(desk, SLOT, SLOT + 1000)).toEqual([noted[2], noted[1], noted[0]]);
    expect(await listed(desk, SLOT + 1000, SLOT + 1001)).toEqual([noted[3]]);
  });

  it('come in pages, all of them', async () => {
    const desk = stores();
    await desk.dueDeliveries.note(Array.from({ length: 250 }, (_, n) => delivery(n, SLOT)));
    const pages: number[] = [];
    for await (const page of desk.dueDeliveries.list(CLIENT, SLOT, SLOT + 1)) pages.push(page.length);
    expect(pages).toEqual([100, 100, 50]);
  });

  it('are kept for longer than a quarter and any delay', async () => {
    const desk = stores();
    await desk.dueDeliveries.note([delivery(1, SLOT)]);
    expect(desk.documents.all('crm')[0]?.['ttl']).toBe((SLOT + 120 * DAY_MS) / 1000);
  });
});
