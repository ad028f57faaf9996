import { contractFor, historyOf } from '../../domain/contract/in-force.ts';
import type { Contact } from '../../domain/crm/contact.ts';
import type { Registries } from '../../domain/crm/registry.ts';
import type { ClientId, OrderNo } from '../../domain/ids.ts';
import { deliveryCase } from '../../domain/kpi/delivery-case.ts';
import { fold } from '../../domain/ledger/fold.ts';
import type { OrderRecord } from '../../domain/ledger/order-record.ts';
import { fallsTo, notedWithin } from '../../domain/survey/audience.ts';
import type { SkipReason } from '../../domain/survey/invitation.ts';
import type { Programme, ProgrammeVersion } from '../../domain/survey/programme.ts';
import { isSampled, orderSubject } from '../../domain/survey/sampling.ts';
import type { Wave } from '../../domain/survey/wave.ts';
import type { ClientReader, Terms } from '../../ports/clients.ts';
import type { ContactStore } from '../../ports/contacts.ts';
import type { OrderIndex } from '../../ports/order-index.ts';
import type { RegistryReader } from '../../ports/registries.ts';
import type { DueDeliveries, DueDelivery } from '../../ports/waves.ts';

export interface AudienceDeps {
  readonly contacts: Pick<ContactStore, 'findMany' | 'list'>;
  readonly dueDeliveries: Pick<DueDeliveries, 'list'>;
  readonly clients: Pick<ClientReader, 'terms'>;
  readonly index: Pick<OrderIndex, 'load'>;
  readonly registries: Pick<RegistryReader, 'all'>;
}

/** One client in a wave, with what the wave goes by. */
export interface Planning {
  readonly clientId: ClientId;
  readonly programme: Programme;
  readonly version: ProgrammeVersion;
  readonly wave: Wave;
}

/** Somebody to be asked, about an order or about none; or why nobody could be found for an order. */
export type Audience =
  { readonly contact: Contact; readonly orderNo: OrderNo | null } | { readonly skipped: SkipReason };

const PAGE_CONTACTS = 100;

async function* contactsByRole(
  { contacts }: AudienceDeps,
  { clientId, version }: Planning,
  orderNo: OrderNo | null,
): AsyncGenerator<readonly Audience[]> {
  let after: string | undefined;
  do {
    const page = await contacts.list(clientId, after, PAGE_CONTACTS);
    yield page.contacts
      .filter(({ role }) => version.roles.includes(role))
      .map((contact) => ({ contact, orderNo }));
    after = page.next;
  } while (after !== undefined);
}

/** An order that may be asked about: delivered, and the contact it names; or why it may not. */
type AskedOrder =
  { readonly orderNo: OrderNo; readonly contactId: string | undefined } | { readonly skipped: SkipReason };

interface Judging {
  readonly terms: Terms;
  readonly registries: Registries;
}

/** What the ledger says of an order now: a delivery may have been taken back, or be a part of the whole only. */
function askedOrder(order: OrderRecord | undefined, { terms, registries }: Judging): AskedOrder {
  const state = fold(order?.facts ?? []);
  if (!order || state.facts.length === 0) return { skipped: 'not-delivered' };
  const contract = contractFor(historyOf(terms), 'delivery', state);
  const { delivered, placed } = deliveryCase(state, contract, registries);
  if (!delivered) return { skipped: 'not-delivered' };
  return { orderNo: order.orderNo, contactId: placed?.data.contactId };
}

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** The orders of a wave, the last delivered first, page by page, each once. */
async function* ordersOf(deps: AudienceDeps, planning: Planning): AsyncGenerator<readonly AskedOrder[]> {
  const { clientId, wave, version, programme } = planning;
  const [terms, registries] = await Promise.all([deps.clients.terms(clientId), deps.registries.all()]);
  if (!terms) return;
  const { from, to } = notedWithin(wave, version);
  // An order is noted as often as it was delivered; in the window of one wave that is seldom more than once.
  const seen = new Set<OrderNo>();
  const isNew = (delivery: DueDelivery): boolean => {
    if (seen.has(delivery.orderNo) || !fallsTo(delivery, wave, version)) return false;
    seen.add(delivery.orderNo);
    return true;
  };
  for await (const noted of deps.dueDeliveries.list(clientId, from, to)) {
    const orderNos = noted.filter(isNew).map(({ orderNo }) => orderNo);
    const isAsked = (orderNo: OrderNo): boolean =>
      isSampled(orderSubject(programme.programmeId, clientId, orderNo), version.samplePerMille);
    const asked = orderNos.filter(isAsked);
    const refs = asked.map((orderNo) => ({ kind: 'delivery' as const, orderNo }));
    const stored = refs.length === 0 ? [] : await deps.index.load(terms.client, refs);
    const orders = new Map(stored.map((order) => [order.orderNo, order]));
    yield [
      ...asked.map((orderNo) => askedOrder(orders.get(orderNo), { terms, registries })),
      ...orderNos.filter((orderNo) => !isAsked(orderNo)).map(() => ({ skipped: 'not-sampled' as const })),
    ];
  }
}

/** The contacts whom the orders of a wave name. */
async function* consignees(deps: AudienceDeps, planning: Planning): AsyncGenerator<readonly Audience[]> {
  for await (const orders of ordersOf(deps, planning)) {
    const named = orders.flatMap((order) => ('skipped' in order ? [] : (order.contactId ?? [])));
    const found = await deps.contacts.findMany(planning.clientId, distinct(named));
    const byId = new Map(found.map((contact) => [contact.contactId, contact]));
    yield orders.map((order): Audience => {
      if ('skipped' in order) return order;
      const contact = order.contactId === undefined ? undefined : byId.get(order.contactId);
      return contact ? { contact, orderNo: order.orderNo } : { skipped: 'no-contact' };
    });
  }
}

/** The last order of a wave that may be asked about. */
async function lastOrder(deps: AudienceDeps, planning: Planning): Promise<OrderNo | undefined> {
  for await (const orders of ordersOf(deps, planning))
    for (const order of orders) if (!('skipped' in order)) return order.orderNo;
  return undefined;
}

/**
 * Whom a wave asks at one client, page by page. Relationship: the contacts with a role of the programme. Transactional: the
 * contact that each delivered order of the wave names, or all contacts with a role, about the last of these orders; there the
 * sample is one of orders.
 */
export async function* audienceOf(
  deps: AudienceDeps,
  planning: Planning,
): AsyncGenerator<readonly Audience[]> {
  const { programme, version } = planning;
  if (programme.kind === 'relationship') yield* contactsByRole(deps, planning, null);
  else if (version.audience === 'consignee') yield* consignees(deps, planning);
  else {
    const orderNo = await lastOrder(deps, planning);
    if (orderNo !== undefined) yield* contactsByRole(deps, planning, orderNo);
  }
}
