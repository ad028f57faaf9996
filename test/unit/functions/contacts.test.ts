import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/contacts/handler.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { composeContacts } from '../../../shared/runtime/compose-contacts.ts';
import { mailboxIdOf } from '../../../shared/store/digests.ts';
import { ADMIN, anApi, call, person, type Answer } from '../../support/api.ts';
import { aClient, CLIENT, clientId, CONTRACT, NOW } from '../../support/builders.ts';
import { aContact, aMailbox } from '../../support/contacts.ts';

let api: ReturnType<typeof anApi>;
beforeEach(async () => {
  api = anApi();
  for (const id of ['acme', 'globex'])
    await api.clients.create(aClient({ clientId: clientId(id) }), CONTRACT, 'admin-1');
  await api.grants.save(grantOf('manager', [CLIENT], 1));
  await api.grants.save(grantOf('viewer', [CLIENT], 1));
});

type Ask = Partial<Parameters<typeof call>[1]>;

const MANAGER = person('manager', 'account-manager');
const ask = (method: string, path: string, { params, ...more }: Ask = {}): Promise<Answer> =>
  call(createHandler({ ...api, ...composeContacts(api.documents, 'crm') }), {
    route: `${method} /v1/clients/{clientId}/contacts${path}`,
    params: { clientId: 'acme', ...params },
    as: MANAGER,
    ...more,
  });
const get = (contactId = 'ann') => ask('GET', '/{contactId}', { params: { contactId } });
const put = (body: unknown, more: Ask = {}) =>
  ask('PUT', '/{contactId}', { body, ...more, params: { contactId: 'ann', ...more.params } });
const ifMatch = (etag: string) => ({ headers: { 'if-match': etag } });
const importing = (...contacts: unknown[]) => ask('POST', '/import', { body: { contacts } });
const outcomes = ({ text }: Answer): unknown =>
  (JSON.parse(text) as { results: { outcome: string }[] }).results.map(({ outcome }) => outcome);

const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code];
const faultOf = ({ status, body }: Answer): unknown[] => [
  status,
  body.code,
  body.errors.map(({ path }) => path).join(),
];

const ANN = {
  name: 'Ann Example',
  mail: 'ann@acme.example',
  phone: '+49 40 123456',
  language: 'de',
  role: 'decision-maker',
  consent: { mail: 'given', phone: 'refused' },
  optedOut: false,
};

describe('a contact', () => {
  it('is added with what is left out at its default, and read again', async () => {
    const added = await ask('POST', '', { body: { contactId: 'ann', name: ' Ann Example ' } });
    expect([added.status, added.headers['location'], added.headers['etag']]).toEqual([
      201,
      '/v1/clients/acme/contacts/ann',
      '"1"',
    ]);
    const read = await get();
    expect([read.body, read.headers['etag']]).toEqual([added.body, '"1"']);
    expect(read.body).toEqual({
      clientId: 'acme',
      contactId: 'ann',
      name: 'Ann Example',
      mail: null,
      phone: null,
      language: null,
      role: 'other',
      consent: { mail: 'unknown', phone: 'unknown' },
      optedOut: false,
      mailStatus: 'none',
      version: 1,
      createdAt: new Date(NOW).toISOString(),
      updatedAt: new Date(NOW).toISOString(),
    });
  });

  it('has an id made for it, once for a request that is repeated', async () => {
    const add = () => ask('POST', '', { body: ANN, headers: { 'idempotency-key': 'key-1' } });
    const [first, again] = [await add(), await add()];
    expect(first.text).toMatch(/"contactId":"01TEST\d{20}"/);
    expect(again.text).toBe(first.text);
    expect((await api.contacts.list(CLIENT, undefined, 10)).contacts).toHaveLength(1);
  });

  it('is not added over another one', async () => {
    await put(ANN);
    const again = await ask('POST', '', { body: { ...ANN, contactId: 'ann' } });
    expect(faultOf(again)).toEqual([409, 'contact-exists', 'contactId']);
  });

  it('is changed only from the version that was read; the same content again changes nothing', async () => {
    await put(ANN);
    expect(codeOf(await put({ ...ANN, language: 'en' }))).toEqual([428, 'if-match-required']);
    api.time.now += 5;
    const changed = await put({ ...ANN, language: 'en' }, ifMatch('"1"'));
    expect([changed.headers['etag'], changed.body]).toEqual([
      '"2"',
      expect.objectContaining({
        language: 'en',
        version: 2,
        createdAt: new Date(NOW).toISOString(),
        updatedAt: new Date(NOW + 5).toISOString(),
      }),
    ]);
    expect((await put({ ...ANN, language: 'en' })).body.version).toBe(2);
    expect(codeOf(await put(ANN, ifMatch('"1"')))).toEqual([412, 'stale-version']);
  });

  it('made by several at once is made once', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const answers = await Promise.all(names.map((name) => put({ ...ANN, name })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });

  it('remembers the mailboxes of its earlier addresses, and tells nobody', async () => {
    await put(ANN);
    await put({ ...ANN, mail: 'ann@new.example' }, ifMatch('"1"'));
    const { text } = await put({ ...ANN, mail: null }, ifMatch('"2"'));
    const boxes = [mailboxIdOf('ann@acme.example'), mailboxIdOf('ann@new.example')];
    expect((await api.contacts.find(CLIENT, 'ann'))?.earlierMailboxes).toEqual(boxes);
    expect(text).not.toContain('Mailbox');
    await put({ ...ANN, mail: 'ANN@new.example' }, ifMatch('"3"'));
    expect((await api.contacts.find(CLIENT, 'ann'))?.earlierMailboxes).toEqual([boxes[0]]);
  });

  it.each([
    ['opted-out', 'opted-out'],
    ['bounced', 'bounced'],
    ['complained', 'complained'],
    [null, 'ok'],
  ] as const)('whose mailbox says %s has the mail status %s, in the list too', async (blocked, status) => {
    await put(ANN);
    await api.mailboxes.save(aMailbox({ blocked }));
    expect((await get()).body).toMatchObject({ mailStatus: status });
    expect((await ask('GET', '')).body).toMatchObject({ contacts: [{ mailStatus: status }] });
  });

  it('is not opened to mail again by an edit; a bounced one is by another address', async () => {
    await api.mailboxes.save(aMailbox({ blocked: 'bounced' }));
    await put({ ...ANN, optedOut: true });
    expect((await put(ANN, ifMatch('"1"'))).body).toMatchObject({ optedOut: false, mailStatus: 'bounced' });
    const moved = await put({ ...ANN, mail: 'ann@new.example' }, ifMatch('"2"'));
    expect(moved.body).toMatchObject({ mailStatus: 'ok' });
  });

  it.each([
    [{}, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: 'A\u0000nn' }, 'name'],
    [{ name: 'Ann', mail: 'ann' }, 'mail'],
    [{ name: 'Ann', phone: '040 123' }, 'phone'],
    [{ name: 'Ann', language: 'german' }, 'language'],
    [{ name: 'Ann', role: 'boss' }, 'role'],
    [{ name: 'Ann', consent: { mail: 'yes', fax: 'given' } }, 'consent.mail,consent.fax'],
    [{ name: 'Ann', birthday: '1990-01-01' }, 'birthday'],
  ])('is refused as %j', async (body, paths) => {
    expect(faultOf(await put(body))).toEqual([400, 'invalid-request', paths]);
  });

  it('is refused under an id that orders cannot name', async () => {
    expect(faultOf(await put(ANN, { params: { contactId: 'a b' } }))).toEqual([
      400,
      'invalid-request',
      'contactId',
    ]);
  });
});

it('contacts are listed by id, page by page, of one client', async () => {
  for (const contactId of ['c', 'a', 'b']) await api.contacts.save(aContact({ contactId }));
  await api.contacts.save(aContact({ clientId: clientId('globex'), contactId: 'x' }));
  const page = async (nextToken?: string) => {
    const query = { limit: '2', ...(nextToken !== undefined && { nextToken }) };
    const { body, text } = await ask('GET', '', { query });
    return { ids: [...text.matchAll(/"contactId":"(\w)"/g)].map(([, id]) => id), next: body.nextToken };
  };
  const first = await page();
  expect(first.ids).toEqual(['a', 'b']);
  expect(await page(first.next)).toEqual({ ids: ['c'], next: undefined });
  const query = { nextToken: first.next! };
  const elsewhere = await ask('GET', '', { as: ADMIN, params: { clientId: 'globex' }, query });
  expect(codeOf(elsewhere)).toEqual([400, 'invalid-page-token']);
});

describe('an import', () => {
  it('takes each row by itself, and a repeat changes nothing', async () => {
    await put(ANN);
    const rows = [
      { contactId: 'ann', name: 'Ann Other' },
      { contactId: 'bob', name: 'Bob', mail: 'bob@acme', role: 'boss' },
      { contactId: 'cay', name: 'Cay', consent: { mail: 'given' } },
      { contactId: 'cay', name: 'Cay again' },
      { contactId: 'dee dee', name: 'Dee' },
      'nonsense',
    ];
    const done = await importing(...rows);
    expect([done.status, done.body]).toEqual([
      200,
      {
        results: [
          { index: 0, contactId: 'ann', outcome: 'changed' },
          {
            index: 1,
            contactId: 'bob',
            outcome: 'refused',
            errors: [
              { path: 'mail', detail: 'is no mail address; write it like name@example.com' },
              {
                path: 'role',
                detail: 'must be one of decision-maker, operations, finance, consignee, other',
              },
            ],
          },
          { index: 2, contactId: 'cay', outcome: 'created' },
          {
            index: 3,
            contactId: 'cay',
            outcome: 'refused',
            errors: [{ path: 'contactId', detail: 'stands in an earlier row as well' }],
          },
          {
            index: 4,
            contactId: 'dee dee',
            outcome: 'refused',
            errors: [{ path: 'contactId', detail: expect.stringContaining('1 to 64 letters') as string }],
          },
          {
            index: 5,
            contactId: null,
            outcome: 'refused',
            errors: [{ path: '', detail: 'must be an object' }],
          },
        ],
      },
    ]);
    const before = api.documents.all('crm');
    expect(outcomes(await importing(...rows))).toEqual([
      'unchanged',
      'refused',
      'unchanged',
      'refused',
      'refused',
      'refused',
    ]);
    expect(api.documents.all('crm')).toEqual(before);
  });

  it('leaves what a row leaves out as it is: an opt-out survives it', async () => {
    await put({ ...ANN, optedOut: true });
    await importing({ contactId: 'ann', name: 'Ann B', phone: null, consent: { phone: 'given' } });
    expect((await get()).body).toMatchObject({
      ...ANN,
      name: 'Ann B',
      phone: null,
      consent: { mail: 'given', phone: 'given' },
      optedOut: true,
      version: 2,
    });
  });

  it('goes over what somebody else wrote at the same moment, and loses nothing of it', async () => {
    const two = [
      { contactId: 'ann', name: 'Ann', phone: '+49 40 123456' },
      { contactId: 'ann', name: 'Ann', language: 'de' },
    ];
    const done = await Promise.all(two.map((row) => importing(row)));
    expect(done.map(outcomes).sort()).toEqual([['changed'], ['created']]);
    expect((await get()).body).toMatchObject({ phone: '+49 40 123456', language: 'de', version: 2 });
  });

  it('takes 500 rows, not 501', async () => {
    const rows = Array.from({ length: 501 }, (_, i) => ({ contactId: `c-${String(i)}`, name: 'C' }));
    expect(outcomes(await importing(...rows.slice(1)))).toEqual(rows.slice(1).map(() => 'created'));
    expect(faultOf(await importing(...rows))).toEqual([400, 'invalid-request', 'contacts']);
    expect(faultOf(await importing())).toEqual([400, 'invalid-request', 'contacts']);
  });
});

describe('who may not', () => {
  const ROUTES = [
    ['GET', '', undefined],
    ['POST', '', ANN],
    ['POST', '/import', { contacts: [{ contactId: 'ann', name: 'Ann' }] }],
    ['GET', '/{contactId}', undefined],
    ['PUT', '/{contactId}', ANN],
    ['GET', '/{contactId}/data', undefined],
    ['DELETE', '/{contactId}', undefined],
  ] as const;
  const of = (path: string): Record<string, string> =>
    path.includes('{contactId}') ? { contactId: 'ann' } : {};

  it.each(ROUTES)(
    '%s contacts%s: people of the client, operations and machines',
    async (method, path, body) => {
      await api.contacts.save(aContact());
      for (const role of ['client-viewer', 'client-approver', 'operations']) {
        const refused = await ask(method, path, { body, params: of(path), as: person('viewer', role) });
        expect(codeOf(refused)).toEqual([403, 'forbidden']);
      }
      expect(await api.contacts.find(CLIENT, 'ann')).toEqual(aContact());
    },
  );

  it.each(ROUTES)(
    '%s contacts%s: a foreign client is as if it were not there',
    async (method, path, body) => {
      await api.contacts.save(aContact({ clientId: clientId('globex') }));
      const asked = (id: string, as: Ask['as']) =>
        ask(method, path, { body, as, params: { ...of(path), clientId: id } });
      const isForAdmins = path.endsWith('data') || method === 'DELETE';
      expect(codeOf(await asked('globex', MANAGER))).toEqual(
        isForAdmins ? [403, 'forbidden'] : [404, 'not-found'],
      );
      expect(codeOf(await asked('nowhere', ADMIN))).toEqual([404, 'not-found']);
      expect(await api.contacts.find(clientId('globex'), 'ann')).toEqual(
        aContact({ clientId: clientId('globex') }),
      );
    },
  );

  it.each([
    ['GET', '/{contactId}'],
    ['GET', '/{contactId}/data'],
    ['DELETE', '/{contactId}'],
  ])('%s contacts%s of nobody is not found', async (method, path) => {
    expect(codeOf(await ask(method, path, { as: ADMIN, params: { contactId: 'ann' } }))).toEqual([
      404,
      'not-found',
    ]);
  });
});

it('no name, address or number gets into logs or the audit log', async () => {
  await put(ANN);
  await put({ ...ANN, mail: 'ann@' }, ifMatch('"1"'));
  await put({ ...ANN, mail: 'ann@new.example' }, ifMatch('"1"'));
  await importing({ contactId: 'bob', name: 'Bob Example', mail: 'bob@acme.example' });
  await get();
  const written = JSON.stringify([api.lines, api.audited()]);
  expect(api.lines).toHaveLength(5);
  expect(written).not.toMatch(/Example|@|123456/);
  expect(api.audited().map((entry) => [entry['action'], entry['clientId'], entry['target']])).toEqual([
    ['contacts:write', 'acme', 'ann'],
    ['contacts:write', 'acme', 'ann'],
    ['contacts:write', 'acme', '1 imported'],
  ]);
});
