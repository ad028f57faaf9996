import type { OrderKind } from '../ledger/fact.ts';

export const KPI_IDS = [
  'on-time-dispatch',
  'on-time-delivery',
  'in-full',
  'otif',
  'perfect-order',
  'pod-on-time',
  'damage-frequency',
  'damage-units',
  'damage-value',
  'complaint-rate',
  'order-completion',
  'urgent-order-completion',
  'inventory-accuracy',
  'inventory-accuracy-units',
  'inventory-accuracy-value',
  'inventory-accuracy-value-net',
  'inbound-accuracy',
  'inbound-accuracy-lines',
  'asn-accuracy',
  'outbound-accuracy',
  'outbound-accuracy-lines',
  'storage-damage',
  'receiving-on-time',
  'satisfaction',
  'satisfaction-top-1',
] as const;

export type KpiId = (typeof KPI_IDS)[number];

/** Which of the two sides of a KPI is the good one. */
export type Direction = 'higher' | 'lower';

/** How a ratio reads: the scale of the field, with its unit. */
export type Scale = 'percent' | 'ppm' | 'per-mille' | 'per-10000-orders' | 'per-1000-unit-days';

/** What numerator and denominator are numbers of; `value` in minor units of the contract's currency. */
export type CountedUnit =
  'orders' | 'receipts' | 'incidents' | 'answers' | 'lines' | 'units' | 'positions' | 'value';

/** One entry of the KPI catalogue. `code` names the KPI in stored counters and never changes. */
export interface KpiDefinition {
  readonly id: KpiId;
  readonly code: string;
  readonly version: number;
  readonly name: { readonly en: string; readonly zh: string };
  readonly direction: Direction;
  readonly kinds: readonly OrderKind[];
  readonly unit: CountedUnit;
  /** `share`: of met + missed + overdue. `rate`: what was missed on what was met, so it may pass 1. */
  readonly basis: 'share' | 'rate';
  /**
   * Wilson where each counted thing is its own trial, exact Poisson for incidents per order. None for units and
   * money, nor for lines and positions: those of one order go wrong together, so an interval would be too narrow.
   */
  readonly interval: 'wilson' | 'poisson' | 'none';
  /** How it is read, the usual way first. */
  readonly shownAs: readonly [Scale, ...Scale[]];
  /** Gains and losses cancel out: the missed amount is signed, and what counts is its size over the whole period. */
  readonly cancels: boolean;
}

type Rest = Partial<Omit<KpiDefinition, 'id' | 'code' | 'name'>>;

const kpi = (id: KpiId, code: string, en: string, zh: string, over: Rest = {}): KpiDefinition => ({
  id,
  code,
  version: 1,
  name: { en, zh },
  direction: 'higher',
  kinds: ['delivery'],
  unit: 'orders',
  basis: 'share',
  interval: 'wilson',
  shownAs: ['percent'],
  cancels: false,
  ...over,
});

const LOWER = { direction: 'lower' } as const;
const COUNT = { kinds: ['stock-count'], interval: 'none' } as const;
const RECEIPT = { kinds: ['receipt'], unit: 'receipts' } as const;
const ANSWER = { kinds: ['survey-answer'], unit: 'answers' } as const;
const LINES = { unit: 'lines', interval: 'none' } as const;

/** The KPIs judged now, defined in docs/kpis.md. */
export const CATALOGUE: Readonly<Record<KpiId, KpiDefinition>> = {
  'on-time-dispatch': kpi('on-time-dispatch', 'a', 'On-time dispatch', '发货及时率'),
  'on-time-delivery': kpi('on-time-delivery', 'b', 'On-time delivery', '到货及时率'),
  'in-full': kpi('in-full', 'f', 'In full', '足量率'),
  otif: kpi('otif', 'o', 'On time in full', '准时足量率'),
  'perfect-order': kpi('perfect-order', 'q', 'Perfect order', '完美订单'),
  'pod-on-time': kpi('pod-on-time', 'p', 'POD on time', '返单及时率'),
  'damage-frequency': kpi('damage-frequency', 'g', 'Damage frequency', '货物破损频率', LOWER),
  'damage-units': kpi('damage-units', 'd', 'Damaged units', '货物破损件数率', {
    ...LOWER,
    unit: 'units',
    interval: 'none',
    shownAs: ['ppm'],
  }),
  'damage-value': kpi('damage-value', 'v', 'Damaged value', '货物破损金额率', {
    ...LOWER,
    unit: 'value',
    interval: 'none',
    shownAs: ['per-mille'],
  }),
  'complaint-rate': kpi('complaint-rate', 'k', 'Complaint rate', '客户投诉率', {
    ...LOWER,
    kinds: ['delivery', 'incident'],
    unit: 'incidents',
    basis: 'rate',
    interval: 'poisson',
    shownAs: ['percent', 'per-10000-orders'],
  }),
  'order-completion': kpi('order-completion', 'l', 'Order completion', '订单完成率'),
  'urgent-order-completion': kpi('urgent-order-completion', 'u', 'Urgent order completion', '急单完成率'),
  'inventory-accuracy': kpi('inventory-accuracy', 'i', 'Inventory accuracy', '库存准确率', {
    ...COUNT,
    unit: 'positions',
  }),
  'inventory-accuracy-units': kpi(
    'inventory-accuracy-units',
    'j',
    'Inventory accuracy by units',
    '库存数量准确率',
    { ...COUNT, unit: 'units' },
  ),
  'inventory-accuracy-value': kpi(
    'inventory-accuracy-value',
    'w',
    'Inventory accuracy by value, gross',
    '库存金额准确率（绝对差异）',
    { ...COUNT, unit: 'value' },
  ),
  'inventory-accuracy-value-net': kpi(
    'inventory-accuracy-value-net',
    'y',
    'Inventory accuracy by value, net',
    '库存金额准确率（净差异）',
    { ...COUNT, unit: 'value', cancels: true },
  ),
  'inbound-accuracy': kpi('inbound-accuracy', 'r', 'Inbound accuracy', '入库准确率', RECEIPT),
  'inbound-accuracy-lines': kpi('inbound-accuracy-lines', 'h', 'Inbound accuracy by lines', '入库行准确率', {
    ...RECEIPT,
    ...LINES,
  }),
  'asn-accuracy': kpi('asn-accuracy', 'n', 'ASN accuracy', '到货预报准确率', RECEIPT),
  'outbound-accuracy': kpi('outbound-accuracy', 'c', 'Outbound accuracy', '出库准确率'),
  'outbound-accuracy-lines': kpi(
    'outbound-accuracy-lines',
    't',
    'Outbound accuracy by lines',
    '出库行准确率',
    LINES,
  ),
  'storage-damage': kpi('storage-damage', 's', 'Storage damage', '仓储破损率', {
    ...LOWER,
    kinds: ['delivery', 'receipt', 'stock-level'],
    unit: 'units',
    basis: 'rate',
    interval: 'none',
  }),
  'receiving-on-time': kpi('receiving-on-time', 'e', 'Receiving on time', '收货及时率', RECEIPT),
  satisfaction: kpi('satisfaction', 'm', 'Satisfaction', '客户满意度', ANSWER),
  'satisfaction-top-1': kpi('satisfaction-top-1', 'x', 'Highly satisfied', '客户非常满意率', ANSWER),
};
