import { beforeEach, describe, expect, it } from 'vitest';
import { getOrder } from '../../../shared/app/get-order.ts';
import {
  countedVerdicts,
  listOrders,
  searchOrders,
  type OrderListPage,
} from '../../../shared/app/list-orders.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import type { Principal, Role } from '../../../shared/domain/crm/principal.ts';
import type { KpiId } from '../../../shared/domain/kpi/catalogue.ts';
import type { OrderKind } from '../../../shared/domain/ledger/fact.ts';
import {
  at,
  CONTRACT,
  delivered,
  dispatched,
  fact,
  NOW,
  orderNo,
  placed,
  voidOf,
} from '../../support/builders.ts';
import { aLedger, ANYONE, order, ordersOf, type TestLedger } from '../../support/ledger.ts';
import { answered } from '../../support/survey-answers.ts';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await aLedger();
});

const get = (number: string, asOf = NOW, kind: OrderKind = 'delivery') =>
  getOrder(ledger, ANYONE, ledger.client.clientId, { kind, orderNo: orderNo(number) }, asOf);

const seen = async (kpi: KpiId, asOf: number, number = 'SO-1', kind: OrderKind = 'delivery') =>
  (await get(number, asOf, kind)).verdicts.find(({ verdict }) => verdict.kpi === kpi)?.seen;

describe('an order with everything', () => {
  it('holds its facts in the order they came, and the state they make in the order they happened', async () => {
    const [order1, dispatch, delivery] = [
      placed(),
      dispatched('2026-03-05 10:00'),
      delivered('2026-03-09 10:00'),
    ];
    await ledger.record(order('SO-1', [delivery]));
    await ledger.record(order('SO-1', [order1, dispatch]));
    const { order: stored, state } = await get('SO-1');
    expect(stored.facts.map(({ id }) => id)).toEqual([delivery.id, order1.id, dispatch.id]);
    expect(state.facts.map(({ id }) => id)).toEqual([order1.id, dispatch.id, delivery.id]);
  });

  it('keeps a voided fact, and tells it from those in force', async () => {
    const delivery = delivered('2026-03-09 10:00');
    await ledger.record(order('SO-1', [placed(), delivery, voidOf(delivery)]));
    const { order: stored, state } = await get('SO-1');
    expect(stored.facts).toHaveLength(3);
    expect(state.voided.map(({ id }) => id)).toEqual([delivery.id]);
  });

  it('is seen at the clock of the question: open until the deadline, overdue after it', async () => {
    await ledger.record(order('SO-1', [placed()]));
    const lastMoment = at('2026-03-11 00:00') - 1;
    expect(await seen('on-time-delivery', lastMoment)).toMatchObject({ outcome: 'open' });
    expect(await seen('on-time-delivery', lastMoment + 1)).toMatchObject({ outcome: 'overdue' });
  });

  it('gives the reason when a complaint declared invalid goes out after the client’s silence', async () => {
    const facts = [
      fact('incident.raised', '2026-03-09 10:00'),
      fact('incident.decided', '2026-03-10 10:00', { valid: false, by: 'provider' }),
    ];
    await ledger.record(order('C-1', facts, 'incident'));
    const silent = at('2026-03-17 10:00');
    expect(await seen('complaint-rate', silent, 'C-1', 'incident')).toMatchObject({ outcome: 'missed' });
    expect(await seen('complaint-rate', silent + 1, 'C-1', 'incident')).toMatchObject({
      outcome: 'excluded',
      exclusion: 'invalid',
    });
  });

  it('is seen exactly as it is counted, KPI by KPI', async () => {
    await ledger.record(
      order('SO-1', [
        placed({ podRequired: true, urgent: true, units: 10 }),
        dispatched('2026-03-07 10:00'),
        delivered('2026-03-09 10:00', { units: 4, complete: true }),
        fact('order.delay-excused', '2026-03-10 10:00', {
          kpi: 'on-time-dispatch',
          proposedBy: 'provider',
          decision: 'accepted',
          decidedBy: 'client',
        }),
      ]),
      order('SO-2', [placed(), fact('order.cancelled', '2026-03-02 12:00', { by: 'client' })]),
      order('SO-3', [dispatched('2026-03-05 10:00')]),
    );
    const byKpi = (a: { kpi: string }, b: { kpi: string }): number => (a.kpi < b.kpi ? -1 : 1);
    for (const number of ['SO-1', 'SO-2', 'SO-3']) {
      const { order: stored, verdicts } = await get(number);
      const counted = countedVerdicts(stored, NOW).map(({ kpi, outcome, excused, exclusion }) => ({
        kpi,
        outcome,
        excused,
        exclusion,
      }));
      expect(verdicts.map((one) => one.seen).sort(byKpi)).toEqual([...counted].sort(byKpi));
    }
  });

  it('goes by what the values of an order stand for, as the figures do', async () => {
    const { version } = await ledger.registries.load('service-level');
    await ledger.registries.change('service-level', version, { aliases: [{ value: 'EXP', id: 'express' }] });
    const flood = { name: 'flood', when: { serviceLevel: ['express'] } };
    await ledger.changeTerms({ ...CONTRACT, exclusions: [flood] }, 'pass-1');
    await ledger.record(order('SO-1', [placed({ serviceLevel: 'EXP' }), delivered('2026-03-12 10:00')]));
    const { order: stored, verdicts } = await get('SO-1');
    expect(verdicts.map(({ seen: { outcome } }) => outcome)).toEqual(verdicts.map(() => 'excluded'));
    expect(verdicts).not.toEqual([]);
    expect(countedVerdicts(stored, NOW).every(({ outcome }) => outcome === 'excluded')).toBe(true);
  });

  it('shows internal causes to the provider’s people, and nothing of them to the client’s', async () => {
    const cause = fact('miss.cause-assigned', '2026-03-13 09:00', { cause: 'picking-error' });
    const wrong = fact('miss.cause-assigned', '2026-03-13 08:00', { cause: 'weather' });
    const facts = [placed(), delivered('2026-03-12 10:00'), wrong, cause, voidOf(wrong)];
    await ledger.record(order('SO-1', facts));
    const types = async (role: Role) => {
      const reader: Principal = { id: 'reader', kind: 'person', roles: [role] };
      const ref = { kind: 'delivery', orderNo: orderNo('SO-1') } as const;
      const { order: shown } = await getOrder(ledger, reader, ledger.client.clientId, ref, NOW);
      return shown.facts.map(({ type }) => type);
    };
    await ledger.grants.save(grantOf('reader', [ledger.client.clientId], 1));
    for (const role of ['client-viewer', 'client-approver'] as const)
      expect(await types(role)).toEqual(['order.placed', 'order.delivered']);
    for (const role of ['operations', 'account-manager', 'admin'] as const)
      expect(await types(role)).toHaveLength(5);
  });

  it('is no single survey answer for the client’s people, in whatever way they look for it', async () => {
    await ledger.record(order('A-1', [answered()], 'survey-answer'), order('A-2', [placed()]));
    await ledger.grants.save(grantOf('reader', [ledger.client.clientId], 1));
    const { clientId } = ledger.client;
    const ref = { kind: 'survey-answer', orderNo: orderNo('A-1') } as const;
    const seenBy = async (role: Role) => {
      const reader: Principal = { id: 'reader', kind: 'person', roles: [role] };
      const opened = getOrder(ledger, reader, clientId, ref, NOW).then(
        ({ order: { orderNo: number } }) => number,
        (error: unknown) => (error as { code: string }).code,
      );
      const listed = listOrders(
        ledger,
        reader,
        clientId,
        ordersOf('2026-03-01', '2026-03-31'),
        10,
        undefined,
      );
      const found = searchOrders(ledger, reader, clientId, 'A-', 10, undefined);
      const numbers = (page: OrderListPage) => page.orders.map((one) => one.order.orderNo).sort();
      return [await opened, numbers(await listed), numbers(await found)];
    };
    for (const role of ['client-viewer', 'client-approver'] as const)
      expect(await seenBy(role)).toEqual(['not-found', ['A-2'], ['A-2']]);
    expect(await seenBy('account-manager')).toEqual(['A-1', ['A-1', 'A-2'], ['A-1', 'A-2']]);
  });

  it('tells a delivery and an incident of one number apart', async () => {
    await ledger.record(order('SO-1', [placed()]));
    await expect(get('SO-1', NOW, 'incident')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is not found, alike for a missing order and for a client one may not see', async () => {
    await ledger.record(order('SO-1', [placed()]));
    const viewer: Principal = { id: 'viewer', kind: 'person', roles: ['client-viewer'] };
    const ref = { kind: 'delivery', orderNo: orderNo('SO-1') } as const;
    const foreign = getOrder(ledger, viewer, ledger.client.clientId, ref, NOW);
    const [a, b] = await Promise.allSettled([foreign, get('SO-2')]);
    expect(a).toEqual(b);
    expect(a).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } });
  });
});
