import type { Contract } from './contract.ts';
import { contractSchema, DEFAULT_SATISFACTION, type ContractOptions } from './contract-schema.ts';

/**
 * The terms a client starts with: version 1, every option at the first choice of docs/kpis.md, deadlines as the orders
 * state them, no holidays, no targets, no credits. Days for answering a POD, a complaint or an excuse and the notice
 * periods are not fixed there; these are usual ones and the contract may say otherwise.
 */
export const defaultContract = (timeZone: string): Contract => ({
  version: 1,
  effectiveFrom: null,
  timeZone,
  currency: null,
  calendar: {
    country: null,
    region: null,
    workingDays: [1, 2, 3, 4, 5],
    hours: { from: '08:00', to: '18:00' },
    cutOff: null,
    exceptions: [],
    years: {},
  },
  deadlines: {
    dispatch: { rules: [], otherwise: { type: 'stated' } },
    delivery: { rules: [], otherwise: { type: 'stated' } },
  },
  exclusions: [],
  findingWindowDays: 30,
  orderNumberReuseDays: 30,
  minVolume: 0,
  decides: 'net',
  sources: {},
  kpis: {
    'on-time-dispatch': { stopEvent: 'dispatched', lateToleranceMinutes: 0 },
    'on-time-delivery': {
      granularity: 'day',
      stopEvent: 'delivered',
      promise: 'revised-if-by-client',
      early: 'ok',
      earlyToleranceMinutes: 0,
      lateToleranceMinutes: 0,
      undelivered: 'miss',
      deliveredAt: 'complete',
    },
    'in-full': { tolerancePerMille: 0, overDelivery: 'ignored' },
    'pod-on-time': {
      form: 'image',
      limits: { image: { hours: 24 }, original: { businessDays: 10 } },
      acceptedAfterDays: 7,
    },
    'complaint-rate': { count: 'valid', silenceDays: 7 },
    'order-completion': { completeBy: 'month-end', graceDays: 5 },
    'inventory-accuracy': { count: 'first' },
    'receiving-on-time': { limit: { hours: 48 } },
    'storage-damage': { base: 'throughput', allowancePerMille: 0 },
    satisfaction: DEFAULT_SATISFACTION,
  },
  targets: {},
  excuses: { proposeWithinDays: 30, decideWithinDays: 14, silence: 'rejects' },
  credits: null,
  notice: { changeDays: 30, endDays: 90 },
});

/** The contract with the given options laid over it; `sources`, `targets` and `excuses` are replaced as a whole. */
export function withOptions(contract: Contract, options: ContractOptions): Contract {
  const { kpis, ...terms } = options;
  const base = contract.kpis;
  return contractSchema.parse({
    ...contract,
    ...terms,
    kpis: {
      'on-time-dispatch': { ...base['on-time-dispatch'], ...kpis?.['on-time-dispatch'] },
      'on-time-delivery': { ...base['on-time-delivery'], ...kpis?.['on-time-delivery'] },
      'in-full': { ...base['in-full'], ...kpis?.['in-full'] },
      'pod-on-time': { ...base['pod-on-time'], ...kpis?.['pod-on-time'] },
      'complaint-rate': { ...base['complaint-rate'], ...kpis?.['complaint-rate'] },
      'order-completion': { ...base['order-completion'], ...kpis?.['order-completion'] },
      'inventory-accuracy': { ...base['inventory-accuracy'], ...kpis?.['inventory-accuracy'] },
      'receiving-on-time': { ...base['receiving-on-time'], ...kpis?.['receiving-on-time'] },
      'storage-damage': { ...base['storage-damage'], ...kpis?.['storage-damage'] },
      satisfaction: { ...base.satisfaction, ...kpis?.satisfaction },
    },
  });
}
