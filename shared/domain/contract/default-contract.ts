import type { Contract } from './contract.ts';
import { contractSchema, type ContractOptions } from './contract-schema.ts';

/**
 * The terms a client starts with: version 1, every option at the first choice of docs/kpis.md.
 * Days for answering a POD or a complaint are not fixed there; a week is usual and the contract may say otherwise.
 */
export const defaultContract = (timeZone: string): Contract => ({
  version: 1,
  timeZone,
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
    'pod-on-time': { limitHours: 24, form: 'image', acceptedAfterDays: 7 },
    'complaint-rate': { count: 'valid', silenceDays: 7 },
    'order-completion': { completeBy: 'month-end', graceDays: 5 },
  },
});

/** The contract with the given options laid over it; `sources` is replaced as a whole. */
export function withOptions(contract: Contract, options: ContractOptions): Contract {
  const { kpis, ...terms } = options;
  return contractSchema.parse({
    ...contract,
    ...terms,
    kpis: {
      'on-time-dispatch': { ...contract.kpis['on-time-dispatch'], ...kpis?.['on-time-dispatch'] },
      'on-time-delivery': { ...contract.kpis['on-time-delivery'], ...kpis?.['on-time-delivery'] },
      'in-full': { ...contract.kpis['in-full'], ...kpis?.['in-full'] },
      'pod-on-time': { ...contract.kpis['pod-on-time'], ...kpis?.['pod-on-time'] },
      'complaint-rate': { ...contract.kpis['complaint-rate'], ...kpis?.['complaint-rate'] },
      'order-completion': { ...contract.kpis['order-completion'], ...kpis?.['order-completion'] },
    },
  });
}
