import { checkTargets } from '../credit/check-targets.ts';
import { checkCreditTerms } from '../credit/check-terms.ts';
import type { FieldError } from '../errors.ts';
import { checkCalendar } from './check-calendar.ts';
import { checkDeadlines } from './check-deadlines.ts';
import { checkPlaces } from './checks-places.ts';
import type { Contract } from './contract.ts';

/**
 * The largest version. All versions of a client are read together whenever one of its orders is judged, and an item
 * of the store may have 400 KB.
 */
const MAX_CONTRACT_BYTES = 100_000;

function checkSize(contract: Contract): readonly FieldError[] {
  const { length } = new TextEncoder().encode(JSON.stringify(contract));
  if (length <= MAX_CONTRACT_BYTES) return [];
  const detail = `has ${String(length)} bytes as JSON; the most is ${String(MAX_CONTRACT_BYTES)}, so join rules or shorten their lists`;
  return [{ path: '', detail }];
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

function checkCurrency({ currency }: Contract): readonly FieldError[] {
  if (currency === null || CURRENCIES.has(currency)) return [];
  return [{ path: 'currency', detail: `${currency} is no currency of ISO 4217; write it like EUR` }];
}

const checkExclusions = ({ exclusions }: Contract): readonly FieldError[] =>
  exclusions.flatMap(({ from, to }, i) =>
    // ISO dates sort as the days do.
    from !== undefined && to !== undefined && to < from
      ? [{ path: `exclusions.${String(i)}.to`, detail: `lies before from, ${from}; exchange them` }]
      : [],
  );

// Zones are known from and to about there; a day beyond is a slip of the pen.
const FIRST_DAY = '1990-01-01';
const LAST_DAY = '2099-12-31';

function checkBeginning({ effectiveFrom }: Contract, before: Contract | undefined): readonly FieldError[] {
  const path = 'effectiveFrom';
  if (effectiveFrom === null)
    return before
      ? [{ path, detail: 'only the first version holds since ever; give the first day, such as 2026-03-01' }]
      : [];
  const isPlausible = effectiveFrom >= FIRST_DAY && effectiveFrom <= LAST_DAY;
  return isPlausible ? [] : [{ path, detail: `must lie between ${FIRST_DAY} and ${LAST_DAY}` }];
}

/**
 * Everything that is wrong with a version whose form is right, each with its path in the terms; `before` is the active
 * version that it follows. What hinders only its activation is told by `hindrancesOf`.
 */
export const checkContract = (contract: Contract, before?: Contract): readonly FieldError[] => [
  ...checkSize(contract),
  ...checkBeginning(contract, before),
  ...checkCurrency(contract),
  ...checkCalendar(contract),
  ...checkDeadlines(contract),
  ...checkTargets(contract.targets),
  ...checkExclusions(contract),
  ...checkPlaces(contract),
  ...checkCreditTerms(contract, before),
];
