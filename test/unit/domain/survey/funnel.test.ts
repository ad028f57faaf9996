import { describe, expect, it } from 'vitest';
import {
  addInvitation,
  addSkipped,
  emptyFunnel,
  responseRate,
} from '../../../../shared/domain/survey/funnel.ts';
import { INVITATION_STATES, type Invitation } from '../../../../shared/domain/survey/invitation.ts';

type Counted = Pick<Invitation, 'state' | 'openedAt' | 'remindedAt'>;
const one = (state: Invitation['state'], over: Partial<Counted> = {}): Counted => ({
  state,
  openedAt: null,
  remindedAt: null,
  ...over,
});
const funnelOf = (...invitations: Counted[]) => invitations.reduce(addInvitation, emptyFunnel);

describe('a funnel', () => {
  it('counts an invitation of each state where it belongs', () => {
    expect(funnelOf(...INVITATION_STATES.map((state) => one(state)))).toEqual({
      planned: 8,
      waiting: 1,
      sent: 3,
      heldBack: 1,
      cooledDown: 1,
      unreachable: 1,
      lapsed: 1,
      bounced: 1,
      opened: 0,
      reminded: 0,
      answered: 1,
    });
  });

  it('counts openings and reminders beside the state', () => {
    const { opened, reminded, sent } = funnelOf(
      one('sent', { remindedAt: 1 }),
      one('answered', { remindedAt: 1, openedAt: 2 }),
      one('sent'),
    );
    expect({ opened, reminded, sent }).toEqual({ opened: 1, reminded: 2, sent: 3 });
  });

  it('leaves the one it began with as it was', () => {
    funnelOf(one('sent'));
    expect(emptyFunnel.planned).toBe(0);
  });

  it('adds up what was skipped, by reason', () => {
    expect(addSkipped({ 'no-mail': 2, 'opted-out': 1 }, { 'no-mail': 3, 'not-sampled': 4 })).toEqual({
      'no-mail': 5,
      'opted-out': 1,
      'not-sampled': 4,
    });
  });
});

describe('the response rate', () => {
  it('is answered of what arrived, cut off', () => {
    const funnel = funnelOf(one('answered'), one('answered'), one('sent'), one('bounced'));
    expect(responseRate(funnel)).toEqual({ answered: 2, of: 3, shown: '66.66 %' });
  });

  it('is null where nothing arrived', () => {
    expect(responseRate(funnelOf(one('bounced'), one('planned')))).toEqual({
      answered: 0,
      of: 0,
      shown: null,
    });
  });
});
