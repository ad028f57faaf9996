import type { EpochMs } from '../calendar/time.ts';
import type { Case, CaseMoney, Claim } from './case.ts';
import { stepsFrom } from './case-transitions.ts';
import { edited, invalid, nextAt, type Edit, type Edited } from './edit-case.ts';

type By = Pick<Edit, 'by' | 'now'>;

const whileClosed = (doing: string): Edited => ({
  refused: 'state',
  doing,
  allowed: stepsFrom('closed'),
});

/** Refusals that hold for every decision on whether a complaint stands. */
function undecidable({ kind, state }: Case): Edited | undefined {
  if (kind === 'feedback') return invalid('valid', 'feedback is no complaint, and neither valid nor invalid');
  return state === 'closed' ? whileClosed('decided') : undefined;
}

/**
 * The provider decides whether the complaint stands; anew as often as wanted until the case is closed. Consent of the
 * client holds for the decision it was given to.
 */
export function decideValidity(one: Case, valid: boolean, by: By): Edited {
  const validity = valid ? 'valid' : 'invalid';
  return (
    undecidable(one) ??
    (one.validity === validity ? one : edited(one, { validity, clientAgreed: false }, by, { what: validity }))
  );
}

/** The client agrees that the complaint was none. */
export function agreeInvalid(one: Case, by: By): Edited {
  const refused = undecidable(one);
  if (refused) return refused;
  if (one.validity !== 'invalid')
    return invalid('agree', 'there is nothing to agree to: the provider has not decided that it is invalid');
  return one.clientAgreed ? one : edited(one, { clientAgreed: true }, by, { what: 'invalid-agreed' });
}

export interface ClaimDecision {
  readonly accepted?: CaseMoney | undefined;
  /** Of the payment, or the credit note. `settledAt` by default now. */
  readonly settlement?: { readonly reference: string; readonly settledAt?: EpochMs | undefined } | undefined;
}

const sameMoney = (a: CaseMoney | null, b: CaseMoney): boolean =>
  a?.amount === b.amount && a.currency === b.currency;

/** Why an amount cannot be accepted of a claim. */
function unacceptable(one: Case, claim: Claim, accepted: CaseMoney | undefined): Edited | undefined {
  if (!accepted) return undefined;
  if (one.state === 'closed') return whileClosed('accepted');
  return accepted.currency === claim.claimed.currency
    ? undefined
    : invalid('accepted.currency', `must be ${claim.claimed.currency}, in which the claim is made`);
}

/** Why a claim cannot have been settled so. */
function unsettled(
  accepted: CaseMoney | null,
  settlement: ClaimDecision['settlement'],
  now: EpochMs,
): Edited | undefined {
  if (!settlement) return undefined;
  if (!accepted)
    return invalid('accepted', 'say what is accepted, before or together with how it was settled');
  return (settlement.settledAt ?? now) > now
    ? invalid('settlement.settledAt', 'lies in the future; say it once it is settled')
    : undefined;
}

/** What is accepted of a claim, until the case is closed; and how it was settled, at any time after that. */
export function decideClaim(one: Case, decision: ClaimDecision, by: By): Edited {
  const { claim } = one;
  if (!claim) return invalid('accepted', 'the case is no claim: no money is asked for');
  const { accepted, settlement } = decision;
  const changed = accepted && !sameMoney(claim.accepted, accepted) ? accepted : undefined;
  const refused =
    unacceptable(one, claim, changed) ?? unsettled(changed ?? claim.accepted, settlement, by.now);
  if (refused) return refused;
  const settled = settlement && {
    reference: settlement.reference,
    settledAt: settlement.settledAt ?? nextAt(one, by.now),
  };
  const decided: Claim = {
    ...claim,
    ...(changed && { accepted: changed }),
    ...(settled && { settlement: settled }),
  };
  const what = [...(changed ? ['accepted'] : []), ...(settled ? ['settled'] : [])].join(' ');
  return what === '' ? one : edited(one, { claim: decided }, by, { what });
}
