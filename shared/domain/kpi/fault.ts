import type { ReportedFact } from '../ledger/fact.ts';

/** Fault classes of what is not charged to the provider. */
const CLIENT_SIDE: ReadonlySet<string> = new Set(['client', 'shipper', 'consignee']);

/** Classes that are not the warehouse's either: goods that went wrong before they came in, or after they had left. */
const OUTSIDE: ReadonlySet<string> = new Set(['supplier', 'carrier', 'authority', 'force-majeure']);

/** Charged to the provider: of no fault class, or of one on its side. */
export const isOurFault = ({ data }: ReportedFact): boolean => !CLIENT_SIDE.has(data.fault ?? '');

/** The warehouse's own fault, as accuracy counts it. */
export const isWarehouseFault = (fact: ReportedFact): boolean =>
  isOurFault(fact) && !OUTSIDE.has(fact.data.fault ?? '');
