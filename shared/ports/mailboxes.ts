import type { Mailbox, MailboxId } from '../domain/survey/invitation.ts';

/** Mailboxes by a digest of their address: what was sent there, and whether anything may be. */
export interface MailboxStore {
  /** Consistent; one that nothing was ever sent to, and that nobody blocked, is not there. */
  find(mailboxId: MailboxId): Promise<Mailbox | undefined>;
  /** Of distinct ids; those that are not there are left out. Consistent. */
  findMany(mailboxIds: readonly MailboxId[]): Promise<readonly Mailbox[]>;
  /** `false` when the stored version is not `mailbox.version − 1` (none, for version 1). */
  save(mailbox: Mailbox): Promise<boolean>;
  /** `false` when the stored version is not `mailbox.version`. */
  remove(mailbox: Mailbox): Promise<boolean>;
}

/** The mailbox of an address, whatever its capitals. */
export type MailboxIdOf = (mail: string) => MailboxId;
