import { parseDay, type EpochDay, type EpochMs } from '../../shared/domain/calendar/time.ts';
import { resolveLocalTime } from '../../shared/domain/calendar/zone.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import type { ContractOptions } from '../../shared/domain/contract/contract-schema.ts';
import { defaultContract, withOptions } from '../../shared/domain/contract/default-contract.ts';
import type { ContractHistory } from '../../shared/domain/contract/in-force.ts';
import type { Client } from '../../shared/domain/crm/client.ts';
import {
  knownValues,
  NO_REGISTRIES,
  type KnownValues,
  type Registries,
} from '../../shared/domain/crm/registry.ts';
import { clientIdSchema, orderNoSchema, type ClientId, type OrderNo } from '../../shared/domain/ids.ts';
import type { KpiId } from '../../shared/domain/kpi/catalogue.ts';
import { judge } from '../../shared/domain/kpi/judge.ts';
import type { Verdict } from '../../shared/domain/kpi/verdict.ts';
import type { Fact, FactData, FactType, OrderKind, ReportedFact } from '../../shared/domain/ledger/fact.ts';
import { fold } from '../../shared/domain/ledger/fold.ts';

/** Things tests are made of. Times are written as `2026-03-05 10:00` in the zone of the test contract. */

export const ZONE = 'Europe/Berlin';

/** A local time in the test zone as an instant. */
export function at(local: string, zone = ZONE): EpochMs {
  const resolved = resolveLocalTime(local, zone);
  if (!resolved) throw new Error(`no local time: ${local}`);
  return resolved.at;
}

/** The fixed clock of the tests. */
export const NOW = at('2026-06-01 12:00');

export function day(text: string): EpochDay {
  const found = parseDay(text);
  if (found === undefined) throw new Error(`no day: ${text}`);
  return found;
}

export const clientId = (text: string): ClientId => clientIdSchema.parse(text);
export const orderNo = (text: string): OrderNo => orderNoSchema.parse(text);

export const CLIENT = clientId('acme');
export const ORDER = orderNo('SO-1001');

export const aClient = (over: Partial<Client> = {}): Client => ({
  clientId: CLIENT,
  name: 'Acme',
  timeZone: ZONE,
  buckets: 4,
  spreadDays: 32,
  status: 'active',
  rejudging: [],
  version: 1,
  createdAt: NOW,
  updatedAt: NOW,
  ...over,
});

export const contractWith = (options: ContractOptions = {}, zone = ZONE): Contract =>
  withOptions(defaultContract(zone), options);

export const CONTRACT = contractWith();

/** The test client's contract as it has been since ever. */
export const HISTORY: ContractHistory = { timeZone: ZONE, contracts: [CONTRACT] };

/** Registered ids without aliases. */
export const registered = (...ids: readonly string[]): KnownValues => knownValues(ids, []);

export const REGISTRIES: Registries = {
  sites: registered('HAM', 'MUC'),
  carriers: registered('dhl', 'ups', 'dpd'),
  serviceLevels: registered('standard', 'express'),
};

let nextId = 0;

/** A fact with a fresh id; `when` is an instant or a local time. */
export function fact(
  type: FactType,
  when: EpochMs | string,
  data: FactData = {},
  over: Partial<ReportedFact> = {},
): ReportedFact {
  return {
    type,
    source: 'wms://hamburg',
    id: `e${String(++nextId)}`,
    occurredAt: typeof when === 'number' ? when : at(when),
    offsetMinutes: 60,
    data,
    ...over,
  };
}

/** A correction that takes `voided` out. */
export const voidOf = (voided: ReportedFact, when: EpochMs | string = '2026-03-20 09:00'): ReportedFact =>
  fact('fact.voided', when, { voids: { source: voided.source, id: voided.id } });

export const recorded = (reported: ReportedFact, recordedAt: EpochMs = NOW): Fact => ({
  ...reported,
  recordedAt,
});

/** An order placed on 2 March, promised for the 10th, to be dispatched by the 6th at 18:00. */
export const placed = (data: FactData = {}, when = '2026-03-02 09:00'): ReportedFact =>
  fact('order.placed', when, {
    promise: { date: day('2026-03-10') },
    dispatchBy: at('2026-03-06 18:00'),
    ...data,
  });

export const dispatched = (when: string, data: FactData = {}): ReportedFact =>
  fact('order.dispatched', when, data);
export const delivered = (when: string, data: FactData = {}): ReportedFact =>
  fact('order.delivered', when, data);

/** Every verdict on an order of these facts. */
export const verdictsOn = (
  facts: readonly ReportedFact[],
  contract: Contract = CONTRACT,
  kind: OrderKind = 'delivery',
  registries: Registries = NO_REGISTRIES,
): readonly Verdict[] => judge(kind, fold(facts), contract, registries);

/** The verdict of one KPI; `undefined` where it does not concern the order. */
export const verdictOn = (
  kpi: KpiId,
  facts: readonly ReportedFact[],
  contract: Contract = CONTRACT,
  kind: OrderKind = 'delivery',
): Verdict | undefined => verdictsOn(facts, contract, kind).find((verdict) => verdict.kpi === kpi);

/** Outcome and rule, as in `missed: late`. */
export function outcomeOf(
  kpi: KpiId,
  facts: readonly ReportedFact[],
  contract: Contract = CONTRACT,
  kind: OrderKind = 'delivery',
): string {
  const found = verdictOn(kpi, facts, contract, kind);
  return found ? `${found.outcome}: ${found.rule}` : 'none';
}
