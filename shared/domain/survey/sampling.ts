import type { ClientId, OrderNo } from '../ids.ts';
import type { InvitationRef } from './invitation.ts';
import type { ProgrammeId } from './programme.ts';

/** FNV-1a over UTF-16 units with MurmurHash3's finalizer, 32 bits: numbers that follow each other land far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

const WHOLE = 1000;
const HASHES = 2 ** 32;

/** Whether a subject is among the `perMille` thousandths that are asked: for the same subject always the same. */
export const isSampled = (subject: string, perMille: number): boolean =>
  hash(subject) * WHOLE < perMille * HASHES;

/** A person in a wave: another wave draws other people. */
export const personSubject = ({ programmeId, waveId, mailboxId }: Omit<InvitationRef, 'clientId'>): string =>
  `${programmeId} ${waveId} ${mailboxId}`;

/** An order in a programme, whatever the wave in which its turn comes. */
export const orderSubject = (programmeId: ProgrammeId, clientId: ClientId, orderNo: OrderNo): string =>
  `${programmeId} ${clientId} ${orderNo}`;
