import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CASE_STATES, type Case, type CaseState } from '../../../../shared/domain/complaint/case.ts';
import {
  CASE_STEPS,
  stepsFrom,
  takeStep,
  TRANSITIONS,
  type CaseStepName,
  type StepCommand,
} from '../../../../shared/domain/complaint/case-transitions.ts';
import { isRefusal } from '../../../../shared/domain/complaint/edit-case.ts';
import { at, CONTRACT, NOW } from '../../../support/builders.ts';
import { aCase } from '../../../support/cases.ts';

const LATER = at('2026-06-03 09:00');
const EDIT = { by: 'manager', now: LATER, contract: CONTRACT };

/** A case of which everything is known that any step asks for. */
const ready = (state: CaseState, over: Partial<Case> = {}): Case =>
  aCase(
    {},
    { state, validity: 'valid', rootCause: 'no driver', correctiveAction: 'a second driver', ...over },
  );

const commandOf = (step: CaseStepName): StepCommand =>
  step === 'answered' ? { step, outcome: 'We are sorry.' } : { step };

function taken(one: Case, command: StepCommand): Case {
  const after = takeStep(one, command, EDIT);
  if (isRefusal(after)) throw new Error(JSON.stringify(after));
  return after;
}

const refused = (one: Case, step: CaseStepName) => takeStep(one, { step }, EDIT);

const ALLOWED: Readonly<Record<CaseState, readonly CaseStepName[]>> = {
  raised: ['acknowledged'],
  acknowledged: ['investigating'],
  investigating: ['answered'],
  answered: ['closed', 'reopened'],
  closed: ['reopened'],
  reopened: ['investigating'],
};

describe('steps of a case', () => {
  const pairs = CASE_STATES.flatMap((state) => CASE_STEPS.map((step) => [state, step] as const));

  it.each(pairs)('%s → %s, or refused with what is possible', (state, step) => {
    const after = takeStep(ready(state), commandOf(step), EDIT);
    if (ALLOWED[state].includes(step)) {
      expect(after).toMatchObject({ state: step, edits: 2, version: 2, escalation: 0 });
      expect(isRefusal(after) ? [] : after.history.at(-1)).toEqual({ at: LATER, by: 'manager', what: step });
    } else {
      expect(after).toEqual({ refused: 'state', doing: step, allowed: ALLOWED[state] });
    }
  });

  it('set their times, and the mails that follow', () => {
    const acknowledged = taken(ready('raised'), { step: 'acknowledged' });
    expect(acknowledged).toMatchObject({
      acknowledgedAt: LATER,
      mailsDue: ['acknowledgement'],
      mailsSent: [],
    });
    const answered = taken(ready('investigating'), { step: 'answered', outcome: 'We are sorry.' });
    expect(answered).toMatchObject({ answeredAt: LATER, outcome: 'We are sorry.', mailsDue: ['outcome'] });
    expect(taken(answered, { step: 'closed' })).toMatchObject({ closedAt: LATER + 1, mailsDue: ['outcome'] });
  });

  it('keep a note in the history', () => {
    const { history } = taken(ready('acknowledged'), { step: 'investigating', note: 'asked the carrier' });
    expect(history.at(-1)).toMatchObject({ what: 'investigating', note: 'asked the carrier' });
  });

  it('forget what was told of a due date with the date, and not before', () => {
    const told = { escalation: 2 } as const;
    expect(taken(ready('raised', told), { step: 'acknowledged' }).escalation).toBe(0);
    expect(taken(ready('acknowledged', told), { step: 'investigating' }).escalation).toBe(2);
  });

  it('happen one after the other, whatever the clocks say', () => {
    const one = ready('acknowledged', { history: [{ at: LATER + 5000, by: 'x', what: 'acknowledged' }] });
    expect(taken(one, { step: 'investigating' }).history.at(-1)?.at).toBe(LATER + 5001);
  });

  it('leave the last hundred in the history', () => {
    const history = Array.from({ length: 100 }, (_, i) => ({ at: i, by: 'x', what: String(i) }));
    const after = taken(ready('acknowledged', { history }), { step: 'investigating' });
    expect([after.history.length, after.history[0]?.what]).toEqual([100, '1']);
  });
});

describe('what a step asks for', () => {
  const errorsOf = (one: Case, step: CaseStepName): readonly string[] => {
    const after = refused(one, step);
    return isRefusal(after) && after.refused === 'incomplete' ? after.errors.map(({ path }) => path) : [];
  };

  it('somebody who takes care of it, to be acknowledged', () => {
    expect(errorsOf(ready('raised', { owner: null }), 'acknowledged')).toEqual(['owner']);
  });

  it('what came of it, to be answered: anew after reopening', () => {
    expect(errorsOf(ready('investigating', { outcome: 'the answer before' }), 'answered')).toEqual([
      'outcome',
    ]);
  });

  it('the decision whether it stands, to be closed; and of a valid one cause and action', () => {
    const bare = { rootCause: null, correctiveAction: null };
    expect(errorsOf(ready('answered', { ...bare, validity: 'undecided' }), 'closed')).toEqual(['validity']);
    expect(errorsOf(ready('answered', bare), 'closed')).toEqual(['rootCause', 'correctiveAction']);
    expect(errorsOf(ready('answered', { correctiveAction: null }), 'closed')).toEqual(['correctiveAction']);
    expect(taken(ready('answered', { ...bare, validity: 'invalid' }), { step: 'closed' }).state).toBe(
      'closed',
    );
  });

  it('nothing of feedback, to be closed', () => {
    const feedback = aCase({ kind: 'feedback' }, { state: 'answered' });
    expect(taken(feedback, { step: 'closed' }).state).toBe('closed');
  });
});

describe('reopening', () => {
  const closed = ready('closed', {
    ...{ acknowledgedAt: NOW, answeredAt: NOW, closedAt: NOW, outcome: 'We are sorry.' },
    mailsDue: ['acknowledgement', 'outcome'],
    mailsSent: ['acknowledgement', 'outcome'],
  });

  it('dates the answer anew, from now on', () => {
    const { acknowledgeBy, answerBy } = aCase();
    expect(taken(closed, { step: 'reopened' })).toMatchObject({
      ...{ datedFrom: LATER, acknowledgeBy, answerBy: (answerBy ?? 0) + 2 * 86_400_000 },
      ...{ answeredAt: null, closedAt: null, acknowledgedAt: NOW, validity: 'valid' },
    });
  });

  it('has the next answer told again', () => {
    const again = taken(taken(closed, { step: 'reopened' }), { step: 'investigating' });
    expect(taken(again, { step: 'answered', outcome: 'We pay.' })).toMatchObject({
      mailsDue: ['acknowledgement', 'outcome'],
      mailsSent: ['acknowledgement'],
    });
  });

  it('takes back an answer that was not told yet', () => {
    const answered = ready('answered', { mailsDue: ['acknowledgement', 'outcome'], mailsSent: [] });
    expect(taken(answered, { step: 'reopened' }).mailsDue).toEqual(['acknowledgement']);
  });
});

describe('the drawing in docs/complaints.md', () => {
  it('has the steps of the table, no other', () => {
    const text = readFileSync('docs/complaints.md', 'utf8');
    const drawn = [...text.matchAll(/^ {2}(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from!} → ${to!}`);
    expect(drawn.sort()).toEqual(TRANSITIONS.map(({ from, to }) => `${from} → ${to}`).sort());
  });

  it('leads on from every state', () => {
    expect(CASE_STATES.filter((state) => stepsFrom(state).length === 0)).toEqual([]);
  });
});
