import { formatDay, type EpochDay } from '../domain/calendar/time.ts';
import type { ClientId, OrderNo } from '../domain/ids.ts';
import type { OrderKind } from '../domain/ledger/fact.ts';
import type { Dimensions, OrderRef } from '../domain/ledger/order-record.ts';
import type { InvitationRef, MailboxId } from '../domain/survey/invitation.ts';
import type { ProgrammeId } from '../domain/survey/programme.ts';
import type { WaveRef } from '../domain/survey/wave.ts';
import type { Key } from './documents.ts';

/** The one place where keys are built. A tenant's keys start with its id closed by `#`, so `acme` never finds `acme2`. */

// `#` parts the fields of a key; `%` escapes. Only where a field is followed by another one.
const escape = (text: string): string =>
  text.includes('%') || text.includes('#') ? text.replaceAll('%', '%25').replaceAll('#', '%23') : text;
const unescape = (text: string): string =>
  text.includes('%') ? text.replaceAll('%23', '#').replaceAll('%25', '%') : text;

const UNKNOWN = '-';

/** FNV-1a, 32 bits, over UTF-16 units: stable over versions, for placing orders only. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value ^= value >>> 15;
  return value >>> 0;
}

/** The bucket of an order; `buckets` is fixed when a client is created (a power of two up to 64). */
export const bucketOf = (orderNo: OrderNo, buckets: number): number => hash(orderNo) % buckets;

export const ledgerPk = (client: ClientId, bucket: number): string => `C#${client}#${String(bucket)}`;

const ORDER = 'O#';
const LOOKUP = 'R#';

export const orderSk = ({ kind, orderNo }: OrderRef): string => `${ORDER}${kind}#${orderNo}`;
export const orderSkPrefix = (kind: OrderKind, start = ''): string => `${ORDER}${kind}#${start}`;

/** Takes an order's sort key apart; the order number is its open end and may hold `#` itself. */
export function parseOrderSk(sk: string): { kind: string; orderNo: string } {
  const at = sk.indexOf('#', ORDER.length);
  if (!sk.startsWith(ORDER) || at < 0) throw new Error(`no order key: ${sk}`);
  return { kind: sk.slice(ORDER.length, at), orderNo: sk.slice(at + 1) };
}

export const lookupSk = (reference: string, order: OrderRef): string =>
  `${LOOKUP}${escape(reference)}#${order.kind}#${order.orderNo}`;
export const lookupSkPrefix = (start: string): string => `${LOOKUP}${escape(start)}`;

export function parseLookupSk(sk: string): { reference: string; kind: string; orderNo: string } {
  const [reference, kind, ...rest] = sk.slice(LOOKUP.length).split('#');
  if (!sk.startsWith(LOOKUP) || reference === undefined || kind === undefined)
    throw new Error(`no lookup key: ${sk}`);
  return { reference: unescape(reference), kind, orderNo: rest.join('#') };
}

const part = (id: string | undefined): string => (id === undefined ? UNKNOWN : escape(id));
const unpart = (text: string | undefined): string | undefined =>
  text === undefined || text === UNKNOWN ? undefined : unescape(text);

export const packDimensions = (d: Dimensions): string =>
  `${part(d.siteId)}#${part(d.carrierId)}#${part(d.serviceLevel)}`;

export function parseDimensions(text: string): Dimensions {
  const [site, carrier, level] = text.split('#');
  return { siteId: unpart(site), carrierId: unpart(carrier), serviceLevel: unpart(level) };
}

export const tallyPk = (client: ClientId): string => `C#${client}`;
export const tallySk = (day: EpochDay, bucket: number, dimensions: string): string =>
  `${formatDay(day)}#${String(bucket)}#${dimensions}`;

export function parseTallySk(sk: string): { day: string; bucket: number; dimensions: Dimensions } {
  const [day, bucket, ...rest] = sk.split('#');
  if (day === undefined || bucket === undefined || rest.length !== 3) throw new Error(`no tally key: ${sk}`);
  return { day, bucket: Number(bucket), dimensions: parseDimensions(rest.join('#')) };
}

const CONTRACT_DIGITS = 6;
const NOTE_DIGITS = 6;
const BUCKET_DIGITS = 2;

const PROGRAMME_DIGITS = 6;

/** Partition that lists every client by id. */
export const CLIENT_LIST_PK = 'clients';
/** Partition that lists every survey programme by id. */
export const PROGRAMME_LIST_PK = 'surveys';
/** Partition of the names of waves that are open. */
export const OPEN_WAVES_PK = 'open-waves';
/** Partition of facts that wait to be recorded. */
export const OUTBOX_PK = 'outbox';

const wavePk = ({ programmeId, waveId }: WaveRef): string => `wave#${programmeId}#${waveId}`;

export const crmKeys = {
  client: (client: ClientId): Key => ({ pk: `client#${client}`, sk: 'profile' }),
  contract: (client: ClientId, version: number): Key => ({
    pk: `client#${client}`,
    sk: `contract#${String(version).padStart(CONTRACT_DIGITS, '0')}`,
  }),
  // Another beginning than that of active versions: what judges by those passes a draft over.
  contractDraft: (client: ClientId, version: number): Key => ({
    pk: `client#${client}`,
    sk: `contract-draft#${String(version).padStart(CONTRACT_DIGITS, '0')}`,
  }),
  clientListEntry: (client: ClientId): Key => ({ pk: CLIENT_LIST_PK, sk: client }),
  rejudgeProgress: (client: ClientId, bucket: number): Key => ({
    pk: `rejudge#${client}`,
    sk: String(bucket).padStart(BUCKET_DIGITS, '0'),
  }),
  grant: (principalId: string): Key => ({ pk: `grant#${principalId}`, sk: 'grant' }),
  registryEntry: (registry: string, id: string): Key => ({ pk: `registry#${registry}`, sk: id }),
  // Beside the entries, so that one query gives a registry; no id has a `#`.
  registryAlias: (registry: string, value: string): Key => ({
    pk: `registry#${registry}`,
    sk: `alias#${value}`,
  }),
  registryVersion: (registry: string): Key => ({ pk: `registry#${registry}`, sk: '#version' }),
  // All of them in one partition: what was billed, then credits with the notes of each behind it.
  billing: (client: ClientId, month: string): Key => ({ pk: `credits#${client}`, sk: `billing#${month}` }),
  credit: (client: ClientId, month: string): Key => ({ pk: `credits#${client}`, sk: `credit#${month}` }),
  creditNote: (client: ClientId, month: string, number: number): Key => ({
    pk: `credits#${client}`,
    sk: `note#${month}#${String(number).padStart(NOTE_DIGITS, '0')}`,
  }),
  creditNotePrefix: (month: string): string => `note#${month}#`,
  contact: (client: ClientId, contactId: string): Key => ({ pk: `contacts#${client}`, sk: contactId }),
  mailbox: (id: MailboxId): Key => ({ pk: `mailbox#${id}`, sk: 'mailbox' }),
  programme: (id: ProgrammeId): Key => ({ pk: `survey#${id}`, sk: 'programme' }),
  programmeVersion: (id: ProgrammeId, version: number): Key => ({
    pk: `survey#${id}`,
    sk: `version#${String(version).padStart(PROGRAMME_DIGITS, '0')}`,
  }),
  wave: ({ programmeId, waveId }: WaveRef): Key => ({ pk: `survey#${programmeId}`, sk: `wave#${waveId}` }),
  wavePrefix: 'wave#',
  // What goes out on a day of a programme with a most per day.
  surveyDay: (id: ProgrammeId, day: string): Key => ({ pk: `survey#${id}`, sk: `day#${day}` }),
  programmeListEntry: (id: ProgrammeId): Key => ({ pk: PROGRAMME_LIST_PK, sk: id }),
  openWave: ({ programmeId, waveId }: WaveRef): Key => ({
    pk: OPEN_WAVES_PK,
    sk: `${programmeId}#${waveId}`,
  }),
  openWavePrefix: (id: ProgrammeId): string => `${id}#`,
  wavePk,
  // Invitations of a wave, those of a client side by side; what planning skipped lies before them.
  invitation: ({ clientId, mailboxId, ...wave }: InvitationRef): Key => ({
    pk: wavePk(wave),
    sk: `i#${clientId}#${mailboxId}`,
  }),
  invitationPrefix: (client?: ClientId): string => (client === undefined ? 'i#' : `i#${client}#`),
  skipped: (wave: WaveRef, client: ClientId): Key => ({ pk: wavePk(wave), sk: `skipped#${client}` }),
  skippedPrefix: 'skipped#',
  surveyToken: (digest: string): Key => ({ pk: `survey-token#${digest}`, sk: 'token' }),
  answers: (id: ProgrammeId, month: string): string => `answers#${id}#${month}`,
  answer: (id: ProgrammeId, month: string, client: ClientId, answerId: string): Key => ({
    pk: `answers#${id}#${month}`,
    sk: `${client}#${answerId}`,
  }),
  answerPrefix: (client: ClientId): string => `${client}#`,
  dueDelivery: (client: ClientId, notedAt: string, orderNo: string): Key => ({
    pk: `due-deliveries#${client}`,
    sk: `${notedAt}#${orderNo}`,
  }),
  case: (client: ClientId, caseId: string): Key => ({ pk: `cases#${client}`, sk: caseId }),
  // While it is not closed, or a mail of it is not out; holds nothing but its name.
  openCase: (client: ClientId, caseId: string): Key => ({ pk: `open-cases#${client}`, sk: caseId }),
  // Which case a request raised, for its repeat.
  caseRequest: (client: ClientId, requestId: string): Key => ({
    pk: `case-requests#${client}`,
    sk: requestId,
  }),
  outbox: (id: string): Key => ({ pk: OUTBOX_PK, sk: id }),
  quarantined: (client: ClientId, id: string): Key => ({ pk: `quarantine#${client}`, sk: id }),
  idempotency: (principalId: string, key: string): Key => ({ pk: `idempotency#${principalId}`, sk: key }),
  audit: (month: string, at: string, id: string): Key => ({ pk: `audit#${month}`, sk: `${at}#${id}` }),
} as const;
