import type { OrderKind, ReportedFact } from './fact.ts';
import { factsOf, type OrderState } from './fold.ts';

/**
 * What is wrong with the facts of an order, which is judged by the rules all the same; these codes list such orders.
 * The letter is the stored form.
 */
export const DATA_QUALITY = {
  'cancelled-and-fulfilled': 'c',
  'delivered-before-dispatched': 'd',
  'lost-and-delivered': 'l',
  'not-placed': 'n',
  'placed-twice': 'p',
  'unregistered-value': 'u',
  'void-waiting': 'v',
} as const;

export type DataQualityCode = keyof typeof DATA_QUALITY;

export const DATA_QUALITY_CODES = [
  'cancelled-and-fulfilled',
  'delivered-before-dispatched',
  'lost-and-delivered',
  'not-placed',
  'placed-twice',
  'unregistered-value',
  'void-waiting',
] as const satisfies readonly DataQualityCode[];

const first = (state: OrderState, type: ReportedFact['type']): ReportedFact | undefined =>
  factsOf(state, type)[0];

/**
 * What does not fit together in the facts of one order, in the order of `DATA_QUALITY`.
 * @param unregistered whether it names a site, carrier or service level that is in no registry
 */
export function dataQualityOf(
  kind: OrderKind,
  state: OrderState,
  unregistered: boolean,
): readonly DataQualityCode[] {
  const codes: DataQualityCode[] = [];
  if (kind === 'delivery') codes.push(...contradictions(state));
  if (kind === 'incident' && state.facts.length > 0 && !first(state, 'incident.raised'))
    codes.push('not-placed');
  if (unregistered) codes.push('unregistered-value');
  if (state.waitingVoids.length > 0) codes.push('void-waiting');
  return codes;
}

function contradictions(state: OrderState): readonly DataQualityCode[] {
  const codes: DataQualityCode[] = [];
  const dispatched = first(state, 'order.dispatched');
  const delivered = first(state, 'order.delivered');
  if (first(state, 'order.cancelled') && (dispatched ?? delivered)) codes.push('cancelled-and-fulfilled');
  if (dispatched && delivered && delivered.occurredAt < dispatched.occurredAt) {
    codes.push('delivered-before-dispatched');
  }
  const lost = first(state, 'order.lost');
  if (delivered && lost && lost.data.units === undefined && lost.data.lines === undefined) {
    codes.push('lost-and-delivered');
  }
  const placed = factsOf(state, 'order.placed');
  if (placed.length === 0 && state.facts.length > 0) codes.push('not-placed');
  if (placed.length > 1) codes.push('placed-twice');
  return codes;
}
