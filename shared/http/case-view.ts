import * as z from 'zod';
import { CASE_STEPS, stepsFrom } from '../domain/complaint/case-transitions.ts';
import {
  CASE_CATEGORIES,
  CASE_CHANNELS,
  CASE_KINDS,
  CASE_MAILS,
  CASE_STATES,
  REMEDIES,
  SEVERITIES,
  VALIDITIES,
  unsentMails,
  type Case,
} from '../domain/complaint/case.ts';
import { isOverdue } from '../domain/complaint/due-next.ts';
import type { EpochMs } from '../domain/calendar/time.ts';
import { formatInstant } from '../domain/calendar/zone.ts';
import { isInsider } from '../domain/crm/permissions.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { clientIdSchema } from '../domain/ids.ts';

const instant = z.string();
const money = z.object({ amount: z.int(), currency: z.string() });

const insideSchema = z
  .object({
    owner: z.string().nullable(),
    replyTo: z.string().nullable(),
    language: z.string().nullable(),
    rootCause: z.string().nullable(),
    escalation: z
      .int()
      .meta({ description: '1: the owner was told that the due date nears, 2: that it passed.' }),
    mails: z.object({
      sent: z.array(z.enum(CASE_MAILS)),
      waiting: z.array(z.enum(CASE_MAILS)).meta({ description: 'Asked for and not out yet.' }),
    }),
    history: z.array(
      z.object({ at: instant, by: z.string(), what: z.string(), note: z.string().nullable() }),
    ),
  })
  .meta({ id: 'CaseInside', description: 'For the provider’s own people alone.' });

export const caseViewSchema = z
  .object({
    clientId: clientIdSchema,
    caseId: z.string(),
    kind: z.enum(CASE_KINDS),
    incidentId: z.string().nullable().meta({ description: 'null for feedback, which is no complaint.' }),
    orders: z.array(z.string()),
    contactId: z.string().nullable(),
    category: z.enum(CASE_CATEGORIES),
    severity: z.enum(SEVERITIES),
    channel: z.enum(CASE_CHANNELS),
    description: z.string(),
    remedySought: z.enum(REMEDIES),
    state: z.enum(CASE_STATES),
    next: z.array(z.enum(CASE_STEPS)).meta({ description: 'Steps that the state allows.' }),
    raisedAt: instant,
    acknowledgeBy: instant
      .nullable()
      .meta({ description: 'null: the calendar of the contract has no such year.' }),
    answerBy: instant.nullable(),
    isOverdue: z.boolean().meta({ description: 'Its next due date has passed.' }),
    acknowledgedAt: instant.nullable(),
    answeredAt: instant.nullable(),
    closedAt: instant.nullable(),
    validity: z.enum(VALIDITIES),
    clientAgreed: z.boolean().meta({ description: 'That the complaint was none.' }),
    outcome: z.string().nullable(),
    correctiveAction: z.string().nullable(),
    claim: z
      .object({
        claimed: money,
        evidence: z.array(z.string()),
        units: z.int().nullable(),
        accepted: money.nullable(),
        settlement: z.object({ settledAt: instant, reference: z.string() }).nullable(),
      })
      .nullable(),
    version: z.int().meta({ description: 'The ETag without its quotes.' }),
    inside: insideSchema.optional(),
  })
  .meta({ id: 'Case' });

const timeOf = (at: EpochMs | null): string | null => (at === null ? null : formatInstant(at));

const claimView = ({ claim }: Case): z.input<typeof caseViewSchema>['claim'] =>
  claim && {
    ...claim,
    evidence: [...claim.evidence],
    settlement: claim.settlement && {
      settledAt: formatInstant(claim.settlement.settledAt),
      reference: claim.settlement.reference,
    },
  };

const insideView = (one: Case): z.input<typeof insideSchema> => ({
  owner: one.owner,
  replyTo: one.replyTo,
  language: one.language,
  rootCause: one.rootCause,
  escalation: one.escalation,
  mails: { sent: [...one.mailsSent], waiting: [...unsentMails(one)] },
  history: one.history.map(({ at, by, what, note }) => ({
    at: formatInstant(at),
    by,
    what,
    note: note ?? null,
  })),
});

/** A case as the API shows it to a caller. */
export function caseView(one: Case, principal: Principal, now: EpochMs): z.input<typeof caseViewSchema> {
  const { clientId, caseId, kind, incidentId, contactId, category, severity, channel, state } = one;
  return {
    ...{ clientId, caseId, kind, incidentId, orders: [...one.orders], contactId, category, severity },
    ...{ channel, description: one.description, remedySought: one.remedySought },
    ...{ state, next: [...stepsFrom(state)], isOverdue: isOverdue(one, now) },
    raisedAt: formatInstant(one.raisedAt),
    acknowledgeBy: timeOf(one.acknowledgeBy),
    answerBy: timeOf(one.answerBy),
    acknowledgedAt: timeOf(one.acknowledgedAt),
    answeredAt: timeOf(one.answeredAt),
    closedAt: timeOf(one.closedAt),
    validity: one.validity,
    clientAgreed: one.clientAgreed,
    outcome: one.outcome,
    correctiveAction: one.correctiveAction,
    claim: claimView(one),
    version: one.edits,
    ...(isInsider(principal) && { inside: insideView(one) }),
  };
}
