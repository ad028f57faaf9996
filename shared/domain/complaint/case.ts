import * as z from 'zod';
import type { EpochMs } from '../calendar/time.ts';
import { clientIdSchema, orderNoSchema, type ClientId, type OrderNo } from '../ids.ts';

/** `complaint`: something went wrong. `claim`: money is asked for it. `feedback`: a low score, or a wish for contact in a survey. */
export const CASE_KINDS = ['complaint', 'claim', 'feedback'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export const CASE_CATEGORIES = [
  'late-delivery',
  'damage',
  'loss',
  'shortage',
  'wrong-goods',
  'conduct',
  'documents',
  'billing',
  'survey',
  'other',
] as const;
export type CaseCategory = (typeof CASE_CATEGORIES)[number];

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CASE_CHANNELS = ['phone', 'mail', 'portal', 'web', 'visit', 'survey'] as const;
export type CaseChannel = (typeof CASE_CHANNELS)[number];

export const REMEDIES = [
  'redelivery',
  'replacement',
  'repair',
  'refund',
  'compensation',
  'apology',
  'information',
  'none',
] as const;
export type Remedy = (typeof REMEDIES)[number];

/** Which may follow which is in `case-transitions.ts`. */
export const CASE_STATES = [
  'raised',
  'acknowledged',
  'investigating',
  'answered',
  'closed',
  'reopened',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

/**
 * Whether the complaint stands. `invalid` counts as invalid only with the client's consent, or after the silence that the
 * contract names (`complaint-rate`); until then it counts as valid, like what is undecided.
 */
export const VALIDITIES = ['undecided', 'valid', 'invalid'] as const;
export type Validity = (typeof VALIDITIES)[number];

/** Minor units with the ISO 4217 code. */
export interface CaseMoney {
  readonly amount: number;
  readonly currency: string;
}

/** The money side of a claim. */
export interface Claim {
  readonly claimed: CaseMoney;
  /** Addresses of documents (https, s3). */
  readonly evidence: readonly string[];
  /** Units damaged or lost, where known. */
  readonly units: number | null;
  readonly accepted: CaseMoney | null;
  readonly settlement: { readonly settledAt: EpochMs; readonly reference: string } | null;
}

/** One thing that happened to a case, for its history. No names: `by` is a principal's id, or `system`. */
export interface CaseStep {
  readonly at: EpochMs;
  readonly by: string;
  readonly what: string;
  /** In the provider's own words, and for its own eyes. */
  readonly note?: string | undefined;
}

export interface Case {
  readonly clientId: ClientId;
  readonly caseId: string;
  readonly kind: CaseKind;
  /** Complaints of one incident have one incident id, and count once. `null`: feedback, which is no complaint. */
  readonly incidentId: OrderNo | null;
  readonly orders: readonly OrderNo[];
  readonly contactId: string | null;
  /** Where someone who is no contact wants to be reached; `null` otherwise. */
  readonly replyTo: string | null;
  /** BCP 47, in which that person is written to; `null`: in the language of the contact. */
  readonly language: string | null;
  readonly category: CaseCategory;
  readonly severity: Severity;
  readonly channel: CaseChannel;
  readonly description: string;
  readonly remedySought: Remedy;
  /** Mail address of who takes care of it at the provider; `null`: nobody yet. */
  readonly owner: string | null;
  readonly state: CaseState;
  readonly raisedAt: EpochMs;
  /** From when the due dates run: raised, or opened again last. */
  readonly datedFrom: EpochMs;
  /** Last instants in time, by severity on the contract's calendar; `null`: the calendar has no data for that year. */
  readonly acknowledgeBy: EpochMs | null;
  readonly answerBy: EpochMs | null;
  readonly acknowledgedAt: EpochMs | null;
  readonly answeredAt: EpochMs | null;
  readonly closedAt: EpochMs | null;
  /** 0 nobody told, 1 told that the due date nears, 2 told that it passed; of the due date that is next. */
  readonly escalation: 0 | 1 | 2;
  readonly validity: Validity;
  readonly clientAgreed: boolean;
  readonly rootCause: string | null;
  readonly correctiveAction: string | null;
  /** What the client is told came of it. */
  readonly outcome: string | null;
  readonly claim: Claim | null;
  /** Mails to the person behind it that were asked for, and those that went out. */
  readonly mailsDue: readonly CaseMail[];
  readonly mailsSent: readonly CaseMail[];
  /** While a mail about it is being sent one worker alone may do so, until then. */
  readonly sending: { readonly what: CaseNotice; readonly until: EpochMs } | null;
  /** Ids of its facts that stand: that it was raised, on its incident; that goods were damaged, on each of its orders. */
  readonly facts: { readonly raised: string | null; readonly damage: string | null };
  /** The last ones, oldest first. */
  readonly history: readonly CaseStep[];
  /** Counts what people do to it: the ETag. */
  readonly edits: number;
  /** Counts the writes, mails and reminders among them. */
  readonly version: number;
}

/** `acknowledgement`: we have it. `outcome`: what came of it. */
export const CASE_MAILS = ['acknowledgement', 'outcome'] as const;
export type CaseMail = (typeof CASE_MAILS)[number];

/** `escalation`: to the owner, that a due date nears or has passed. */
export const CASE_NOTICES = [...CASE_MAILS, 'escalation'] as const;
export type CaseNotice = (typeof CASE_NOTICES)[number];

const money = z.object({ amount: z.int().min(0), currency: z.string() });

/** Stored form. */
export const caseSchema = z.object({
  clientId: clientIdSchema,
  caseId: z.string(),
  kind: z.enum(CASE_KINDS),
  incidentId: orderNoSchema.nullable(),
  orders: z.array(orderNoSchema).readonly(),
  contactId: z.string().nullable(),
  replyTo: z.string().nullable(),
  language: z.string().nullable(),
  category: z.enum(CASE_CATEGORIES),
  severity: z.enum(SEVERITIES),
  channel: z.enum(CASE_CHANNELS),
  description: z.string(),
  remedySought: z.enum(REMEDIES),
  owner: z.string().nullable(),
  state: z.enum(CASE_STATES),
  raisedAt: z.int(),
  datedFrom: z.int(),
  acknowledgeBy: z.int().nullable(),
  answerBy: z.int().nullable(),
  acknowledgedAt: z.int().nullable(),
  answeredAt: z.int().nullable(),
  closedAt: z.int().nullable(),
  escalation: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  validity: z.enum(VALIDITIES),
  clientAgreed: z.boolean(),
  rootCause: z.string().nullable(),
  correctiveAction: z.string().nullable(),
  outcome: z.string().nullable(),
  claim: z
    .object({
      claimed: money,
      evidence: z.array(z.string()).readonly(),
      units: z.int().nullable(),
      accepted: money.nullable(),
      settlement: z.object({ settledAt: z.int(), reference: z.string() }).nullable(),
    })
    .nullable(),
  mailsDue: z.array(z.enum(CASE_MAILS)).readonly(),
  mailsSent: z.array(z.enum(CASE_MAILS)).readonly(),
  sending: z.object({ what: z.enum(CASE_NOTICES), until: z.int() }).nullable(),
  facts: z.object({ raised: z.string().nullable(), damage: z.string().nullable() }),
  history: z
    .array(z.object({ at: z.int(), by: z.string(), what: z.string(), note: z.string().optional() }))
    .readonly(),
  edits: z.int().min(1),
  version: z.int().min(1),
}) satisfies z.ZodType<Case>;

/** Not closed: surveys are held back from its person. */
export const isOpen = ({ state }: Pick<Case, 'state'>): boolean => state !== 'closed';

/** Mails that were asked for and are not out yet. */
export const unsentMails = ({ mailsDue, mailsSent }: Case): readonly CaseMail[] =>
  mailsDue.filter((mail) => !mailsSent.includes(mail));
