import type { EpochMs } from '../calendar/time.ts';
import type { Case, Severity } from '../complaint/case.ts';
import { raisedCase, type NewCase } from '../complaint/new-case.ts';
import type { Contract } from '../contract/contract.ts';
import type { ClientId } from '../ids.ts';
import type { Answer } from './answer.ts';
import { textIn } from './languages.ts';
import type { ProgrammeVersion } from './programme.ts';
import { isLow, isScored, type Question } from './question.ts';

/** A scored question with a score that wants a person to look. */
interface LowScore {
  readonly question: Question;
  readonly score: number;
  readonly severity: Severity;
}

const VERY_LOW = { nps: 3, csat: 1 } as const;

/** The lower half of the detractors, and the lowest point of CSAT, go before the others. */
function lowScoreOf(question: Question, { values }: Answer): LowScore | undefined {
  const { id, method } = question;
  const score = values[id];
  if (!isScored(method) || typeof score !== 'number' || !isLow(method, score)) return undefined;
  const severity = method !== 'ces' && score <= VERY_LOW[method] ? 'high' : 'medium';
  return { question, score, severity };
}

export const lowScores = (questions: readonly Question[], answer: Answer): readonly LowScore[] =>
  questions.flatMap((question) => lowScoreOf(question, answer) ?? []);

/** What a case is made with beside the answer. `contract`: of the client, its calendar decides when the case is due. */
export interface FollowUpTerms {
  readonly version: ProgrammeVersion;
  readonly contract: Contract;
  readonly caseId: string;
  readonly now: EpochMs;
}

type Subject = Pick<NewCase, 'orders' | 'contactId' | 'replyTo' | 'language' | 'severity' | 'description'>;

const feedback = (
  clientId: ClientId,
  { version, contract, caseId, now }: FollowUpTerms,
  subject: Subject,
): Case =>
  raisedCase(
    { clientId, caseId },
    {
      kind: 'feedback',
      incidentId: null,
      category: 'survey',
      channel: 'survey',
      remedySought: 'none',
      owner: version.caseOwner,
      claim: null,
      ...subject,
    },
    { by: 'system', now },
    contract,
  );

/**
 * The scores that opened the case, a line each, in the programme's default language. They are for the provider's eyes, like
 * every note; what the person wrote stays with the answer, where it can be forgotten.
 */
const noteOf = ({ languages: [language = ''] }: ProgrammeVersion, low: readonly LowScore[]): string =>
  low
    .map(
      ({ question, score }) =>
        `${textIn(question.text, language)} ${String(score)} / ${String(question.scale)}`,
    )
    .join('\n');

/**
 * The case that a low score of somebody known opens: a detractor of NPS, the lower two points of CSAT. `undefined`: nothing
 * is low, or the answer is anonymous. The answer itself stays as it was given, whatever comes of the case.
 */
export function followUp(answer: Answer, terms: FollowUpTerms): Case | undefined {
  const { version } = terms;
  const low = version.anonymous ? [] : lowScores(version.questions, answer);
  if (low.length === 0) return undefined;
  const raised = feedback(answer.clientId, terms, {
    orders: answer.orderNo === null ? [] : [answer.orderNo],
    contactId: answer.contactId,
    replyTo: null,
    language: null,
    severity: low.some(({ severity }) => severity === 'high') ? 'high' : 'medium',
    description: `A low score in the survey ${answer.programmeId}, wave ${answer.waveId}.`,
  });
  const history = raised.history.map((step) => ({ ...step, note: noteOf(version, low) }));
  return { ...raised, history };
}

/**
 * The case of somebody unknown who asks to be contacted. It holds where, in which language, and nothing of what they answered.
 */
export const contactWish = (answer: Answer, replyTo: string, terms: FollowUpTerms): Case =>
  feedback(answer.clientId, terms, {
    orders: [],
    contactId: null,
    replyTo,
    language: answer.language,
    severity: 'medium',
    description: 'Somebody who answered an anonymous survey asks to be contacted.',
  });
