import { historyOf, ordersOf, registriesOf } from '../../../infra/local/seed/expected.ts';
import type { DemoCompany } from '../../../infra/local/seed/generate.ts';
import type { Contract } from '../../../shared/domain/contract/contract.ts';
import { contractFor } from '../../../shared/domain/contract/in-force.ts';
import type { KpiId } from '../../../shared/domain/kpi/catalogue.ts';
import { deliveryCase } from '../../../shared/domain/kpi/delivery-case.ts';
import { judge } from '../../../shared/domain/kpi/judge.ts';
import type { Rule, Verdict } from '../../../shared/domain/kpi/verdict.ts';
import { dataQualityOf, type DataQualityCode } from '../../../shared/domain/ledger/data-quality.ts';
import type { FactType, OrderKind, ReportedFact } from '../../../shared/domain/ledger/fact.ts';
import { factsOf, fold, type OrderState } from '../../../shared/domain/ledger/fold.ts';

/** One order of the demonstration company, under the version of its contract that holds for it. */
export interface Judged {
  readonly clientId: string;
  readonly kind: OrderKind;
  readonly facts: readonly ReportedFact[];
  readonly state: OrderState;
  readonly contract: Contract;
  readonly verdicts: readonly Verdict[];
  readonly quality: readonly DataQualityCode[];
  readonly ignoredRevision: boolean;
}

/** Every order of the company, with each identity once and what is to be refused left out. */
export function judged(company: DemoCompany, at: number): Judged[] {
  const orders = ordersOf(company);
  const registries = registriesOf(company);
  return company.clients.flatMap((client) => {
    const history = historyOf(company, client, at);
    return (orders.get(client.clientId) ?? []).map(({ kind, facts }) => {
      const known = facts.filter(({ occurredAt }) => occurredAt <= at);
      const once = new Map(known.map((fact) => [`${fact.source} ${fact.id}`, fact]));
      const state = fold([...once.values()]);
      const contract = contractFor(history, kind, state);
      return {
        clientId: client.clientId,
        kind,
        facts,
        state,
        contract,
        verdicts: judge(kind, state, contract, registries),
        quality: dataQualityOf(kind, state, false),
        ignoredRevision:
          kind === 'delivery' &&
          (deliveryCase(state, contract, registries).promises?.ignored.length ?? 0) > 0,
      };
    });
  });
}

export const has = (order: Judged, type: FactType): boolean => factsOf(order.state, type).length > 0;

export const ruled = (order: Judged, kpi: KpiId, rule: Rule): boolean =>
  order.verdicts.some((verdict) => verdict.kpi === kpi && verdict.rule === rule);

export const verdictOn = (order: Judged, kpi: KpiId): Verdict | undefined =>
  order.verdicts.find((verdict) => verdict.kpi === kpi);

export const data = (order: Judged, type: FactType) => factsOf(order.state, type).map((fact) => fact.data);
