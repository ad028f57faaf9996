import { shownRatio } from '../kpi/ratio.ts';
import { SKIP_REASONS, type Invitation, type SkipReason } from './invitation.ts';

/**
 * What became of invitations. `planned` counts them all: those `waiting`, those that went out (`sent`) and those that did not
 * (`heldBack`, `cooledDown`, `unreachable`, `lapsed`). Of `sent` are `bounced`, `answered`, `reminded` and `opened`, where the
 * mail provider told of it.
 */
export interface Funnel {
  readonly planned: number;
  readonly waiting: number;
  readonly sent: number;
  readonly heldBack: number;
  readonly cooledDown: number;
  readonly unreachable: number;
  readonly lapsed: number;
  readonly bounced: number;
  readonly opened: number;
  readonly reminded: number;
  readonly answered: number;
}

export const emptyFunnel: Funnel = {
  planned: 0,
  waiting: 0,
  sent: 0,
  heldBack: 0,
  cooledDown: 0,
  unreachable: 0,
  lapsed: 0,
  bounced: 0,
  opened: 0,
  reminded: 0,
  answered: 0,
};

/** Where a state is counted. */
const COUNTED_AS: Readonly<Record<Invitation['state'], readonly (keyof Funnel)[]>> = {
  planned: ['planned', 'waiting'],
  sent: ['planned', 'sent'],
  answered: ['planned', 'sent', 'answered'],
  bounced: ['planned', 'sent', 'bounced'],
  'held-back': ['planned', 'heldBack'],
  'cooled-down': ['planned', 'cooledDown'],
  unreachable: ['planned', 'unreachable'],
  lapsed: ['planned', 'lapsed'],
};

/** The funnel with one invitation more. */
export function addInvitation(
  funnel: Funnel,
  { state, openedAt, remindedAt }: Pick<Invitation, 'state' | 'openedAt' | 'remindedAt'>,
): Funnel {
  const next: Record<keyof Funnel, number> = { ...funnel };
  for (const name of COUNTED_AS[state]) next[name] += 1;
  if (openedAt !== null) next.opened += 1;
  if (remindedAt !== null) next.reminded += 1;
  return next;
}

export interface ResponseRate {
  readonly answered: number;
  /** Invitations that arrived, as far as is known: sent and not bounced. */
  readonly of: number;
  /** `41.66 %`, cut off; `null`: none arrived. */
  readonly shown: string | null;
}

/** Answered of those that arrived. */
export function responseRate({ answered, sent, bounced }: Funnel): ResponseRate {
  const of = sent - bounced;
  return { answered, of, shown: shownRatio(answered, of, 'higher', ['percent']) };
}

/** By reason, whom planning did not invite. */
export type SkippedCounts = Readonly<Partial<Record<SkipReason, number>>>;

/** Two counts by reason in one. */
export function addSkipped(a: SkippedCounts, b: SkippedCounts): SkippedCounts {
  const sum: Partial<Record<SkipReason, number>> = { ...a };
  for (const reason of SKIP_REASONS)
    if (b[reason] !== undefined) sum[reason] = (sum[reason] ?? 0) + b[reason];
  return sum;
}
