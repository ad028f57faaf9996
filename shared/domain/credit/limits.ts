import { millionthsOf } from '../contract/ratio.ts';
import { baseAmount, type AppliedLimit, type Bases, type CreditLine, type RawLine } from './credit.ts';
import type { CreditLimit, CreditTerms } from './credit-terms.ts';
import { cutDown, exactly, percentText, timesMillionths } from './exact.ts';
import { moneyText } from './money.ts';

const limitOf = (limit: CreditLimit, bases: Bases): number =>
  'amount' in limit
    ? limit.amount
    : cutDown(timesMillionths(exactly(baseAmount(bases, limit.of)), millionthsOf(limit.share)));

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Fills amounts in their order until `limit` is used up; gives what each of them keeps. */
function fillUpTo(amounts: readonly number[], limit: number): readonly number[] {
  let left = limit;
  return amounts.map((amount) => {
    const kept = Math.min(amount, left);
    left -= kept;
    return kept;
  });
}

interface Kept {
  readonly amounts: readonly number[];
  readonly applied: AppliedLimit | null;
}

function keepWithin(amounts: readonly number[], limit: CreditLimit | null, bases: Bases): Kept {
  if (!limit) return { amounts, applied: null };
  const most = limitOf(limit, bases);
  const kept = fillUpTo(amounts, most);
  return { amounts: kept, applied: { limit: most, reducedBy: sum(amounts) - sum(kept) } };
}

export interface Limited {
  readonly lines: readonly CreditLine[];
  readonly cap: AppliedLimit | null;
  readonly bonusCap: AppliedLimit | null;
  readonly total: number;
  readonly calculation: string;
}

const limitText = (limit: CreditLimit, applied: AppliedLimit, currency: string): string => {
  const amount = moneyText(applied.limit, currency);
  return 'amount' in limit ? amount : `${percentText(millionthsOf(limit.share))} of ${limit.of} = ${amount}`;
};

/**
 * The lines with what is paid of each: the cap takes from the credits, `bonusCap` from what goes to the provider, and with
 * `offset` that never exceeds the credits. Every limit is filled in the order of the lines.
 */
export function applyLimits(
  raw: readonly RawLine[],
  { cap, bonusCap, bonuses }: CreditTerms,
  bases: Bases,
  currency: string,
): Limited {
  const money = (minor: number): string => moneyText(minor, currency);
  const credited = raw.map(({ amount }) => Math.max(amount, 0));
  const given = raw.map(({ amount }) => Math.max(-amount, 0));
  const credits = keepWithin(credited, cap, bases);
  const back = keepWithin(given, bonusCap, bases);
  const kept = bonuses === 'paid' ? back.amounts : fillUpTo(back.amounts, sum(credits.amounts));
  const lapsed = sum(back.amounts) - sum(kept);
  const lines = raw.map((line, i) => ({ ...line, paid: (credits.amounts[i] ?? 0) - (kept[i] ?? 0) }));
  const total = sum(lines.map(({ paid }) => paid));

  const parts = [`credits ${money(sum(credited))}`];
  const say = (name: string, limit: CreditLimit | null, applied: AppliedLimit | null): void => {
    if (!limit || !applied) return;
    const effect = applied.reducedBy === 0 ? 'not reached' : `takes off ${money(applied.reducedBy)}`;
    parts.push(`${name} (${limitText(limit, applied, currency)}) ${effect}`);
  };
  say('cap', cap, credits.applied);
  if (sum(given) > 0) {
    parts.push(`in favour of the provider ${money(sum(given))}`);
    say('its cap', bonusCap, back.applied);
    if (lapsed > 0) parts.push(`${money(lapsed)} of it exceeds the credits and lapses`);
  }
  parts.push(`total ${money(total)}`);
  return { lines, cap: credits.applied, bonusCap: back.applied, total, calculation: parts.join('; ') };
}
