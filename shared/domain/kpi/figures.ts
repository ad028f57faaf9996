import type { Contract } from '../contract/contract.ts';
import type { RatioText } from '../contract/ratio.ts';
import { poissonInterval, wilsonInterval, type Interval } from '../statistics/intervals.ts';
import {
  CATALOGUE,
  KPI_IDS,
  type Direction,
  type KpiDefinition,
  type KpiId,
  type Scale,
} from './catalogue.ts';
import { noCounts, type Counts, type KpiCounts } from './counts.ts';
import { cutRatio, reaches, shownRatio, shownText } from './ratio.ts';
import type { ExclusionReason } from './verdict.ts';

/** Gross or net side of a figure. */
export interface Side {
  readonly numerator: number;
  readonly denominator: number;
  /** Six decimals, cut off towards the miss; `null` where the denominator is 0. */
  readonly value: number | null;
  /** The value as it is read, cut off likewise: `97.99 %`, `153 ppm`. */
  readonly shown: string | null;
  readonly met: number;
  readonly missed: number;
  readonly overdue: number;
  readonly interval: Interval | null;
}

export const ATTAINMENTS = ['no-target', 'too-few', 'no-data', 'met', 'missed', 'below-floor'] as const;
export type Attainment = (typeof ATTAINMENTS)[number];

/** What the contract wants of a KPI. */
export interface FigureTarget {
  readonly value: RatioText;
  readonly floor: RatioText | null;
  readonly direction: Direction;
  readonly weight: number | null;
  /** Below this denominator attainment reads `too-few`. */
  readonly minVolume: number;
  /** `≥ 98 %` */
  readonly shown: string;
}

export interface Figure {
  readonly kpi: KpiId;
  readonly name: KpiDefinition['name'];
  /** KPI and version of its judge: `on-time-delivery@1`. */
  readonly definition: string;
  readonly contractVersion: number | null;
  readonly gross: Side;
  readonly net: Side;
  readonly open: number;
  readonly notMeasured: number;
  readonly excluded: Partial<Record<ExclusionReason, number>>;
  readonly excused: { readonly missed?: number; readonly overdue?: number };
  readonly disputed: number;
  readonly decides: 'gross' | 'net';
  readonly target: FigureTarget | null;
  readonly attainment: Attainment;
  /** Set where the base is unit-days. */
  readonly daysWithoutReading?: number;
}

/** How one KPI is to be read: its definition, and what the contract makes of it. */
interface Reading {
  readonly definition: KpiDefinition;
  readonly shownAs: readonly [Scale, ...Scale[]];
  readonly byUnitDays: boolean;
  /** Not held against the provider when targets are compared. */
  readonly allowancePerMille: number;
}

export function readingOf(kpi: KpiId, contract: Contract | undefined): Reading {
  const definition = CATALOGUE[kpi];
  const options = kpi === 'storage-damage' ? contract?.kpis[kpi] : undefined;
  const byUnitDays = options?.base === 'unit-days';
  return {
    definition,
    byUnitDays,
    shownAs: byUnitDays ? ['per-1000-unit-days'] : definition.shownAs,
    allowancePerMille: options?.allowancePerMille ?? 0,
  };
}

const intervalOf = ({ interval }: KpiDefinition, numerator: number, denominator: number): Interval | null => {
  if (interval === 'none') return null;
  const of = interval === 'poisson' ? poissonInterval : wilsonInterval;
  return of(numerator, denominator) ?? null;
};

function sideOf({ definition, shownAs }: Reading, met: number, missed: number, overdue: number): Side {
  const { basis, cancels, direction } = definition;
  const denominator = basis === 'rate' ? met : met + missed + overdue;
  const bad = cancels ? Math.abs(missed) : missed;
  const numerator = direction === 'lower' ? bad : cancels ? denominator - bad : met;
  return {
    numerator,
    denominator,
    value: cutRatio(numerator, denominator, definition),
    shown: shownRatio(numerator, denominator, direction, shownAs),
    met,
    missed,
    overdue,
    interval: intervalOf(definition, numerator, denominator),
  };
}

function targetOf(reading: Reading, contract: Contract | undefined): FigureTarget | null {
  const { definition, shownAs } = reading;
  const target = contract?.targets[definition.id];
  if (!contract || !target) return null;
  const { direction } = definition;
  return {
    value: target.target,
    floor: target.floor ?? null,
    direction,
    weight: target.weight ?? null,
    minVolume: target.minVolume ?? contract.minVolume,
    shown: `${direction === 'higher' ? '≥' : '≤'} ${shownText(target.target, shownAs[0])}`,
  };
}

function attainmentOf(
  { definition, allowancePerMille }: Reading,
  { numerator, denominator }: Side,
  target: FigureTarget | null,
  minVolume: number,
): Attainment {
  if (!target) return denominator < minVolume ? 'too-few' : 'no-target';
  if (denominator === 0) return 'no-data';
  if (denominator < minVolume) return 'too-few';
  const isReached = (ratio: RatioText): boolean =>
    reaches(numerator, denominator, definition.direction, ratio, allowancePerMille);
  if (isReached(target.value)) return 'met';
  return target.floor !== null && !isReached(target.floor) ? 'below-floor' : 'missed';
}

/** What the contract makes of a figure. Without one (over many clients) net decides. */
function standingOf(
  reading: Reading,
  gross: Side,
  net: Side,
  contract: Contract | undefined,
): Pick<Figure, 'decides' | 'target' | 'attainment'> {
  const target = targetOf(reading, contract);
  const decides = contract?.targets[reading.definition.id]?.decides ?? contract?.decides ?? 'net';
  const minVolume = target?.minVolume ?? contract?.minVolume ?? 0;
  const attainment = attainmentOf(reading, decides === 'net' ? net : gross, target, minVolume);
  return { decides, target, attainment };
}

/** Ratios of one KPI, made when read from exact counts. */
export function figureOf(kpi: KpiId, counts: Counts, contract: Contract | undefined): Figure {
  const reading = readingOf(kpi, contract);
  const { missed, missedExcused, overdue, overdueExcused } = counts;
  const met = reading.byUnitDays ? counts.unitDays : counts.met;
  const gross = sideOf(reading, met, missed, overdue);
  const net = sideOf(reading, met, missed - missedExcused, overdue - overdueExcused);
  return {
    kpi,
    name: reading.definition.name,
    definition: `${kpi}@${String(reading.definition.version)}`,
    contractVersion: contract?.version ?? null,
    gross,
    net,
    open: counts.open,
    notMeasured: counts.notMeasured,
    excluded: counts.excluded,
    excused: {
      ...(missedExcused !== 0 && { missed: missedExcused }),
      ...(overdueExcused !== 0 && { overdue: overdueExcused }),
    },
    disputed: counts.disputed,
    ...standingOf(reading, gross, net, contract),
    ...(reading.byUnitDays && { daysWithoutReading: counts.daysWithoutReading }),
  };
}

/** Every KPI of the catalogue, in its order. */
export const figuresOf = (counts: KpiCounts, contract: Contract | undefined): readonly Figure[] =>
  KPI_IDS.map((kpi) => figureOf(kpi, counts.get(kpi) ?? noCounts(), contract));
