import { sideOf } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { FactData, ReportedFact } from '../../domain/ledger/fact.ts';
import type { OrderRef } from '../../domain/ledger/order-record.ts';
import { factOf, isRepeat, type ChangeOrdersDeps, type Plan, type Request } from './change-orders.ts';
import type { JudgedOrder } from './judged-order.ts';
import { changeDisputed, disputeOf, DISPUTES_SOURCE, type FactName } from './raise-dispute.ts';

export interface Settlement {
  readonly ref: OrderRef;
  readonly fact: FactName;
  readonly outcome: 'upheld' | 'rejected';
  readonly reason?: string | undefined;
  /** Of one upheld: takes the fact out at once. */
  readonly void: boolean;
}

/**
 * Settles the open dispute of a fact, for the provider; with `void` the fact is taken out in the same transaction, so
 * that verdicts never rest on what was found wrong. Throws `forbidden`, `not-found`, `invalid-request`, `no-dispute`.
 */
export async function settleDispute(
  deps: ChangeOrdersDeps,
  principal: Principal,
  clientId: ClientId,
  settlement: Settlement,
  request: Request,
): Promise<JudgedOrder> {
  const { ref, fact, outcome, reason } = settlement;
  const client = await deps.authorizer.authorizeClient(principal, 'disputes:settle', clientId);
  const said: FactData = reason === undefined ? {} : { reason };
  const plan = (judged: JudgedOrder): Plan => {
    if (isRepeat(judged, request, DISPUTES_SOURCE)) return { facts: [] };
    const dispute = disputeOf(judged, fact);
    if (!dispute?.isOpen) throw problem.noDispute();
    if (settlement.void && dispute.about?.type === 'fact.voided')
      throw problem.invalidField(
        'void',
        'a correction cannot be voided; report what is right as a new event',
      );
    const name = { source: fact.source, id: fact.id };
    const data = { disputes: name, outcome, ...said, by: sideOf(principal) };
    const facts: ReportedFact[] = [
      factOf(request, DISPUTES_SOURCE, client, 'fact.dispute-settled', data, [dispute.raised]),
    ];
    if (settlement.void) {
      const correction = factOf(request, DISPUTES_SOURCE, client, 'fact.voided', { voids: name, ...said });
      facts.push({ ...correction, id: `${request.requestId}.void` });
    }
    return { facts };
  };
  const what = `${fact.source} ${fact.id} ${outcome}${settlement.void ? ' void' : ''}`;
  return changeDisputed(deps, client, ref, plan, {
    principal,
    action: 'disputes:settle',
    what,
    at: request.now,
  });
}
