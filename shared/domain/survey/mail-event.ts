import type { EpochMs } from '../calendar/time.ts';

/** What the mail provider tells of a mail that it took. */
export interface MailEvent {
  /** `bounced`: for good; what is only late is tried again by the provider. `other`: of no concern here. */
  readonly what: 'bounced' | 'complained' | 'opened' | 'other';
  readonly at: EpochMs;
  /** Those the mail was sent with. */
  readonly tags: Readonly<Record<string, string>>;
}
