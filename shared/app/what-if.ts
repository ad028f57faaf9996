import type { EpochMs } from '../domain/calendar/time.ts';
import type { ContractTerms } from '../domain/contract/contract-schema.ts';
import type { Contract } from '../domain/contract/contract.ts';
import { contractOn, historyOf } from '../domain/contract/in-force.ts';
import { longestReach } from '../domain/contract/longest-reach.ts';
import { todayIn } from '../domain/contract/versions-standing.ts';
import type { Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { DomainError, problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import { figuresOf, type Figure } from '../domain/kpi/figures.ts';
import { MAX_CARRIED_DAYS } from '../domain/kpi/unit-days.ts';
import { ChangedPage, type ChangedOrder } from '../domain/kpi/what-if-changes.ts';
import { isLongerThanYear, WhatIfSum } from '../domain/kpi/what-if.ts';
import type { ClientVersions, ContractStore } from '../ports/contracts.ts';
import type { Holidays } from '../ports/holidays.ts';
import type { Days } from '../ports/kpi-sources.ts';
import type { PeriodOrders } from '../ports/period-orders.ts';
import type { Authorizer } from './authorize.ts';
import { contractFromTerms } from './contracts/save-draft.ts';
import { newestOf } from './contracts/versions-seen.ts';
import type { CalculateMonthDeps } from './credits/calculate-month.ts';
import { readPeriod } from './read-period.ts';
import { compareCredits, type ComparedMonth } from './what-if-credits.ts';

export interface WhatIfDeps extends CalculateMonthDeps {
  readonly authorizer: Authorizer;
  readonly contracts: ContractStore;
  readonly holidays: Holidays;
  readonly orders: PeriodOrders;
}

export interface WhatIfQuery {
  readonly days: Days;
  /** Other terms, or a version of the client's contract: a draft, or an active one. */
  readonly terms: ContractTerms | { readonly version: number };
  /** The last changed order of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface WhatIf {
  readonly client: Client;
  /** What the orders were judged by in place of the versions in force. */
  readonly draft: Contract;
  readonly before: readonly Figure[];
  readonly after: readonly Figure[];
  readonly orders: { readonly judged: number; readonly changed: number };
  readonly changed: readonly ChangedOrder[];
  readonly next: string | undefined;
  readonly credits: readonly ComparedMonth[];
}

/** Faults of terms by their path in the request. */
function underTerms(error: unknown): unknown {
  if (!(error instanceof DomainError) || error.code !== 'invalid-request') return error;
  return problem.invalidRequest(
    error.errors.map(({ path, detail }) => ({ path: path === '' ? 'terms' : `terms.${path}`, detail })),
  );
}

function draftOf(
  { holidays }: WhatIfDeps,
  versions: ClientVersions,
  terms: WhatIfQuery['terms'],
  now: EpochMs,
): Contract {
  const { client, active, draft } = versions;
  if ('version' in terms) {
    const all = [...active, ...(draft ? [draft] : [])].map(({ contract }) => contract);
    const found = all.find(({ version }) => version === terms.version);
    if (!found) throw problem.invalidField('version', 'there is no such version; save its draft first');
    return found;
  }
  const before = newestOf(versions).contract;
  try {
    return contractFromTerms(holidays, { timeZone: client.timeZone, before }, terms, before.version + 1, now);
  } catch (error) {
    throw underTerms(error);
  }
}

const byUnitDays = ({ kpis }: Contract): boolean => kpis['storage-damage'].base === 'unit-days';

/**
 * The orders of a period as they are judged and as other terms would judge them; nothing is written.
 * 1. the role and the grant allow it; 2. the period is no longer than a year; 3. the terms are checked as those of a
 * draft; 4. every order that counts in the period on either side is judged twice; 5. figures, changed orders and
 * credits of both sides. Throws `forbidden`, `not-found`, `what-if-period-too-long`, `invalid-request`,
 * `too-many-orders`.
 */
export async function whatIf(
  deps: WhatIfDeps,
  principal: Principal,
  clientId: ClientId,
  { days, terms, after, limit }: WhatIfQuery,
  now: EpochMs,
): Promise<WhatIf> {
  const allowed = await deps.authorizer.authorizeClient(principal, 'terms:try', clientId);
  if (isLongerThanYear(days)) throw problem.whatIfPeriodTooLong();
  const versions = await deps.contracts.versions(allowed.clientId);
  if (!versions) throw problem.notFound();
  const { client } = versions;
  const draft = draftOf(deps, versions, terms, now);
  const active = { client, contracts: versions.active.map(({ contract }) => contract) };
  const history = historyOf(active);
  const inForce = contractOn(history, days.to);

  const changed = new ChangedPage(after, limit);
  const registries = await deps.registries.all();
  const sum = new WhatIfSum({ history, draft, registries }, { ...days, asOf: now }, changed);
  // Stock by unit-days is carried forward from levels before the period.
  const carried = byUnitDays(draft) || byUnitDays(inForce) ? MAX_CARRIED_DAYS : 0;
  // Beside the events of an order lie the deadlines of the draft, and of the versions under which orders are listed.
  const reach = Math.max(...[draft, ...active.contracts].map(longestReach));
  const atLeast = Math.max(carried, client.spreadDays + reach);
  await readPeriod(deps.orders, client, days, atLeast, (order) => sum.add(order, order.evaluation.indexDay));
  const today = todayIn(client.timeZone, now);
  sum.before.addStock(today);
  sum.after.addStock(today);
  const { orders, next } = changed.page();
  return {
    client,
    draft,
    before: figuresOf(sum.before.total, inForce),
    after: figuresOf(sum.after.total, draft),
    orders: { judged: sum.orders, changed: changed.count },
    changed: orders,
    next,
    credits: await compareCredits(deps, active, draft, days, sum, now),
  };
}
