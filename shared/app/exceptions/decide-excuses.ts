import type { Client } from '../../domain/crm/client.ts';
import { sideOf } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { KpiId } from '../../domain/kpi/catalogue.ts';
import {
  ANY_DELAY,
  excusesOf,
  proposalEnd,
  standingOf,
  subjectsFor,
  type Excuse,
  type Excuses,
} from '../../domain/kpi/excuses.ts';
import { formatInstant } from '../../domain/calendar/zone.ts';
import type { FactData, Party } from '../../domain/ledger/fact.ts';
import type { OrderRef } from '../../domain/ledger/order-record.ts';
import {
  auditOrders,
  changeOrders,
  factOf,
  isRepeat,
  type ChangedOrder,
  type ChangeOrdersDeps,
  type OrderRefusal,
  type Plan,
  type Request,
} from './change-orders.ts';
import type { JudgedOrder } from './judged-order.ts';
import { EXCUSES_SOURCE } from './propose-excuses.ts';

export interface ExcuseDecision {
  readonly orders: readonly OrderRef[];
  readonly kpi: KpiId;
  readonly decision: 'accepted' | 'rejected' | 'withdrawn';
  readonly note?: string | undefined;
}

type Decision = ExcuseDecision['decision'];

interface Found {
  readonly subject: string;
  readonly excuse: Excuse;
  readonly standing: ReturnType<typeof standingOf>;
}

function foundFor(kpi: KpiId, { bySubject, terms }: Excuses, now: number): readonly Found[] {
  return subjectsFor(kpi).flatMap((subject) => {
    const excuse = bySubject.get(subject);
    return excuse ? [{ subject, excuse, standing: standingOf(excuse, terms, now) }] : [];
  });
}

/** The excuse that the decision is about; what is accepted can still be withdrawn. */
const decidable = (found: readonly Found[], decision: Decision): Found | undefined =>
  found.find(({ standing }) => standing.state === 'proposed') ??
  (decision === 'withdrawn' ? found.find(({ standing }) => standing.state === 'accepted') : undefined);

/** Whose turn it is: the proposer withdraws, the other side accepts or rejects. */
function wrongSide({ excuse }: Found, decision: Decision, side: Party): OrderRefusal | undefined {
  const isOwn = excuse.proposedBy === side;
  if (decision === 'withdrawn' ? isOwn : !isOwn) return undefined;
  const detail =
    decision === 'withdrawn'
      ? `the ${excuse.proposedBy} proposed it, so only the ${excuse.proposedBy} can withdraw it; reject it instead`
      : `the ${side} proposed it, so the other side decides; you can only withdraw it`;
  return { code: 'excuse-wrong-side', detail };
}

function nothingToDecide([found]: readonly Found[]): OrderRefusal {
  if (!found) return { code: 'no-excuse', detail: 'nobody has proposed an excuse of this KPI' };
  const { standing, excuse } = found;
  if (standing.bySilence) {
    const detail = `the time to decide ended ${formatInstant(excuse.decideUntil)}; by silence it is ${standing.state}`;
    return { code: 'excuse-too-late', detail };
  }
  return { code: 'no-excuse', detail: `nothing waits for a decision: the last excuse is ${standing.state}` };
}

/** An excuse that a source reported after the contract's time changes no figure, whatever is decided about it. */
function proposedTooLate({ excuse }: Found, judged: JudgedOrder, kpi: KpiId): OrderRefusal | undefined {
  const excuses = excusesOf(judged.state, judged.contract);
  const ends = judged.verdicts
    .filter((found) => found.kpi === kpi)
    .map(({ day }) => proposalEnd(excuses, day));
  if (ends.length === 0 || ends.some((end) => excuse.proposal.occurredAt < end)) return undefined;
  const detail = `it was proposed ${formatInstant(excuse.proposal.occurredAt)}, after the time for proposals`;
  return { code: 'excuse-too-late', detail };
}

/**
 * Accepts, rejects or withdraws the excuse of a KPI on each order, for the caller's side. Throws `forbidden` and
 * `not-found`; what cannot be decided is told order by order.
 */
export async function decideExcuses(
  deps: ChangeOrdersDeps,
  principal: Principal,
  clientId: ClientId,
  { orders, kpi, decision, note }: ExcuseDecision,
  request: Request,
): Promise<readonly ChangedOrder[]> {
  const client: Client = await deps.authorizer.authorizeClient(principal, 'excuses:decide', clientId);
  const side = sideOf(principal);
  const plan = (judged: JudgedOrder): Plan => {
    if (isRepeat(judged, request, EXCUSES_SOURCE)) return { facts: [] };
    const found = foundFor(kpi, excusesOf(judged.state, judged.contract), request.now);
    const chosen = decidable(found, decision);
    if (!chosen) return { refusal: nothingToDecide(found) };
    const refusal = wrongSide(chosen, decision, side) ?? proposedTooLate(chosen, judged, kpi);
    if (refusal) return { refusal };
    const data: FactData = {
      ...(chosen.subject !== ANY_DELAY && { kpi }),
      ...(note !== undefined && { note }),
      decision,
      decidedBy: side,
    };
    const after = [chosen.excuse.proposal, chosen.excuse.decision];
    return { facts: [factOf(request, EXCUSES_SOURCE, client, 'miss.excused', data, after)] };
  };
  const lost = ({ state, contract }: JudgedOrder): OrderRefusal | undefined => {
    const found = foundFor(kpi, excusesOf(state, contract), request.now);
    const isOurs = found.some(({ excuse }) => excuse.decision?.id === request.requestId);
    return isOurs ? undefined : nothingToDecide(found);
  };
  const changed = await changeOrders(deps, client, orders, { plan, lost });
  const entry = { at: request.now, principalId: principal.id, action: 'excuses:decide', clientId };
  await auditOrders(deps, changed, entry, `${kpi} ${decision}`);
  return changed;
}
