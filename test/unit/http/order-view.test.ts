import { describe, expect, it } from 'vitest';
import { countedVerdicts } from '../../../shared/app/list-orders.ts';
import { deliveryCase } from '../../../shared/domain/kpi/delivery-case.ts';
import { seenVerdict } from '../../../shared/domain/kpi/counts.ts';
import { explain } from '../../../shared/domain/kpi/explanation.ts';
import { JUDGES } from '../../../shared/domain/kpi/evaluate.ts';
import { decide } from '../../../shared/domain/ledger/decide.ts';
import type { OrderKind, ReportedFact } from '../../../shared/domain/ledger/fact.ts';
import { fold } from '../../../shared/domain/ledger/fold.ts';
import type { OrderRecord } from '../../../shared/domain/ledger/order-record.ts';
import { dataView, listedOrderView, orderView } from '../../../shared/http/order-view.ts';
import {
  aClient,
  at,
  CONTRACT,
  day,
  delivered,
  dispatched,
  fact,
  NOW,
  ORDER,
  placed,
  REGISTRIES,
  voidOf,
  HISTORY,
} from '../../support/builders.ts';

function recordOf(facts: readonly ReportedFact[], kind: OrderKind = 'delivery'): OrderRecord {
  const judging = { history: HISTORY, registries: REGISTRIES, judges: JUDGES, now: NOW };
  return decide({ kind, orderNo: ORDER, facts }, undefined, judging).change!.after;
}

function viewOf(facts: readonly ReportedFact[], asOf = NOW, kind: OrderKind = 'delivery') {
  const order = recordOf(facts, kind);
  const state = fold(order.facts);
  const verdicts = explain(kind, state, CONTRACT, REGISTRIES).map((one) => ({
    ...one,
    seen: seenVerdict(one.verdict, asOf),
  }));
  const delivery =
    kind === 'delivery' && state.facts.length > 0 ? deliveryCase(state, CONTRACT, REGISTRIES) : undefined;
  return orderView({ client: aClient(), order, state, delivery, contractVersion: 1, verdicts });
}

describe('an order as it is shown', () => {
  it('shows days and instants as text, in the offset of the source for what happened', () => {
    const view = viewOf([placed({ siteId: 'HAM', units: 3 }), delivered('2026-03-09 10:00')]);
    expect(view).toMatchObject({
      clientId: 'acme',
      orderNo: 'SO-1001',
      listedOn: '2026-03-10',
      siteId: 'HAM',
      carrierId: 'unknown',
      judged: { judgeVersion: JUDGES.version, contractVersion: 1 },
      state: { placedAt: '2026-03-02T08:00:00Z', deliveredAt: '2026-03-09T09:00:00Z', units: 3, lines: null },
    });
    expect(view.facts.at(-1)).toMatchObject({
      occurredAt: '2026-03-09T10:00:00+01:00',
      recordedAt: '2026-06-01T10:00:00Z',
      voided: false,
    });
  });

  it('marks the voided facts, and no others', () => {
    const delivery = delivered('2026-03-09 10:00');
    const { facts, state } = viewOf([placed(), delivery, voidOf(delivery)]);
    expect(facts.map(({ type, voided }) => [type, voided])).toEqual([
      ['order.placed', false],
      ['order.delivered', true],
      ['fact.voided', false],
    ]);
    expect(state.deliveredAt).toBeNull();
  });

  it('names the facts of an explanation as the order’s own facts are named', () => {
    const { verdicts, facts } = viewOf([placed(), delivered('2026-03-12 10:00')]);
    const onTime = verdicts.find(({ kpi }) => kpi === 'on-time-delivery');
    const { type, source, id, occurredAt } = facts[1]!;
    expect(onTime?.explanation.facts).toEqual([{ type, source, id, occurredAt }]);
  });

  it('gives the reason of an exclusion, also of one that only time has made', () => {
    const incident = [
      fact('incident.raised', '2026-03-09 10:00'),
      fact('incident.decided', '2026-03-10 10:00', { valid: false, by: 'provider' }),
    ];
    expect(viewOf(incident, NOW, 'incident').verdicts[0]).toMatchObject({
      kpi: 'complaint-rate',
      outcome: 'excluded',
      reason: 'invalid',
    });
    const cancelled = viewOf([placed(), fact('order.cancelled', '2026-03-02 12:00', { by: 'client' })]);
    expect(cancelled.verdicts.find(({ kpi }) => kpi === 'otif')).toMatchObject({
      outcome: 'excluded',
      reason: 'cancelled-by-client',
    });
    expect(viewOf([placed()]).verdicts[0]).not.toHaveProperty('reason');
  });

  it('shows null where there is no deadline, and nothing of a state that is not there', () => {
    const view = viewOf([dispatched('2026-03-05 10:00')]);
    expect(view.verdicts.every(({ deadline }) => deadline === null)).toBe(true);
    expect(view.state).toMatchObject({ placedAt: null, deliveredAt: null, units: null, destination: null });
    expect(view.dataQuality).toEqual(['not-placed']);
  });

  it('is delivered once the ordered quantity came, not with a part of it', () => {
    const order = [placed({ units: 10 }), delivered('2026-03-09 10:00', { units: 4 })];
    expect(viewOf(order).state.deliveredAt).toBeNull();
    const whole = [...order, delivered('2026-03-09 12:00', { units: 6 })];
    expect(viewOf(whole).state.deliveredAt).toBe('2026-03-09T11:00:00Z');
  });

  it('leaves out references whose fact was voided', () => {
    const mistaken = fact('order.changed', '2026-03-03 09:00', { references: ['PO-WRONG'] });
    const { state } = viewOf([
      placed({ references: ['PO-7'], trackingNo: ['T1'] }),
      mistaken,
      voidOf(mistaken),
    ]);
    expect(state.references).toEqual(['PO-7', 'T1']);
  });
});

describe('a fact’s data', () => {
  it('shows a promise as it was made: a date, or a window in the offset of the source', () => {
    expect(dataView(placed()).promise).toEqual({ date: '2026-03-10' });
    const window = { from: at('2026-03-10 08:00'), to: at('2026-03-10 12:00') };
    expect(dataView(placed({ promise: window })).promise).toEqual({
      from: '2026-03-10T08:00:00+01:00',
      to: '2026-03-10T12:00:00+01:00',
    });
    expect(dataView(placed({ promise: { to: window.to } })).promise).toEqual({
      to: '2026-03-10T12:00:00+01:00',
    });
  });

  it('has the names under which it was reported', () => {
    const revised = fact('order.promise-revised', '2026-03-03 09:00', {
      promise: { date: day('2026-03-20') },
      by: 'client',
    });
    expect(dataView(revised)).toEqual({ promise: { date: '2026-03-20' }, revisedBy: 'client' });
    const short = fact('order.discrepancy-reported', '2026-03-11 09:00', { discrepancy: 'short', units: 2 });
    expect(dataView(short)).toEqual({ type: 'short', units: 2 });
    expect(dataView(fact('order.cancelled', '2026-03-03 09:00', { by: 'client' }))).toEqual({ by: 'client' });
  });

  it('keeps zeros and refusals, which are no less than other values', () => {
    expect(dataView(delivered('2026-03-09 10:00', { units: 0, complete: false }))).toEqual({
      units: 0,
      complete: false,
    });
  });
});

describe('a line of a list', () => {
  it('is the order, and the verdict where one was asked for', () => {
    const order = recordOf([placed(), delivered('2026-03-12 10:00')]);
    const verdict = countedVerdicts(order, NOW).find(({ kpi }) => kpi === 'on-time-delivery');
    expect(listedOrderView({ order, verdict })).toEqual({
      kind: 'delivery',
      orderNo: 'SO-1001',
      listedOn: '2026-03-10',
      placedAt: '2026-03-02T08:00:00Z',
      lastDeliveryAt: '2026-03-12T09:00:00Z',
      siteId: 'unknown',
      carrierId: 'unknown',
      serviceLevel: 'unknown',
      dataQuality: [],
      verdict: {
        kpi: 'on-time-delivery',
        outcome: 'missed',
        day: '2026-03-10',
        excused: false,
        disputed: false,
        amount: 1,
      },
    });
    expect(listedOrderView({ order, verdict: undefined })).not.toHaveProperty('verdict');
  });

  it('gives the deadline of an open verdict and the reason of an excluded one', () => {
    const onTime = (facts: readonly ReportedFact[]) => {
      const order = recordOf(facts);
      const verdict = countedVerdicts(order, NOW).find(({ kpi }) => kpi === 'on-time-delivery');
      return listedOrderView({ order, verdict }).verdict;
    };
    expect(onTime([placed()])).toMatchObject({ outcome: 'overdue', deadline: '2026-03-10T22:59:59.999Z' });
    const cancelled = fact('order.cancelled', '2026-03-02 12:00', { by: 'client' });
    expect(onTime([placed(), cancelled])).toMatchObject({
      outcome: 'excluded',
      reason: 'cancelled-by-client',
    });
  });
});
