import { formatDay, type EpochDay, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import { contractSchema } from '../../../shared/domain/contract/contract-schema.ts';
import type { Contract } from '../../../shared/domain/contract/contract.ts';
import { defaultContract, withOptions } from '../../../shared/domain/contract/default-contract.ts';
import { knownValues, type KnownValues, type Registries } from '../../../shared/domain/crm/registry.ts';
import { JUDGES } from '../../../shared/domain/kpi/evaluate.ts';
import { addCounter, addOpen, emptyCounts, type KpiCounts } from '../../../shared/domain/kpi/figures.ts';
import { decide, type Decision, type Refusal } from '../../../shared/domain/ledger/decide.ts';
import { parseEvent, type ParsedEvent } from '../../../shared/domain/ledger/event-schema.ts';
import type { ReportedFact } from '../../../shared/domain/ledger/fact.ts';
import type { OrderRef } from '../../../shared/domain/ledger/order-record.ts';
import type { DemoCompany } from './generate.ts';
import type { DemoClient } from './profiles.ts';

/** What an installation shows of a client once all its events are recorded. */
export interface ExpectedClient {
  readonly clientId: string;
  /** The civil days on which anything counts, both included. */
  readonly from: string;
  readonly to: string;
  readonly counts: KpiCounts;
  readonly orders: number;
  /** What is to end in quarantine. */
  readonly refusals: readonly Refusal[];
}

type OrderEvents = OrderRef & { facts: ReportedFact[] };

export const contractOf = ({ timeZone, contract }: DemoClient): Contract =>
  contractSchema.parse(withOptions(defaultContract(timeZone), contract ?? {}));

export function registriesOf({ registries }: DemoCompany): Registries {
  const known = (name: string): KnownValues =>
    knownValues(
      registries.filter(({ registry }) => registry === name).map(({ id }) => id),
      [],
    );
  return { sites: known('site'), carriers: known('carrier'), serviceLevels: known('service-level') };
}

/** The company's events, by client and order. Throws for one that the API would refuse. */
export function ordersOf(company: DemoCompany): ReadonlyMap<string, readonly OrderEvents[]> {
  const clients = new Map<string, Map<string, OrderEvents>>();
  for (const event of company.events) {
    const { clientId, kind, orderNo, fact } = parsed(event);
    const orders = clients.get(clientId) ?? new Map<string, OrderEvents>();
    clients.set(clientId, orders);
    const key = `${kind} ${orderNo}`;
    const order = orders.get(key);
    if (order) order.facts.push(fact);
    else orders.set(key, { kind, orderNo, facts: [fact] });
  }
  return new Map([...clients].map(([clientId, orders]) => [clientId, [...orders.values()]]));
}

function parsed(event: object): ParsedEvent {
  const read = parseEvent(event);
  if (!read.ok) throw new Error(`a demonstration event is wrong: ${read.error.detail}`);
  return read.event;
}

/**
 * Judges the company's events by the rules of the product.
 * @param now when the events are recorded
 * @param asOf the clock for what is still open
 */
export function expectedOf(company: DemoCompany, now: EpochMs, asOf: EpochMs): readonly ExpectedClient[] {
  const orders = ordersOf(company);
  const registries = registriesOf(company);
  return company.clients.map((client) => {
    const history = { timeZone: client.timeZone, contracts: [contractOf(client)] };
    const judging = { history, registries, judges: JUDGES, now };
    const decisions = (orders.get(client.clientId) ?? []).map((order) => decide(order, undefined, judging));
    return { clientId: client.clientId, ...summed(decisions, asOf) };
  });
}

function summed(decisions: readonly Decision[], asOf: EpochMs): Omit<ExpectedClient, 'clientId'> {
  const counts = emptyCounts();
  const days: EpochDay[] = [];
  let orders = 0;
  for (const { change } of decisions) {
    if (!change) continue;
    orders++;
    const { contributions, open } = change.after.evaluation;
    for (const { day, counter, amount } of contributions) {
      days.push(day);
      addCounter(counts, counter, amount);
    }
    for (const verdict of open) {
      days.push(verdict.day);
      addOpen(counts, verdict, asOf);
    }
  }
  days.sort((a, b) => a - b);
  return {
    from: formatDay(days[0] ?? 0),
    to: formatDay(days.at(-1) ?? 0),
    counts,
    orders,
    refusals: decisions.flatMap(({ refusals }) => refusals),
  };
}
