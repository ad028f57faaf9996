import { contractSchema } from '../../shared/domain/contract/contract-schema.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import { contractWith } from './builders.ts';

/** A contract that uses everything a contract can say. */
export const FULL_CONTRACT: Contract = contractSchema.parse({
  ...contractWith(),
  version: 3,
  effectiveFrom: '2026-07-01',
  currency: 'EUR',
  calendar: {
    country: 'DE',
    region: 'BY',
    workingDays: [1, 2, 3, 4, 5],
    hours: { from: '07:00', to: '19:00' },
    cutOff: '14:00',
    exceptions: [
      { date: '2026-12-24', working: false, name: 'Christmas Eve' },
      { date: '2026-12-19', working: true },
    ],
    years: { '2026': { off: ['2026-12-25', '2026-12-26'], on: [] }, '2027': { off: [], on: ['2027-02-06'] } },
  },
  deadlines: {
    dispatch: {
      rules: [
        {
          when: { serviceLevel: ['express', 'same-day'], urgent: true, siteId: ['HAM'] },
          then: { type: 'business-days', days: 0, from: 'placed', until: '18:00' },
        },
      ],
      otherwise: { type: 'business-days', days: 1, from: 'placed' },
    },
    delivery: {
      rules: [
        { when: { stated: true }, then: { type: 'stated' } },
        {
          when: {
            carrierId: ['dhl'],
            origin: [{ country: 'DE' }],
            destination: [{ country: 'BR', region: 'SP' }, { postalCode: '01' }],
            attributes: { incoterm: 'DAP' },
          },
          then: { type: 'hours', hours: 240, from: 'dispatched' },
        },
        { when: { urgent: false }, then: { type: 'business-hours', hours: 16, from: 'placed' } },
      ],
      otherwise: { type: 'not-measured' },
    },
  },
  exclusions: [
    {
      name: 'strike at the port of Santos',
      kpis: ['on-time-delivery', 'otif'],
      when: { destination: [{ country: 'BR' }] },
      from: '2026-07-03',
      to: '2026-07-20',
    },
    { name: 'samples', when: { attributes: { type: 'sample' } } },
  ],
  minVolume: 20,
  sources: { delivered: 'tms://road' },
  kpis: {
    ...contractWith().kpis,
    'on-time-delivery': {
      granularity: 'minute',
      stopEvent: 'arrived',
      promise: 'original',
      early: 'miss',
      earlyToleranceMinutes: 30,
      lateToleranceMinutes: 15,
      undelivered: 'leave-out',
      deliveredAt: 'first-part',
    },
    'storage-damage': { base: 'unit-days', allowancePerMille: 2 },
    satisfaction: { question: 'overall', scale: 10 },
  },
  targets: {
    'on-time-delivery': { target: '0.98', floor: '0.95', weight: 3, minVolume: 50, decides: 'gross' },
    'damage-units': { target: '0.0003' },
    'complaint-rate': { target: '0.005', floor: '0.01' },
  },
  excuses: { proposeWithinDays: 10, decideWithinDays: 5, silence: 'accepts' },
  credits: {
    available: '1',
    pools: [
      {
        category: 'transport',
        base: 'invoice',
        atRisk: '0.1',
        share: '0.5',
        available: '1',
        allocations: [
          {
            kpi: 'on-time-delivery',
            share: '0.4',
            tiers: [
              { atLeast: '0.98', bonus: '0.03' },
              { atLeast: '0.95', lessThan: '0.98', credit: '0' },
              { lessThan: '0.95', credit: '1' },
            ],
          },
          { kpi: 'complaint-rate', share: '0.6' },
        ],
      },
      {
        category: 'storage',
        base: { fixedSum: 500_000 },
        atRisk: '1',
        share: '0.5',
        available: '1',
        allocations: [{ kpi: 'damage-units', share: '1', tiers: [{ factor: '0.95' }] }],
      },
    ],
    repeats: [
      { kpis: ['on-time-delivery'], windowMonths: 12, count: 'each-kpi', amounts: [0, 50_000, 100_000] },
      {
        kpis: ['on-time-delivery', 'complaint-rate'],
        windowMonths: 6,
        count: 'months',
        multipliers: ['1', '1.5'],
      },
    ],
    cap: { share: '0.12', of: 'invoice' },
    earnBack: { months: 3, share: '0.5' },
    bonuses: 'paid',
    bonusCap: { amount: 100_000 },
    tooFew: 'nothing',
    noData: 'whole-allocation',
    rampUp: ['2026-07', '2026-08'],
  },
  notice: { changeDays: 30, endDays: 90 },
});
