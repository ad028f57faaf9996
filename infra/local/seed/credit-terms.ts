import type { CreditTerms } from '../../../shared/domain/credit/credit-terms.ts';

/** Two pools, a fine that grows with each failure, a cap: what a client with bad months asks for. */
export const COFFEE_CREDITS: CreditTerms = {
  available: '1',
  pools: [
    {
      category: 'transport',
      base: 'freight',
      atRisk: '0.1',
      share: '0.6',
      available: '1',
      allocations: [
        {
          kpi: 'on-time-delivery',
          share: '0.5',
          tiers: [
            { atLeast: '0.92', credit: '0' },
            { atLeast: '0.78', lessThan: '0.92', credit: '0.5' },
            { lessThan: '0.78', credit: '1' },
          ],
        },
        { kpi: 'pod-on-time', share: '0.3' },
        { kpi: 'damage-frequency', share: '0.2' },
      ],
    },
    {
      category: 'warehouse',
      base: 'invoice',
      atRisk: '0.05',
      share: '0.4',
      available: '1',
      allocations: [
        { kpi: 'outbound-accuracy', share: '0.6' },
        { kpi: 'inventory-accuracy', share: '0.4' },
      ],
    },
  ],
  repeats: [
    {
      kpis: ['on-time-delivery'],
      windowMonths: 12,
      count: 'each-kpi',
      amounts: [0, 50_000, 100_000, 100_000, 200_000, 300_000],
    },
  ],
  cap: { share: '0.08', of: 'invoice' },
  earnBack: null,
  bonuses: 'offset',
  bonusCap: null,
  tooFew: 'nothing',
  noData: 'nothing',
  rampUp: [],
};

/** A factor on the freight, above 1 for good months. */
export const LAMPS_CREDITS: CreditTerms = {
  available: '1',
  pools: [
    {
      category: 'service level',
      base: 'freight',
      atRisk: '1',
      share: '1',
      available: '1',
      allocations: [
        {
          kpi: 'on-time-delivery',
          share: '1',
          tiers: [
            { atLeast: '0.98', factor: '1.03' },
            { atLeast: '0.95', lessThan: '0.98', factor: '1' },
            { lessThan: '0.95', factor: '0.95' },
          ],
        },
      ],
    },
  ],
  repeats: [],
  cap: null,
  earnBack: null,
  bonuses: 'paid',
  bonusCap: { share: '0.03', of: 'freight' },
  tooFew: 'nothing',
  noData: 'nothing',
  rampUp: [],
};
