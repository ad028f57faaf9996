import { CATALOGUE, KPI_IDS, type KpiId } from '../kpi/catalogue.ts';
import { readingOf } from '../kpi/figures.ts';
import { shownText } from '../kpi/ratio.ts';
import type { Contract, KpiOptions, Target } from './contract.ts';
import { count, entry, kpiName, limitText, type SummaryEntry } from './summary-phrases.ts';

type WithOptions = keyof KpiOptions;

const late = (minutes: number): string =>
  minutes === 0 ? 'no lateness is allowed' : `up to ${count(minutes, 'minute')} late is on time`;

const thousandths = (perMille: number): string => `${String(perMille)} ‰`;

const PROMISES = {
  'revised-if-by-client': 'a revised promise counts where the client asked for it or agreed',
  original: 'the original promise counts',
  latest: 'the latest promise counts',
} as const satisfies Record<KpiOptions['on-time-delivery']['promise'], string>;

const delivery = (options: KpiOptions['on-time-delivery']): readonly string[] => [
  options.granularity === 'day' ? 'judged by the day' : 'judged by the minute',
  options.stopEvent === 'arrived'
    ? `stops at the first arrival; an order counts as delivered with its ${options.deliveredAt === 'complete' ? 'last' : 'first'} part`
    : `stops at the delivery of the ${options.deliveredAt === 'complete' ? 'complete order' : 'first part'}`,
  PROMISES[options.promise],
  late(options.lateToleranceMinutes),
  options.early === 'ok'
    ? 'early is on time'
    : `more than ${count(options.earlyToleranceMinutes, 'minute')} early is a miss`,
  options.undelivered === 'miss'
    ? 'what is never delivered is a miss'
    : 'what is never delivered is left out',
];

/** What the options of each KPI say. */
const OPTIONS: { readonly [K in WithOptions]: (options: KpiOptions[K]) => readonly string[] } = {
  'on-time-dispatch': ({ stopEvent, lateToleranceMinutes }) => [
    stopEvent === 'dispatched' ? 'stops at dispatch' : 'stops at the handover to the carrier',
    late(lateToleranceMinutes),
  ],
  'on-time-delivery': delivery,
  'in-full': ({ tolerancePerMille, overDelivery }) => [
    tolerancePerMille === 0
      ? 'every unit ordered'
      : `${thousandths(tolerancePerMille)} of the quantity may be missing`,
    overDelivery === 'ignored' ? 'more than ordered is in full' : 'more than ordered is a miss',
  ],
  'pod-on-time': ({ form, limits, acceptedAfterDays }) => [
    form === 'image' ? 'an image of the proof counts' : 'the original proof counts',
    `image within ${limitText(limits.image)} and original within ${limitText(limits.original)} of delivery`,
    `accepted when unanswered for ${count(acceptedAfterDays, 'day')}`,
  ],
  'complaint-rate': ({ count: counted, silenceDays }) => [
    counted === 'valid' ? 'complaints found invalid do not count' : 'all complaints count',
    `the client may object for ${count(silenceDays, 'day')} when a complaint is called invalid`,
  ],
  'order-completion': ({ completeBy, graceDays }) => [
    completeBy === 'month-end'
      ? `complete by the end of the promised month, plus ${count(graceDays, 'day')}`
      : 'complete by the promise',
  ],
  'inventory-accuracy': ({ count: decides }) => [
    decides === 'first' ? 'the first count decides' : 'the last recount decides',
  ],
  'receiving-on-time': ({ limit }) => [`put away within ${limitText(limit)} of arrival`],
  'storage-damage': ({ base, allowancePerMille }) => [
    base === 'throughput' ? 'of the units handled' : 'of 1,000 units stored for a day',
    allowancePerMille === 0
      ? 'no shrink is agreed'
      : `${thousandths(allowancePerMille)} of shrink are agreed`,
  ],
  satisfaction: ({ question, scale }) => [
    question === null ? 'the first question about satisfaction counts' : `the question “${question}” counts`,
    `on a scale of 1 to ${String(scale)}: ${String(scale - 1)} and ${String(scale)} are satisfied, ${String(scale)} is highly satisfied`,
  ],
};

const optionsText = <K extends WithOptions>(kpi: K, options: KpiOptions[K]): string =>
  OPTIONS[kpi](options).join('; ');

const hasOptions = (kpi: KpiId): kpi is WithOptions => Object.hasOwn(OPTIONS, kpi);

function targetText(
  kpi: KpiId,
  contract: Contract,
  { target, floor, weight, minVolume, decides }: Target,
): string {
  const [scale] = readingOf(kpi, contract).shownAs;
  const bound = CATALOGUE[kpi].direction === 'higher' ? 'at least' : 'at most';
  return [
    `${bound} ${shownText(target, scale)}`,
    ...(floor === undefined ? [] : [`floor ${shownText(floor, scale)}`]),
    ...(weight === undefined ? [] : [`weight ${String(weight)}`]),
    ...(minVolume === undefined ? [] : [`too few below ${String(minVolume)}`]),
    ...(decides === undefined ? [] : [`the ${decides} figure decides`]),
  ].join('; ');
}

/** How each KPI is judged, and what it shall reach. */
export const summariseKpis = (contract: Contract): readonly SummaryEntry[] =>
  KPI_IDS.flatMap((kpi) => {
    const target = contract.targets[kpi];
    return [
      ...(hasOptions(kpi) ? [entry(kpiName(kpi), optionsText(kpi, contract.kpis[kpi]))] : []),
      ...(target ? [entry(`${kpiName(kpi)}, target`, targetText(kpi, contract, target))] : []),
    ];
  });
