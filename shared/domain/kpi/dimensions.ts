import type { Contract } from '../contract/contract.ts';
import { contractFor, type ContractHistory } from '../contract/in-force.ts';
import type { DimensionRegistry, KnownValues, Registries } from '../crm/registry.ts';
import type { OrderKind, ReportedFact } from '../ledger/fact.ts';
import { fold, termsOf, type OrderState } from '../ledger/fold.ts';
import type { Dimensions } from '../ledger/order-record.ts';
import { deciding } from './delivery-case.ts';

const NOWHERE: Dimensions = { siteId: undefined, carrierId: undefined, serviceLevel: undefined };

/** What the facts of an order call its site, carrier and service level, registered or not. */
export function namedDimensions(kind: OrderKind, state: OrderState, contract: Contract): Dimensions {
  if (state.facts.length === 0) return NOWHERE;
  if (kind === 'delivery') return termsOf(state, deciding(state, contract, 'order.placed')[0]);
  const first = (field: keyof Dimensions): string | undefined =>
    state.facts.find(({ data }) => data[field] !== undefined)?.data[field];
  return {
    siteId: first('siteId'),
    carrierId: first('carrierId'),
    serviceLevel: first('serviceLevel'),
  };
}

const counted = (value: string | undefined, known: KnownValues): string | undefined =>
  value === undefined ? undefined : known.get(value);

/** The registered ids that an order counts under; `undefined` = unknown. */
export const countedDimensions = (
  { siteId, carrierId, serviceLevel }: Dimensions,
  { sites, carriers, serviceLevels }: Registries,
): Dimensions => ({
  siteId: counted(siteId, sites),
  carrierId: counted(carrierId, carriers),
  serviceLevel: counted(serviceLevel, serviceLevels),
});

/** Whether an order names a value that no registry knows; one that names none is just unknown. */
export const hasUnregistered = (named: Dimensions, found: Dimensions): boolean =>
  (named.siteId !== undefined && found.siteId === undefined) ||
  (named.carrierId !== undefined && found.carrierId === undefined) ||
  (named.serviceLevel !== undefined && found.serviceLevel === undefined);

const FIELD_OF = {
  site: 'siteId',
  carrier: 'carrierId',
  'service-level': 'serviceLevel',
} as const satisfies Record<DimensionRegistry, keyof Dimensions>;

/** What an order names of one registry. */
export function namedValue(
  registry: DimensionRegistry,
  kind: OrderKind,
  facts: readonly ReportedFact[],
  history: ContractHistory,
): string | undefined {
  const state = fold(facts);
  return namedDimensions(kind, state, contractFor(history, kind, state))[FIELD_OF[registry]];
}
