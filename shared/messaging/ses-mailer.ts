import { SendEmailCommand, SESv2ServiceException, type SESv2Client } from '@aws-sdk/client-sesv2';
import { MailRefused, MailThrottled, type Mail, type Mailer } from '../ports/mail.ts';
import { Unavailable } from '../ports/unavailable.ts';

export interface SesMailerOptions {
  /** Address of a verified identity. */
  readonly from: string;
  /** Brings bounces, complaints and openings back. */
  readonly configurationSet: string;
}

const content = (Data: string) => ({ Data, Charset: 'UTF-8' });

// RFC 8058: the second header lets mail programs unsubscribe by one POST.
const unsubscribeHeaders = (url: string) => [
  { Name: 'List-Unsubscribe', Value: `<${url}>` },
  { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
];

const commandOf = (mail: Mail, { from, configurationSet }: SesMailerOptions): SendEmailCommand =>
  new SendEmailCommand({
    FromEmailAddress: from,
    Destination: { ToAddresses: [mail.to] },
    Content: {
      Simple: {
        Subject: content(mail.subject),
        Body: { Text: content(mail.text), Html: content(mail.html) },
        ...(mail.unsubscribeUrl !== undefined && { Headers: unsubscribeHeaders(mail.unsubscribeUrl) }),
      },
    },
    EmailTags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
    ConfigurationSetName: configurationSet,
  });

/** SES finds the recipient's address malformed, or has it on a list of those it never writes to. */
const isFaultOfAddress = ({ name, message }: SESv2ServiceException): boolean =>
  (name === 'BadRequestException' && /address|domain|recipient/i.test(message)) ||
  (name === 'MessageRejected' && /blacklist|suppress/i.test(message));

/**
 * Only what SES says of the address itself is refused for good. All other refusals — its rate, the day's quota, a sender or
 * a configuration set that is not there, an account that is paused — are mended at our side, and the mail goes out then.
 * SES writes the address into its messages, so that none of them is passed on.
 */
function failureOf(error: unknown): Error {
  if (!(error instanceof SESv2ServiceException)) return new Unavailable('SES gave no answer');
  if (isFaultOfAddress(error)) return new MailRefused(`SES refuses the address: ${error.name}`);
  return error.$fault === 'client'
    ? new MailThrottled(`SES takes no mail now: ${error.name}`)
    : new Unavailable(`SES failed: ${error.name}`);
}

/** Mails over SES. The client must not try again by itself: after a lost answer that would be a second mail. */
export const createSesMailer = (client: Pick<SESv2Client, 'send'>, options: SesMailerOptions): Mailer => ({
  send: async (mail) => {
    await client.send(commandOf(mail, options)).catch((error: unknown) => {
      throw failureOf(error);
    });
  },
});
