import { millionthsOf } from '../contract/ratio.ts';
import type { FieldError } from '../errors.ts';
import { CATALOGUE, type KpiId } from '../kpi/catalogue.ts';
import type { Tier } from './credit-terms.ts';
import { percentText } from './exact.ts';
import { bandText, tierPays } from './tiers.ts';

/**
 * A place on the line of values: 2v is the value v itself, 2v + 1 everything between v and the next millionth. So a band is
 * [start, end), and a bound that includes its value differs from one that does not by 1.
 */
type Place = number;

const BOTTOM: Place = 0;
const END_OF_SHARES: Place = 2 * 1_000_000 + 1;

interface Band {
  readonly position: number;
  readonly tier: Tier;
  readonly start: Place;
  readonly end: Place;
}

const at = (ratio: string, after: 0 | 1): Place => 2 * millionthsOf(ratio) + after;

function bandOf(tier: Tier, position: number): Band {
  const { atLeast, moreThan, atMost, lessThan } = tier;
  const start = atLeast !== undefined ? at(atLeast, 0) : moreThan !== undefined ? at(moreThan, 1) : BOTTOM;
  const end = atMost !== undefined ? at(atMost, 1) : lessThan !== undefined ? at(lessThan, 0) : Infinity;
  return { position, tier, start, end };
}

/** The values from one place up to another: `98 %`, `more than 95 % and less than 98 %`. */
function valuesText(start: Place, end: Place): string {
  if (end - start === 1 && start % 2 === 0) return percentText(start / 2);
  const from =
    start === BOTTOM
      ? []
      : [`${start % 2 === 0 ? 'at least' : 'more than'} ${percentText(Math.floor(start / 2))}`];
  const to =
    end === Infinity
      ? []
      : [`${end % 2 === 0 ? 'less than' : 'at most'} ${percentText(Math.floor(end / 2))}`];
  return [...from, ...to].join(' and ');
}

/** Bands that meet without a gap and without an overlap, from 0 to the highest value that the KPI can have. */
function coverage(bands: readonly Band[], top: Place): readonly (readonly [Band, string])[] {
  const errors: (readonly [Band, string])[] = [];
  let below: Band | undefined;
  for (const band of [...bands].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const reached = below?.end ?? BOTTOM;
    if (band.start > reached)
      errors.push([band, `no tier holds ${valuesText(reached, band.start)}; let the tiers meet`]);
    if (below && band.start < reached) {
      const shared = valuesText(band.start, Math.min(reached, band.end));
      errors.push([band, `tier ${String(below.position + 1)} holds ${shared} as well; a value has one tier`]);
    }
    if (!below || band.end > below.end) below = band;
  }
  if (below && below.end < top) errors.push([below, `no tier holds ${valuesText(below.end, top)}`]);
  return errors;
}

/** A worse value never pays the client less. */
function order(bands: readonly Band[], kpi: KpiId): readonly (readonly [Band, string])[] {
  const worst = CATALOGUE[kpi].direction === 'higher' ? 1 : -1;
  const fromBest = [...bands].sort((a, b) => worst * (b.start - a.start));
  return fromBest.flatMap((band, i): readonly (readonly [Band, string])[] => {
    const better = fromBest[i - 1];
    if (!better || tierPays(band.tier) >= tierPays(better.tier)) return [];
    const { direction } = CATALOGUE[kpi];
    const text = `pays the client less than the better values of tier ${String(better.position + 1)} (for ${kpi} ${direction} is better)`;
    return [[band, text]];
  });
}

const WHOLE = 1_000_000;

/** No tier moves more than the amount that is allocated to the KPI. */
function excess({ tier, position }: Band, path: string): readonly FieldError[] {
  const at = `${path}.${String(position)}`;
  const isBeyond = (ratio: string | undefined, most: number): boolean =>
    ratio !== undefined && millionthsOf(ratio) > most;
  const detail = 'more than the whole allocation; "1" is all of it';
  if (isBeyond(tier.credit, WHOLE)) return [{ path: `${at}.credit`, detail }];
  if (isBeyond(tier.bonus, WHOLE)) return [{ path: `${at}.bonus`, detail }];
  return isBeyond(tier.factor, 2 * WHOLE)
    ? [{ path: `${at}.factor`, detail: 'more than twice the allocation; "1.03" is a bonus of 3 %' }]
    : [];
}

/** What is wrong with the tiers of a KPI, under the path `path` of the list. */
export function checkTiers(tiers: readonly Tier[], kpi: KpiId, path: string): readonly FieldError[] {
  const bands = tiers.map(bandOf);
  const empty = bands.filter(({ start, end }) => start >= end);
  const error = (band: Band, detail: string): FieldError => ({
    path: `${path}.${String(band.position)}`,
    detail,
  });
  if (empty.length > 0)
    return empty.map((band) => error(band, `holds no value: ${bandText(band.tier)}; exchange the bounds`));
  // A share ends at 100 %; a rate, such as complaints per order, may pass it.
  const top = CATALOGUE[kpi].basis === 'share' ? END_OF_SHARES : Infinity;
  const uncovered = coverage(bands, top);
  const found = [...uncovered, ...(uncovered.length === 0 ? order(bands, kpi) : [])];
  return [
    ...bands.flatMap((band) => excess(band, path)),
    ...found.map(([band, detail]) => error(band, detail)),
  ];
}
