import type { Contract } from './contract.ts';

/**
 * The contract version under which an order is judged: the one in force on the day the order was placed.
 * A client has its first version only, so far; later versions will carry the day they start on.
 */
export function contractInForce(contracts: readonly Contract[]): Contract {
  const first = contracts[0];
  if (!first) throw new Error('a client has at least one contract version');
  return first;
}
