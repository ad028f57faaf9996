import * as z from 'zod';
import type { ExportedAnswer, PersonalData } from '../app/contacts/export-contact.ts';
import { CASE_CATEGORIES, CASE_KINDS, CASE_STATES, type Case } from '../domain/complaint/case.ts';
import { DELIVERY_OUTCOMES, type AnswerValue } from '../domain/survey/answer.ts';
import { INVITATION_STATES, type Invitation } from '../domain/survey/invitation.ts';
import { textIn } from '../domain/survey/languages.ts';
import type { Question } from '../domain/survey/question.ts';
import { contactView, contactViewSchema } from './contact-view.ts';

const instant = z.iso.datetime().nullable();
const wave = { programmeId: z.string(), waveId: z.string() };

export const personalDataSchema = z
  .object({
    contact: contactViewSchema,
    mailboxes: z
      .array(
        z.object({
          blocked: z.enum(['opted-out', 'bounced', 'complained']).nullable(),
          lastInvitedAt: instant.meta({ description: 'By whatever client.' }),
        }),
      )
      .meta({ description: 'Of this address and earlier ones, where anything is known of them.' }),
    invitations: z.array(
      z.object({
        ...wave,
        state: z.enum(INVITATION_STATES),
        orderNo: z.string().nullable(),
        language: z.string(),
        sentAt: instant,
        remindedAt: instant,
        openedAt: instant,
      }),
    ),
    answers: z.array(
      z.object({
        ...wave,
        complete: z.boolean(),
        answeredAt: instant,
        orderNo: z.string().nullable(),
        outcome: z.enum(DELIVERY_OUTCOMES).nullable(),
        language: z.string(),
        said: z.array(
          z.object({ question: z.string(), answer: z.union([z.number(), z.string()]) }).meta({
            description: 'Points of a scale, the words of the option that was chosen, or what was written.',
          }),
        ),
      }),
    ),
    cases: z.array(
      z.object({
        caseId: z.string(),
        kind: z.enum(CASE_KINDS),
        category: z.enum(CASE_CATEGORIES),
        state: z.enum(CASE_STATES),
        raisedAt: z.iso.datetime(),
        orders: z.array(z.string()).readonly(),
        replyTo: z.string().nullable(),
        description: z.string(),
        outcome: z.string().nullable(),
      }),
    ),
    note: z.string(),
  })
  .meta({ id: 'PersonalData' });

type View = z.input<typeof personalDataSchema>;

const NOTE =
  'Answers to anonymous surveys are not among this: nothing leads from a person to them. Orders that name the contactId are the record of what was delivered; read them at /v1/clients/{clientId}/orders.';

const instantText = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const invitationView = (one: Invitation): View['invitations'][number] => ({
  ...one,
  sentAt: instantText(one.sentAt),
  remindedAt: instantText(one.remindedAt),
  openedAt: instantText(one.openedAt),
});

/** In words where there are any. */
function wordsOf({ options }: Question, value: AnswerValue, language: string): AnswerValue {
  const chosen = options.find(({ id }) => id === value);
  return chosen ? textIn(chosen.text, language) : value;
}

const answerView = ({ answer, questions }: ExportedAnswer): View['answers'][number] => ({
  ...answer,
  answeredAt: instantText(answer.answeredAt),
  said: questions.flatMap((question) => {
    const value = answer.values[question.id];
    if (value === undefined) return [];
    return {
      question: textIn(question.text, answer.language),
      answer: wordsOf(question, value, answer.language),
    };
  }),
});

const caseView = (one: Case): View['cases'][number] => ({
  ...one,
  raisedAt: new Date(one.raisedAt).toISOString(),
});

/** Everything kept of a person, to be handed to that person. */
export const personalDataView = (data: PersonalData): View => ({
  contact: contactView(data),
  mailboxes: data.mailboxes.map(({ blocked, lastInvitedAt }) => ({
    blocked,
    lastInvitedAt: instantText(lastInvitedAt),
  })),
  invitations: data.invitations.map(invitationView),
  answers: data.answers.map(answerView),
  cases: data.cases.map(caseView),
  note: NOTE,
});
