import { describe, expect, it } from 'vitest';
import { mailboxIdOf } from '../../../shared/store/digests.ts';
import { anAnswersApi } from '../../support/answers-api.ts';
import { aMailbox } from '../../support/contacts.ts';

const ANN = mailboxIdOf('ann@acme.example');
const ONE_CLICK = 'List-Unsubscribe=One-Click';

async function linked() {
  const api = await anAnswersApi();
  return { ...api, token: await api.links.seal('unsubscribe', ANN) };
}

describe('unsubscribing', () => {
  it('asks by a page with a button, and changes nothing when the link is only opened', async () => {
    const { showUnsubscribe, documents, token } = await linked();
    const before = documents.all('crm');
    const page = await showUnsubscribe(token, { lang: 'de' });
    expect([page.status, page.text.includes('<button type="submit">Abmelden</button>')]).toEqual([200, true]);
    expect(page.headers['content-security-policy']).toContain("form-action 'self'");
    expect(documents.all('crm')).toEqual(before);
  });

  it.each([
    ['by the button', '', 'application/x-www-form-urlencoded'],
    ['in one click', ONE_CLICK, 'application/x-www-form-urlencoded'],
    [
      'in one click as RFC 8058 prefers it',
      `--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n`,
      'multipart/form-data; boundary=x',
    ],
  ])('%s blocks the mailbox and answers 200', async (_name, body, type) => {
    const { unsubscribe, store, token } = await linked();
    const page = await unsubscribe(token, body, type);
    expect([page.status, page.text.includes('You are unsubscribed')]).toEqual([200, true]);
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(await store.mailboxes.find(ANN)).toMatchObject({ blocked: 'opted-out', version: 1 });
  });

  it.each([
    [null, 'opted-out', 2],
    ['bounced', 'opted-out', 2],
    ['opted-out', 'opted-out', 1],
    ['complained', 'complained', 1],
  ] as const)(
    'of a mailbox that is %s leaves it %s, with its invitations',
    async (blocked, after, version) => {
      const { unsubscribe, store, token } = await linked();
      await store.mailboxes.save(aMailbox({ blocked }));
      expect((await unsubscribe(token, ONE_CLICK)).status).toBe(200);
      expect(await store.mailboxes.find(ANN)).toEqual(aMailbox({ blocked: after, version }));
    },
  );

  it('holds against an invitation that is sent at the same moment', async () => {
    const { handlerOn, documents, store, ask, token } = await linked();
    let sending = 3;
    const handler = handlerOn(documents, {
      mailboxes: {
        ...store.mailboxes,
        save: async (mailbox) => {
          if (sending-- > 0) {
            const version = ((await store.mailboxes.find(ANN))?.version ?? 0) + 1;
            await store.mailboxes.save(aMailbox({ version, lastInvitedAt: version }));
          }
          return store.mailboxes.save(mailbox);
        },
      },
    });
    const page = await ask({ route: 'POST /u/{token}', params: { token } }, handler);
    expect(page.status).toBe(200);
    expect(await store.mailboxes.find(ANN)).toMatchObject({
      blocked: 'opted-out',
      lastInvitedAt: 3,
      version: 4,
    });
  });

  it('is refused for every altered link, and for links of other purposes and people', async () => {
    const { showUnsubscribe, unsubscribe, links, items, token } = await linked();
    const [payload = '', signature = ''] = token.split('.');
    const other = Buffer.from(mailboxIdOf('bob@acme.example')).toString('base64url');
    const forged = [
      `${other}.${signature}`,
      `${payload}.`,
      payload,
      '',
      '..',
      `${token}.x`,
      await links.seal('survey-results', ANN),
      await links.seal('unsubscribe', 'no mailbox'),
      ...Array.from({ length: signature.length - 1 }, (_, i) => {
        const letter = signature[i] === 'A' ? 'B' : 'A';
        return `${payload}.${signature.slice(0, i)}${letter}${signature.slice(i + 1)}`;
      }),
    ];
    for (const one of forged) {
      const pages = [await showUnsubscribe(one), await unsubscribe(one, ONE_CLICK)];
      expect(pages.map(({ status }) => status)).toEqual([404, 404]);
      expect(pages[0]?.text).toContain('This link does not work');
    }
    expect(items('mailbox#')).toEqual([]);
  });
});
