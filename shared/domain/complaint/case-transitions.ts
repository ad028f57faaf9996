import type { EpochMs } from '../calendar/time.ts';
import type { FieldError } from '../errors.ts';
import { unsentMails, type Case, type CaseMail, type CaseState } from './case.ts';
import { dueDates } from './due-dates.ts';
import { toldAfter } from './due-next.ts';
import { edited, nextAt, type Edit, type Edited } from './edit-case.ts';

/** What is done to a case to bring it on; each is named as the state it leads to. */
export const CASE_STEPS = ['acknowledged', 'investigating', 'answered', 'closed', 'reopened'] as const;
export type CaseStepName = (typeof CASE_STEPS)[number];

/** What must be known of a case before a step, and how to say it. */
const NEEDS = {
  owner: {
    path: 'owner',
    detail: 'nobody takes care of it yet; PATCH the case with an owner',
    isMet: ({ owner }: Case) => owner !== null,
  },
  outcome: {
    path: 'outcome',
    detail: 'is missing; say what came of it, for the client to read',
    isMet: ({ outcome }: Case) => outcome !== null,
  },
  validity: {
    path: 'validity',
    detail: 'is undecided; decide it with POST …/validity',
    isMet: ({ kind, validity }: Case) => kind === 'feedback' || validity !== 'undecided',
  },
  'root-cause': {
    path: 'rootCause',
    detail: 'is missing for a valid complaint; PATCH the case with it',
    isMet: ({ validity, rootCause }: Case) => validity !== 'valid' || rootCause !== null,
  },
  'corrective-action': {
    path: 'correctiveAction',
    detail: 'is missing for a valid complaint; PATCH the case with it',
    isMet: ({ validity, correctiveAction }: Case) => validity !== 'valid' || correctiveAction !== null,
  },
} as const;
export type Need = keyof typeof NEEDS;

/** What a step sets beside the state. `due-dates`: a new time for the answer, from now on. */
export type Effect = 'acknowledgedAt' | 'answeredAt' | 'closedAt' | 'due-dates';

export interface Transition {
  readonly from: CaseState;
  readonly to: CaseStepName;
  readonly needs: readonly Need[];
  readonly sets: readonly Effect[];
  /** The mail to the person behind the case that follows. */
  readonly mail: CaseMail | null;
}

const REOPENED = { to: 'reopened', needs: [], sets: ['due-dates'], mail: null } as const;
const INVESTIGATED = { to: 'investigating', needs: [], sets: [], mail: null } as const;

/** Every step that there is; docs/complaints.md draws them. */
export const TRANSITIONS: readonly Transition[] = [
  { from: 'raised', to: 'acknowledged', needs: ['owner'], sets: ['acknowledgedAt'], mail: 'acknowledgement' },
  { from: 'acknowledged', ...INVESTIGATED },
  { from: 'investigating', to: 'answered', needs: ['outcome'], sets: ['answeredAt'], mail: 'outcome' },
  {
    from: 'answered',
    to: 'closed',
    needs: ['validity', 'root-cause', 'corrective-action'],
    sets: ['closedAt'],
    mail: null,
  },
  { from: 'answered', ...REOPENED },
  { from: 'closed', ...REOPENED },
  { from: 'reopened', ...INVESTIGATED },
];

/** Steps that a state allows. */
export const stepsFrom = (state: CaseState): readonly CaseStepName[] =>
  TRANSITIONS.filter(({ from }) => from === state).map(({ to }) => to);

export interface StepCommand {
  readonly step: CaseStepName;
  /** What the client is told came of it; with `answered` only. */
  readonly outcome?: string | undefined;
  readonly note?: string | undefined;
}

const missing = (one: Case, { needs }: Transition): readonly FieldError[] =>
  needs
    .map((need) => NEEDS[need])
    .filter(({ isMet }) => !isMet(one))
    .map(({ path, detail }) => ({ path, detail }));

type Changes = Partial<Case>;

const EFFECTS: Readonly<Record<Effect, (one: Case, at: EpochMs, edit: Edit) => Changes>> = {
  acknowledgedAt: (_, at) => ({ acknowledgedAt: at }),
  answeredAt: (_, at) => ({ answeredAt: at }),
  closedAt: (_, at) => ({ closedAt: at }),
  'due-dates': ({ severity }, at, { contract }) => ({
    datedFrom: at,
    answerBy: dueDates(severity, at, contract).answerBy,
    answeredAt: null,
    closedAt: null,
  }),
};

/** Asks for a mail anew: an answer after reopening is told again. What was overtaken before it went out is told no more. */
function mailsAfter(one: Case, { to, mail }: Transition): Changes {
  const waiting = unsentMails(one);
  const overtaken = to === 'reopened' && waiting.includes('outcome');
  const due = one.mailsDue.filter((each) => each !== mail && !(overtaken && each === 'outcome'));
  return mail === null
    ? { mailsDue: due }
    : { mailsDue: [...due, mail], mailsSent: one.mailsSent.filter((each) => each !== mail) };
}

/**
 * The case after a step: its state, what the step sets, the mail that follows, a line of its history; what the owner was
 * told of a due date is forgotten with the date. Refused where the state does not allow it, or something is to be said before.
 */
export function takeStep(one: Case, { step, outcome, note }: StepCommand, edit: Edit): Edited {
  const transition = TRANSITIONS.find(({ from, to }) => from === one.state && to === step);
  if (!transition) return { refused: 'state', doing: step, allowed: stepsFrom(one.state) };
  const told = transition.needs.includes('outcome') ? { ...one, outcome: outcome ?? null } : one;
  const errors = missing(told, transition);
  if (errors.length > 0) return { refused: 'incomplete', errors };
  const at = nextAt(one, edit.now);
  const changes = transition.sets.reduce<Changes>(
    (sum, effect) => ({ ...sum, ...EFFECTS[effect](told, at, edit) }),
    { ...mailsAfter(told, transition), state: step },
  );
  const escalation = toldAfter(one, { ...told, ...changes });
  return edited(told, { ...changes, escalation }, edit, { what: step, ...(note !== undefined && { note }) });
}
