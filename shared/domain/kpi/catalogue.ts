import type { OrderKind } from '../ledger/fact.ts';

export const KPI_IDS = [
  'on-time-dispatch',
  'on-time-delivery',
  'in-full',
  'otif',
  'pod-on-time',
  'damage-frequency',
  'complaint-rate',
  'order-completion',
  'urgent-order-completion',
] as const;

export type KpiId = (typeof KPI_IDS)[number];

/** Which of the two sides of a KPI is the good one. */
export type Direction = 'higher' | 'lower';

/** One entry of the KPI catalogue. `code` names the KPI in stored counters and never changes. */
export interface KpiDefinition {
  readonly id: KpiId;
  readonly code: string;
  readonly version: number;
  readonly name: { readonly en: string; readonly zh: string };
  readonly direction: Direction;
  readonly kinds: readonly OrderKind[];
  /** Wilson where the numerator is part of the denominator, exact Poisson for incidents per order. */
  readonly interval: 'wilson' | 'poisson';
}

const kpi = (
  id: KpiId,
  code: string,
  en: string,
  zh: string,
  over: Partial<Pick<KpiDefinition, 'direction' | 'kinds' | 'interval' | 'version'>> = {},
): KpiDefinition => ({
  id,
  code,
  version: 1,
  name: { en, zh },
  direction: 'higher',
  kinds: ['delivery'],
  interval: 'wilson',
  ...over,
});

/** The KPIs judged now, defined in docs/kpis.md. */
export const CATALOGUE: Readonly<Record<KpiId, KpiDefinition>> = {
  'on-time-dispatch': kpi('on-time-dispatch', 'a', 'On-time dispatch', '发货及时率'),
  'on-time-delivery': kpi('on-time-delivery', 'b', 'On-time delivery', '到货及时率'),
  'in-full': kpi('in-full', 'f', 'In full', '足量率'),
  otif: kpi('otif', 'o', 'On time in full', '完美订单'),
  'pod-on-time': kpi('pod-on-time', 'p', 'POD on time', '返单及时率'),
  'damage-frequency': kpi('damage-frequency', 'g', 'Damage frequency', '货物破损频率', {
    direction: 'lower',
  }),
  'complaint-rate': kpi('complaint-rate', 'k', 'Complaint rate', '客户投诉率', {
    direction: 'lower',
    kinds: ['delivery', 'incident'],
    interval: 'poisson',
  }),
  'order-completion': kpi('order-completion', 'l', 'Order completion', '订单完成率'),
  'urgent-order-completion': kpi('urgent-order-completion', 'u', 'Urgent order completion', '急单完成率'),
};
