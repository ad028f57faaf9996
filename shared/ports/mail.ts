import { Unavailable } from './unavailable.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Address that takes an unsubscription by one POST (RFC 8058); none for mails about a case. */
  readonly unsubscribeUrl?: string;
  /** Ids that come back with bounces and complaints: letters, digits, `-`, `_`, `.`, `@` only. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The provider takes no more just now: not an error of the mail, try again later. */
export class MailThrottled extends Unavailable {
  override readonly name = 'MailThrottled';
}

/** The provider will never take this mail as it is (a malformed address, a mailbox on its suppression list). */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

export interface Mailer {
  /** Throws `MailThrottled`, `MailRefused`, or `Unavailable` where no answer came: then it may have been sent. */
  send(mail: Mail): Promise<void>;
}
