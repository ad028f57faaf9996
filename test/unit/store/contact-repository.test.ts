import { beforeEach, describe, expect, it } from 'vitest';
import { mailboxIdOf } from '../../../shared/store/digests.ts';
import { anApi } from '../../support/api.ts';
import { clientId } from '../../support/builders.ts';
import { aContact, aMailbox, MAILBOX } from '../../support/contacts.ts';

let api: ReturnType<typeof anApi>;
beforeEach(() => {
  api = anApi();
});

describe('contacts', () => {
  const ACME = clientId('acme');

  it('come back as they were saved, each under its client', async () => {
    expect(await api.contacts.save(aContact())).toBe(true);
    expect(await api.contacts.find(ACME, 'ann')).toEqual(aContact());
    expect(await api.contacts.find(clientId('acme2'), 'ann')).toBeUndefined();
  });

  it('are saved over the version before only', async () => {
    const save = (version: number) => api.contacts.save(aContact({ version, name: `n${String(version)}` }));
    expect([await save(2), await save(1), await save(1), await save(3), await save(2)]).toEqual([
      false,
      true,
      false,
      false,
      true,
    ]);
    expect((await api.contacts.find(ACME, 'ann'))?.name).toBe('n2');
  });

  it('are listed by id, page by page, without those of another client', async () => {
    for (const contactId of ['c', 'a', 'b']) await api.contacts.save(aContact({ contactId }));
    await api.contacts.save(aContact({ contactId: 'a', clientId: clientId('acme2') }));
    const first = await api.contacts.list(ACME, undefined, 2);
    expect([first.contacts.map(({ contactId }) => contactId), first.next]).toEqual([['a', 'b'], 'b']);
    const second = await api.contacts.list(ACME, first.next, 2);
    expect(second).toEqual({ contacts: [aContact({ contactId: 'c' })] });
  });

  it('are found many at once, missing ones left out', async () => {
    for (const contactId of ['a', 'b']) await api.contacts.save(aContact({ contactId }));
    const found = await api.contacts.findMany(ACME, ['b', 'none', 'a']);
    expect(found.map(({ contactId }) => contactId).sort()).toEqual(['a', 'b']);
    expect(await api.contacts.findMany(ACME, [])).toEqual([]);
  });

  it('are removed once', async () => {
    await api.contacts.save(aContact());
    expect([await api.contacts.remove(ACME, 'ann'), await api.contacts.remove(ACME, 'ann')]).toEqual([
      true,
      false,
    ]);
    expect(await api.contacts.find(ACME, 'ann')).toBeUndefined();
  });
});

describe('mailboxes', () => {
  it('come back as they were saved', async () => {
    const [invitation] = aMailbox().invitations;
    const mailbox = aMailbox({ blocked: 'bounced', lastInvitation: invitation ?? null, leasedUntil: 90_000 });
    await api.mailboxes.save(mailbox);
    expect(await api.mailboxes.find(MAILBOX)).toEqual(mailbox);
  });

  it('are saved over the version before only', async () => {
    const save = (version: number) => api.mailboxes.save(aMailbox({ version }));
    expect([await save(2), await save(1), await save(1), await save(2)]).toEqual([false, true, false, true]);
  });

  it('are found many at once, missing ones left out', async () => {
    await api.mailboxes.save(aMailbox());
    const ids = [mailboxIdOf('nobody@acme.example'), MAILBOX];
    expect(await api.mailboxes.findMany(ids)).toEqual([aMailbox()]);
    expect(await api.mailboxes.findMany([])).toEqual([]);
  });

  it('are removed only as they were read', async () => {
    await api.mailboxes.save(aMailbox());
    await api.mailboxes.save(aMailbox({ version: 2 }));
    const remove = (version: number) => api.mailboxes.remove(aMailbox({ version }));
    expect([await remove(1), await remove(2), await remove(2)]).toEqual([false, true, false]);
  });

  it('with sixteen invitations still cost one write unit', async () => {
    const [one] = aMailbox().invitations;
    const invitations = Array.from({ length: 16 }, () => one!);
    api.documents.capacity.reset();
    await api.mailboxes.save(aMailbox({ invitations }));
    expect(api.documents.capacity.write).toBe(1);
  });

  it('fail loudly, naming the key, when a stored invitation is none', async () => {
    await api.mailboxes.save(aMailbox());
    const key = { pk: `mailbox#${MAILBOX}`, sk: 'mailbox' };
    await api.documents.update({ table: 'crm', key, set: { invitations: ['quarterly yesterday acme'] } });
    await expect(api.mailboxes.find(MAILBOX)).rejects.toThrow(/"mailbox#.*invitations\.0\.waveId/);
  });
});
