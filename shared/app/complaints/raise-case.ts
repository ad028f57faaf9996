import { DAY_MS } from '../../domain/calendar/time.ts';
import type { Case, CaseChannel } from '../../domain/complaint/case.ts';
import { raisedCase, type NewCase } from '../../domain/complaint/new-case.ts';
import { isInsider } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem, type FieldError } from '../../domain/errors.ts';
import type { ClientId, OrderNo } from '../../domain/ids.ts';
import { factsOf, fold } from '../../domain/ledger/fold.ts';
import type { Terms } from '../../ports/clients.ts';
import type { ContactReader } from '../../ports/contacts.ts';
import type { Ids } from '../../ports/ids.ts';
import { deliverOutbox } from '../deliver-outbox.ts';
import type { Request } from '../exceptions/change-orders.ts';
import { auditCase, loadOrders, termsAt, withFacts, type CaseDeps } from './edit-case.ts';

export interface RaiseCaseDeps extends CaseDeps {
  readonly contacts: Pick<ContactReader, 'find'>;
  readonly ids: Ids;
}

/** What a caller says of a new case. */
export type RaisedCase = Omit<NewCase, 'channel'> & {
  /** Of the client's own people always `portal`. */
  readonly channel: CaseChannel | null;
};

// As long as an Idempotency-Key is remembered.
const REQUEST_KEPT_MS = DAY_MS;

/** What the client's own people leave to the provider. */
function checkSide(given: RaisedCase, principal: Principal): NewCase {
  if (isInsider(principal)) {
    if (given.channel === null) throw problem.invalidField('channel', 'is missing; say how it came in');
    return { ...given, channel: given.channel };
  }
  if (given.owner !== null) throw problem.invalidField('owner', 'is named by the provider; leave it out');
  if (given.channel !== null && given.channel !== 'portal')
    throw problem.invalidField('channel', 'is portal for what you raise yourself; leave it out');
  if (given.kind === 'feedback')
    throw problem.invalidField('kind', 'must be complaint or claim; feedback comes from surveys');
  return { ...given, channel: 'portal' };
}

async function unknownOrders(
  deps: CaseDeps,
  terms: Terms,
  orders: readonly OrderNo[],
): Promise<readonly FieldError[]> {
  const found = new Set((await loadOrders(deps, terms, 'delivery', orders)).map(({ orderNo }) => orderNo));
  return orders.flatMap((orderNo, i) =>
    found.has(orderNo)
      ? []
      : [{ path: `orders.${String(i)}`, detail: 'is no order known here; look it up with GET …/orders?q=' }],
  );
}

async function unknownIncident(
  deps: CaseDeps,
  terms: Terms,
  incidentId: OrderNo | null,
): Promise<readonly FieldError[]> {
  if (incidentId === null) return [];
  const refuse = (detail: string): readonly FieldError[] => [{ path: 'incidentId', detail }];
  const [incident] = await loadOrders(deps, terms, 'incident', [incidentId]);
  if (!incident)
    return refuse('is no incident known here; leave it out for one of its own, or name that of another case');
  // Joined to it, a complaint that nobody has looked at would count as invalid.
  return factsOf(fold(incident.facts), 'incident.decided').at(-1)?.data.valid === false
    ? refuse('was decided to be no valid complaint; leave it out, so that this one is decided by itself')
    : [];
}

async function unknownContact(
  { contacts }: RaiseCaseDeps,
  clientId: ClientId,
  contactId: string | null,
): Promise<readonly FieldError[]> {
  if (contactId === null || (await contacts.find(clientId, contactId))) return [];
  return [{ path: 'contactId', detail: 'is no contact of this client; create it first, or leave it out' }];
}

/** Refuses an incident that is not there, for a case that shall join it. */
export async function checkIncident(
  deps: CaseDeps,
  terms: Terms,
  incidentId: OrderNo | null | undefined,
): Promise<void> {
  const errors = await unknownIncident(deps, terms, incidentId ?? null);
  if (errors.length > 0) throw problem.invalidRequest(errors);
}

/**
 * Raises a case, by the provider's people or, for their own client, by the client's.
 * 1. the role and the grant allow it; 2. what it names is there; 3. case and facts are written in one transaction, once for
 * each request; 4. the facts go through the one door. Throws `forbidden`, `not-found`, `invalid-request`.
 */
export async function raiseCase(
  deps: RaiseCaseDeps,
  principal: Principal,
  wanted: ClientId,
  raised: RaisedCase,
  { requestId, now }: Request,
): Promise<Case> {
  const { clientId } = await deps.authorizer.authorizeClient(principal, 'cases:raise', wanted);
  const given = checkSide(raised, principal);
  const { terms, contract } = await termsAt(deps, clientId, now);
  const unknown = await Promise.all([
    unknownOrders(deps, terms, given.orders),
    unknownIncident(deps, terms, given.incidentId),
    unknownContact(deps, clientId, given.contactId),
  ]);
  const errors = unknown.flat();
  if (errors.length > 0) throw problem.invalidRequest(errors);

  const name = { clientId, caseId: deps.ids.ulid() };
  const made = raisedCase(name, given, { by: principal.id, now }, contract);
  const { one, entry } = await withFacts(deps, terms, undefined, made);
  const ttl = Math.ceil((now + REQUEST_KEPT_MS) / 1000);
  const stored = await deps.cases.raise(one, entry, { requestId, ttl });
  if (stored.caseId !== one.caseId) return stored;
  if (entry) await deliverOutbox(deps, entry);
  await auditCase(deps, { principal, now }, 'cases:raise', one);
  return one;
}
