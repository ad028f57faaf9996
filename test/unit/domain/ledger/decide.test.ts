import { describe, expect, test } from 'vitest';
import type { ContractHistory } from '../../../../shared/domain/contract/in-force.ts';
import { JUDGES, type Judges } from '../../../../shared/domain/kpi/evaluate.ts';
import { decide, type Judging } from '../../../../shared/domain/ledger/decide.ts';
import type { ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import type { OrderRecord } from '../../../../shared/domain/ledger/order-record.ts';
import {
  NOW,
  ORDER,
  REGISTRIES,
  contractWith,
  delivered,
  fact,
  placed,
  recorded,
  voidOf,
  HISTORY,
} from '../../../support/builders.ts';

/** A second version from 1 March on. */
const TWO_VERSIONS: ContractHistory = {
  timeZone: HISTORY.timeZone,
  contracts: [contractWith(), { ...contractWith(), version: 2, effectiveFrom: '2026-03-01' }],
};
const JUDGING: Judging = { history: HISTORY, registries: REGISTRIES, judges: JUDGES, now: NOW };
const NEWER: Judges = {
  ...JUDGES,
  version: JUDGES.version + 1,
  evaluate: (...args) => ({ ...JUDGES.evaluate(...args), judgeVersion: JUDGES.version + 1 }),
};

const record = (facts: readonly ReportedFact[], before?: OrderRecord, judging = JUDGING) =>
  decide({ kind: 'delivery', orderNo: ORDER, facts }, before, judging);
const stored = (...facts: ReportedFact[]): OrderRecord => record(facts).change!.after;

describe('decide', () => {
  test('adds new facts, stamped with the time of recording', () => {
    const first = placed();
    const { change, accepted } = record([first]);
    expect([change?.after.facts, change?.after.version, accepted]).toEqual([[recorded(first)], 1, 1]);
  });

  test('counts the versions of an order', () => {
    expect(record([delivered('2026-03-09 10:00')], stored(placed())).change?.after.version).toBe(2);
  });

  test('a repeat changes nothing', () => {
    const first = placed();
    expect(record([first], stored(first))).toEqual({
      change: undefined,
      accepted: 0,
      repeated: 1,
      refusals: [],
    });
  });

  test('a repeat within one message counts once', () => {
    const first = placed();
    const { change, accepted, repeated } = record([first, first]);
    expect([change?.after.facts.length, accepted, repeated]).toEqual([1, 1, 1]);
  });

  test('an id used again with other content is refused; the first content stays', () => {
    const first = placed({ units: 10 });
    const { change, refusals } = record([{ ...first, data: { ...first.data, units: 11 } }], stored(first));
    expect([change, refusals.map(({ code }) => code)]).toEqual([undefined, ['event-id-reused']]);
  });

  test('takes what lies up to 15 minutes ahead, refuses what lies further', () => {
    const codeAt = (minutes: number) =>
      record([fact('order.delivered', NOW + minutes * 60_000)]).refusals.map(({ code }) => code);
    expect([codeAt(15), codeAt(16)]).toEqual([[], ['occurs-in-future']]);
  });

  test('one fact that is refused does not keep the others out', () => {
    const { change, refusals } = record([placed(), fact('order.delivered', NOW + 3_600_000)]);
    expect([change?.after.facts.length, refusals.length]).toEqual([1, 1]);
  });

  test('refuses the 501st fact of an order', () => {
    const many = Array.from({ length: 501 }, () => fact('order.delivery-attempted', '2026-03-09 10:00'));
    const { accepted, refusals } = record(many);
    expect([accepted, refusals.map(({ code }) => code)]).toEqual([500, ['too-many-facts']]);
  });

  test('refuses an order number used again more than the agreed days after the order was closed', () => {
    const closed = stored(placed(), delivered('2026-03-09 10:00'));
    const again = (when: string) => record([placed({}, when)], closed).refusals.map(({ code }) => code);
    expect(again('2026-04-08 10:00')).toEqual([]);
    expect(again('2026-04-08 12:00')).toEqual(['order-number-reused']);
  });

  test('an order that was never closed may be placed again, with a data-quality code', () => {
    const { change, refusals } = record([placed({}, '2026-05-08 10:00')], stored(placed()));
    expect([refusals, change?.after.evaluation.dataQuality]).toEqual([[], ['placed-twice']]);
  });

  test('an order placed late in arrival only is no number used again', () => {
    const { refusals } = record([placed()], stored(delivered('2026-03-09 10:00')));
    expect(refusals).toEqual([]);
  });

  test('without facts an order is judged again when the judges are newer', () => {
    const { change } = record([], stored(placed()), { ...JUDGING, judges: NEWER });
    expect(change?.after.evaluation.judgeVersion).toBe(NEWER.version);
  });

  test('without facts and with the same judges there is nothing to write', () => {
    expect(record([], stored(placed())).change).toBeUndefined();
  });

  test('nothing is made of an order nobody knows', () => {
    expect(record([]).change).toBeUndefined();
  });

  test('older judges leave an order to the newer ones that judged it', () => {
    const judged = record([placed()], undefined, { ...JUDGING, judges: NEWER }).change!.after;
    expect(() => record([delivered('2026-03-09 10:00')], judged)).toThrow('newer version');
  });

  test('an older contract leaves an order to the newer one that judged it', () => {
    const judged = record([placed()], undefined, { ...JUDGING, history: TWO_VERSIONS }).change!.after;
    expect(judged.evaluation.contractVersion).toBe(2);
    expect(() => record([], judged)).toThrow('newer version');
  });

  test('an order whose placing moves before a version goes back to the version before it', () => {
    const first = placed();
    const judged = record([first], undefined, { ...JUDGING, history: TWO_VERSIONS }).change!.after;
    const earlier = [voidOf(first), placed({}, '2026-02-26 09:00')];
    const { change } = record(earlier, judged, { ...JUDGING, history: TWO_VERSIONS });
    expect(change?.after.evaluation.contractVersion).toBe(1);
  });

  test('what is not registered counts as unknown', () => {
    const { dimensions } = stored(placed({ siteId: 'HAM', carrierId: 'nobody' })).evaluation;
    expect(dimensions).toEqual({ siteId: 'HAM', carrierId: undefined, serviceLevel: undefined });
  });
});
