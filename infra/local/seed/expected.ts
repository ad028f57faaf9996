import { formatDay, type EpochDay, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import { zoneOf } from '../../../shared/domain/calendar/zone.ts';
import type { Contract } from '../../../shared/domain/contract/contract.ts';
import { contractOn, type ContractHistory } from '../../../shared/domain/contract/in-force.ts';
import { knownValues, type KnownValues, type Registries } from '../../../shared/domain/crm/registry.ts';
import { JUDGES } from '../../../shared/domain/kpi/evaluate.ts';
import type { Contribution } from '../../../shared/domain/kpi/contribution.ts';
import {
  addCounter,
  addOpen,
  addSiteDay,
  emptyCounts,
  type KpiCounts,
} from '../../../shared/domain/kpi/counts.ts';
import { unitDaysOf, type LevelRow } from '../../../shared/domain/kpi/unit-days.ts';
import { decide, type Decision, type Refusal } from '../../../shared/domain/ledger/decide.ts';
import { parseEvent, type ParsedEvent } from '../../../shared/domain/ledger/event-schema.ts';
import type { ReportedFact } from '../../../shared/domain/ledger/fact.ts';
import type { Dimensions, OrderRef } from '../../../shared/domain/ledger/order-record.ts';
import type { DemoCompany } from './generate.ts';
import type { DemoClient } from './profiles.ts';
import { firstContract, versionContract } from './terms.ts';

/** What an installation shows of a client once all its events are recorded. */
export interface ExpectedClient {
  readonly clientId: string;
  /** The civil days on which anything counts, both included. */
  readonly from: string;
  readonly to: string;
  readonly counts: KpiCounts;
  /** The version by whose terms these days are read. */
  readonly contract: Contract;
  readonly orders: number;
  /** What is to end in quarantine. */
  readonly refusals: readonly Refusal[];
}

type OrderEvents = OrderRef & { facts: ReportedFact[] };

/** The versions of a client's contract that are active from the start. */
export const historyOf = ({ versions }: DemoCompany, client: DemoClient, now: EpochMs): ContractHistory => ({
  timeZone: client.timeZone,
  contracts: [
    firstContract(client),
    ...versions
      .filter(({ clientId, agreed }) => clientId === client.clientId && agreed !== undefined)
      .map((version) => versionContract(version, now)),
  ],
});

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
    const history = historyOf(company, client, now);
    const judging = { history, registries, judges: JUDGES, now };
    const decisions = (orders.get(client.clientId) ?? []).map((order) => decide(order, undefined, judging));
    return { clientId: client.clientId, ...summed(decisions, history, asOf) };
  });
}

/** What an order contributes to each day, as a row of the tally. */
const levelRows = (contributions: readonly Contribution[], dimensions: Dimensions): readonly LevelRow[] =>
  [...Map.groupBy(contributions, ({ day }) => day)].map(([day, own]) => ({
    day,
    dimensions,
    counters: new Map(own.map(({ counter, amount }) => [counter, amount])),
  }));

function summed(
  decisions: readonly Decision[],
  history: ContractHistory,
  asOf: EpochMs,
): Omit<ExpectedClient, 'clientId'> {
  const counts = emptyCounts();
  const days: EpochDay[] = [];
  const levels: LevelRow[] = [];
  let orders = 0;
  for (const { change } of decisions) {
    if (!change) continue;
    orders++;
    const { contributions, open, dimensions } = change.after.evaluation;
    for (const { day, counter, amount } of contributions) {
      days.push(day);
      addCounter(counts, counter, amount);
    }
    levels.push(...levelRows(contributions, dimensions));
    for (const verdict of open) {
      days.push(verdict.day);
      addOpen(counts, verdict, asOf);
    }
  }
  const from = days.reduce((a, b) => Math.min(a, b), days[0] ?? 0);
  const to = days.reduce((a, b) => Math.max(a, b), from);
  const contract = contractOn(history, to);
  if (contract.kpis['storage-damage'].base === 'unit-days') {
    const known = { from, to: Math.min(to, zoneOf(history.timeZone).dayOf(asOf)) };
    for (const siteDay of unitDaysOf(levels, known)) addSiteDay(counts, siteDay);
  }
  return {
    from: formatDay(from),
    to: formatDay(to),
    counts,
    contract,
    orders,
    refusals: decisions.flatMap(({ refusals }) => refusals),
  };
}
