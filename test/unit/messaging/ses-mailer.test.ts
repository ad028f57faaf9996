import {
  BadRequestException,
  InternalServiceErrorException,
  LimitExceededException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  NotFoundException,
  type SendEmailCommand,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { describe, expect, it } from 'vitest';
import { createSesMailer } from '../../../shared/messaging/ses-mailer.ts';
import { MailRefused, MailThrottled, type Mail } from '../../../shared/ports/mail.ts';
import { Unavailable } from '../../../shared/ports/unavailable.ts';
import { sesV2 } from '../../../shared/runtime/clients.ts';

const MAIL: Mail = {
  to: 'ann@acme.example',
  subject: '您的订单',
  text: 'text',
  html: '<p>html</p>',
  unsubscribeUrl: 'https://surveys.example/u/token',
  tags: { programme: 'quarterly', wave: '2026-07-01T07.00Z' },
};
const OPTIONS = { from: 'surveys@provider.example', configurationSet: 'tallyman' };
type Client = Parameters<typeof createSesMailer>[0];

/** What the mailer hands to SES, and what SES answers. */
function ses(answer: () => Promise<unknown> = () => Promise.resolve({})) {
  const sent: SendEmailCommand[] = [];
  const client = {
    send: (command: SendEmailCommand) => {
      sent.push(command);
      return answer();
    },
  } as unknown as Client;
  return { sent, mailer: createSesMailer(client, OPTIONS) };
}

type Refusal = new (options: { message: string; $metadata: object }) => Error;
const refusal = (Exception: Refusal, message: string): Error => new Exception({ message, $metadata: {} });

async function failure(error: Error): Promise<Error> {
  const { mailer } = ses(() => Promise.reject(error));
  return mailer.send(MAIL).then(
    () => new Error('was sent'),
    (thrown: unknown) => thrown as Error,
  );
}

describe('a mail over SES', () => {
  it('has both parts, its tags and the headers to unsubscribe by one click', async () => {
    const { sent, mailer } = ses();
    await mailer.send(MAIL);
    const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
    expect(sent.map(({ input }) => input)).toEqual([
      {
        FromEmailAddress: 'surveys@provider.example',
        Destination: { ToAddresses: ['ann@acme.example'] },
        Content: {
          Simple: {
            Subject: utf8('您的订单'),
            Body: { Text: utf8('text'), Html: utf8('<p>html</p>') },
            Headers: [
              { Name: 'List-Unsubscribe', Value: '<https://surveys.example/u/token>' },
              { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
            ],
          },
        },
        EmailTags: [
          { Name: 'programme', Value: 'quarterly' },
          { Name: 'wave', Value: '2026-07-01T07.00Z' },
        ],
        ConfigurationSetName: 'tallyman',
      },
    ]);
  });

  it('about a case has no header to unsubscribe', async () => {
    const { sent, mailer } = ses();
    const { unsubscribeUrl: _, ...aboutCase } = MAIL;
    await mailer.send(aboutCase);
    expect(sent[0]?.input.Content?.Simple).not.toHaveProperty('Headers');
  });

  it('is tried once by the client: a second try after a lost answer would be a second mail', async () => {
    expect(await sesV2().config.maxAttempts()).toBe(1);
  });
});

describe('what SES answers', () => {
  it.each([
    ['a malformed address', BadRequestException, 'Domain contains illegal character'],
    ['a missing domain', BadRequestException, "Missing final '@domain'"],
    ['an address it never writes to', MessageRejected, 'Address blacklisted.'],
  ])('%s is refused for good', async (_, Exception, message) => {
    expect(await failure(refusal(Exception, message))).toBeInstanceOf(MailRefused);
  });

  it.each([
    ['its rate', TooManyRequestsException, 'Maximum sending rate exceeded.'],
    ["the day's quota", LimitExceededException, 'Daily message quota exceeded.'],
    ['a sender that is not verified', MessageRejected, 'Email address is not verified.'],
    ['a sending domain that is not verified', MailFromDomainNotVerifiedException, 'not verified'],
    ['a configuration set that is missing', NotFoundException, 'Configuration set <x> does not exist.'],
    ['an account that is paused', SendingPausedException, 'Email sending is disabled.'],
    ['a tag it does not take', BadRequestException, 'Invalid tag value'],
  ])('%s is our own matter: the mail waits', async (_, Exception, message) => {
    expect(await failure(refusal(Exception, message))).toBeInstanceOf(MailThrottled);
  });

  it.each([
    ['a fault of its own', new InternalServiceErrorException({ message: 'x', $metadata: {} })],
    ['silence', Object.assign(new Error('socket hang up'), { name: 'TimeoutError' })],
  ])('%s leaves open whether the mail went out', async (_, error) => {
    const thrown = await failure(error);
    expect(thrown).toBeInstanceOf(Unavailable);
    expect(thrown).not.toBeInstanceOf(MailThrottled);
  });

  it('is not passed on, for it may hold the address', async () => {
    const thrown = await failure(refusal(MessageRejected, 'not verified: ann@acme.example'));
    expect(JSON.stringify([thrown.message, thrown.stack, thrown.cause])).not.toContain('acme.example');
  });
});
