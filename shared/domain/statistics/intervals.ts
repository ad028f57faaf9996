/** A 95 % interval of a rate. It informs; it never decides whether a target was reached. */
export interface Interval {
  readonly method: 'wilson' | 'poisson';
  readonly level: 0.95;
  readonly low: number;
  readonly high: number;
}

export type WilsonInterval = Interval & { readonly method: 'wilson' };

export const LEVEL = 0.95;
/** Two-sided 95 % quantile of the standard normal distribution. */
export const Z = 1.959963984540054;

const sixDigits = (value: number): number => Math.round(value * 1e6) / 1e6;

/**
 * Wilson's score interval for `numerator` of `denominator` (E. B. Wilson, JASA 22, 1927): for rates whose numerator
 * is part of the denominator. `undefined` where the denominator is 0.
 */
export function wilsonInterval(numerator: number, denominator: number): WilsonInterval | undefined {
  if (denominator === 0) return undefined;
  const rate = numerator / denominator;
  const square = (Z * Z) / denominator;
  const centre = (rate + square / 2) / (1 + square);
  const half = (Z / (1 + square)) * Math.sqrt((rate * (1 - rate)) / denominator + square / (4 * denominator));
  return {
    method: 'wilson',
    level: LEVEL,
    low: numerator === 0 ? 0 : sixDigits(centre - half),
    high: numerator === denominator ? 1 : sixDigits(centre + half),
  };
}

const TAIL = (1 - LEVEL) / 2;
const NEGLIGIBLE = 1e-18;

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}

/** P(X ≤ count) for a Poisson mean, summed downwards from the largest term until terms no longer matter. */
function atMost(count: number, mean: number, logCountFactorial: number): number {
  let term = Math.exp(count * Math.log(mean) - mean - logCountFactorial);
  let sum = 0;
  for (let i = count; i >= 0 && (term > NEGLIGIBLE || i > mean); i--) {
    sum += term;
    term *= i / mean;
  }
  return sum;
}

/** The mean at which P(X ≤ count) has fallen to `probability`. */
function meanWhere(count: number, probability: number): number {
  const logs = logFactorial(count);
  // Ten standard deviations around the count hold both tails, and keep every term above the smallest float.
  const reach = 10 * Math.sqrt(count + 1) + 10;
  let low = Math.max(0, count - reach);
  let high = count + reach;
  for (let step = 0; step < 100 && high - low > high * 1e-12; step++) {
    const middle = (low + high) / 2;
    if (atMost(count, middle, logs) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Exact interval for `count` incidents on `base` orders (F. Garwood, Biometrika 28, 1936): for rates that may pass 1.
 * `undefined` where the base is 0.
 */
export function poissonInterval(count: number, base: number): Interval | undefined {
  if (base === 0) return undefined;
  return {
    method: 'poisson',
    level: LEVEL,
    low: count === 0 ? 0 : sixDigits(meanWhere(count - 1, 1 - TAIL) / base),
    high: sixDigits(meanWhere(count, TAIL) / base),
  };
}
