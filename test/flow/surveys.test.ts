import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readMails, type SentMail } from '../../infra/local/mails.ts';
import { programmeIdSchema } from '../../shared/domain/survey/programme.ts';
import { waveIdSchema } from '../../shared/domain/survey/wave.ts';
import { clientIdSchema } from '../../shared/domain/ids.ts';
import { tagsOf } from '../../shared/domain/survey/mail-tags.ts';
import { mailboxIdOf } from '../../shared/store/digests.ts';
import { localStack } from '../support/local-stack/stack.ts';
import { callerWith, makeClient, own, signedIn, type Caller } from './support/api.ts';
import { publish } from './support/aws.ts';
import { figureOf, readKpis } from './support/kpis.ts';

const CLIENT = own('told');
const PROGRAMME = own('by-hand');
const mailOf = (name: string): string => `${name}@${CLIENT}.example`;
const PATIENCE = { timeout: 60_000, interval: 500 };

const programme = {
  programmeId: PROGRAMME,
  name: 'By hand',
  kind: 'relationship',
  clients: [CLIENT],
  schedule: { every: 'quarter', timeZone: 'Europe/Berlin' },
  caseOwner: 'service@tallyman.example',
  subject: { en: 'How are we doing?' },
  intro: { en: 'One question.' },
  thanks: { en: 'Thank you.' },
  questions: [{ id: 'recommend', method: 'nps', text: { en: 'Would you recommend us?' } }],
};

interface Funnel {
  readonly waves: readonly { readonly waveId: string; readonly funnel: Readonly<Record<string, number>> }[];
}

describe('people who are asked', () => {
  let admin: Caller;
  let waveId = '';
  const base = `/v1/clients/${CLIENT}`;
  const contact = async (name: string) =>
    (await admin.get<{ mailStatus: string }>(`${base}/contacts/${name}`)).body;
  const mailsTo = async (name: string): Promise<readonly SentMail[]> =>
    (await readMails(localStack().mailUrl)).filter(({ to }) => to.includes(mailOf(name)));
  const funnel = async () =>
    (await admin.get<Funnel>(`/v1/surveys/${PROGRAMME}/waves`)).body.waves[0]?.funnel;

  beforeAll(async () => {
    admin = await signedIn('admin');
    await makeClient(admin, CLIENT);
    for (const name of ['gone', 'weary', 'cross'])
      await admin.send('PUT', `${base}/contacts/${name}`, {
        name,
        mail: mailOf(name),
        role: 'operations',
        consent: { mail: 'given' },
      });
    const complaint = {
      ...{ kind: 'complaint', category: 'conduct', severity: 'low', channel: 'phone' },
      ...{ description: 'Nobody answers the phone.', contactId: 'cross', owner: 'service@tallyman.example' },
    };
    expect((await admin.send('POST', `${base}/cases`, complaint)).status).toBe(201);
    expect((await admin.send('POST', '/v1/surveys', programme)).status).toBe(201);
    const begun = await admin.send<{ waveId: string }>('POST', `/v1/surveys/${PROGRAMME}/waves`, {});
    expect(begun.status).toBe(202);
    ({ waveId } = begun.body);
    await vi.waitFor(async () => {
      expect(await funnel()).toMatchObject({ planned: 3, sent: 2, heldBack: 1 });
    }, PATIENCE);
  });

  it('are not asked while their complaint is open', async () => {
    expect((await mailsTo('cross')).filter(({ subject }) => subject === 'How are we doing?')).toEqual([]);
  });

  it('get one mail each, also when the wave is begun again', async () => {
    await admin.send('POST', `/v1/surveys/${PROGRAMME}/waves`, {});
    await vi.waitFor(async () => {
      const { body } = await admin.get<Funnel>(`/v1/surveys/${PROGRAMME}/waves`);
      // The same minute is the same wave; the next one finds them cooled down.
      expect(body.waves.every(({ funnel: each }) => each['waiting'] === 0)).toBe(true);
    }, PATIENCE);
    expect([(await mailsTo('gone')).length, (await mailsTo('weary')).length]).toEqual([1, 1]);
  });

  it('whose mail bounced are written to no more', async () => {
    const tags = tagsOf({
      programmeId: programmeIdSchema.parse(PROGRAMME),
      waveId: waveIdSchema.parse(waveId),
      clientId: clientIdSchema.parse(CLIENT),
      mailboxId: mailboxIdOf(mailOf('gone')),
    });
    const event = {
      eventType: 'Bounce',
      bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: mailOf('gone') }] },
      mail: {
        timestamp: new Date().toISOString(),
        tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
      },
    };
    // SES of the emulator tells of no bounces: the event is put on the topic as SES puts it there.
    await publish(localStack().mailEventsTopicArn, event);
    await vi.waitFor(async () => {
      expect((await contact('gone')).mailStatus).toBe('bounced');
    }, PATIENCE);
    expect(await funnel()).toMatchObject({ bounced: 1 });
  });

  it('unsubscribe by one click of their mail program', async () => {
    const [mail] = await mailsTo('weary');
    const path = /\/u\/\S+/.exec(mail!.text)![0];
    const anyone = callerWith('');
    expect((await anyone.get(path)).status).toBe(200);
    expect((await contact('weary')).mailStatus).toBe('ok');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await anyone.send('POST', path, 'List-Unsubscribe=One-Click', form)).status).toBe(200);
    expect((await contact('weary')).mailStatus).toBe('opted-out');
    expect((await anyone.send('POST', `${path}x`, '', form)).status).toBe(404);
  });

  it('are forgotten when they wish, and their complaint goes on counting', async () => {
    const { headers } = await admin.get(`${base}/contacts/cross`);
    const erased = await admin.send('DELETE', `${base}/contacts/cross`, undefined, {
      'if-match': headers.get('etag') ?? '',
    });
    expect(erased.status).toBe(200);
    expect((await admin.get(`${base}/contacts/cross`)).status).toBe(404);
    const { body } = await admin.get<{ cases: { contactId: string | null }[] }>(`${base}/cases`);
    expect(body.cases.map(({ contactId }) => contactId)).toEqual([null]);
    const today = new Date().toISOString().slice(0, 10);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const { kpis } = await readKpis(admin, CLIENT, { from: yesterday, to: today });
    expect(figureOf(kpis, 'complaint-rate').gross).toMatchObject({ missed: 1 });
  });

  it('of another tenant are nobody’s business', async () => {
    const viewer = await signedIn('client-viewer', own('stranger'));
    for (const path of [`${base}/contacts`, `/v1/surveys/${PROGRAMME}/results?from=2026-01-01&to=2026-01-31`])
      expect((await viewer.get(path)).status).toBe(403);
    const foreign = await signedIn('account-manager', own('stranger-manager'));
    for (const path of [`${base}/contacts`, `${base}/cases`, `/v1/surveys/${PROGRAMME}`])
      expect((await foreign.get(path)).status).toBe(404);
  });
});
