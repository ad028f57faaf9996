import {
  civilOf,
  DAY_MS,
  dayOf,
  formatDay,
  parseDay,
  type EpochMs,
} from '../../../shared/domain/calendar/time.ts';
import { resolveYears, yearsOfVersion } from '../../../shared/domain/calendar/public-holidays.ts';
import { zoneOf } from '../../../shared/domain/calendar/zone.ts';
import { contractSchema, type ContractTerms } from '../../../shared/domain/contract/contract-schema.ts';
import type { Contract } from '../../../shared/domain/contract/contract.ts';
import { defaultContract, withOptions } from '../../../shared/domain/contract/default-contract.ts';
import { contractOf, termsOf } from '../../../shared/domain/contract/versions.ts';
import { COFFEE_CREDITS, LAMPS_CREDITS } from './credit-terms.ts';
import type { DemoClient } from './profiles.ts';

/** A version of a client's terms after the first one, as PUT /v1/clients/{clientId}/contracts/{version} takes it. */
export interface DemoVersion {
  readonly clientId: string;
  readonly version: number;
  readonly terms: ContractTerms;
  /** Why the client agreed to its beginning in the past; without it the version stays a draft. */
  readonly agreed: string | undefined;
}

/** The terms that come with the client. */
export const firstContract = ({ timeZone, contract }: DemoClient): Contract =>
  contractSchema.parse(withOptions(defaultContract(timeZone), contract ?? {}));

/** The version that the terms come to, with the days off that the service fills in. */
export function versionContract({ version, terms }: DemoVersion, now: EpochMs): Contract {
  const { country, region } = terms.calendar;
  const years = yearsOfVersion(terms.effectiveFrom, zoneOf(terms.timeZone).dayOf(now));
  return contractOf(terms, version, resolveYears(country, region, years).years);
}

/** The first of the month so many months after that of `now` (before it, where below 0), as the zone's calendar has it. */
export function firstOfMonth(timeZone: string, now: EpochMs, months: number): string {
  const { year, month } = civilOf(zoneOf(timeZone).dayOf(now));
  const count = year * 12 + month - 1 + months;
  return formatDay(dayOf(Math.floor(count / 12), (count % 12) + 1, 1));
}

const NEW_TERMS_MONTHS = -2;

/** A day of the new terms, counted from their first one. */
const dayAfter = (effectiveFrom: string, days: number): string =>
  formatDay((parseDay(effectiveFrom) ?? 0) + days);

/** The country's holidays; without them, should the data not know a year of these terms. */
function countryOrNone(country: string, effectiveFrom: string, now: EpochMs): string | null {
  const years = [effectiveFrom, formatDay(Math.floor(now / DAY_MS))].map((day) => Number(day.slice(0, 4)));
  return resolveYears(country, null, years).missing.length === 0 ? country : null;
}

type Deadlines = ContractTerms['deadlines'];

/** Express leaves on the day itself, everything else on the next working day; both before the lorries do. */
const DISPATCH: Deadlines['dispatch'] = {
  rules: [
    {
      when: { serviceLevel: ['express'] },
      then: { type: 'business-days', days: 0, from: 'placed', until: '20:00' },
    },
  ],
  otherwise: { type: 'business-days', days: 1, from: 'placed', until: '18:00' },
};

/** As promised with the order; where nothing was, five working days. */
const DELIVERY: Deadlines['delivery'] = {
  rules: [{ when: { stated: true }, then: { type: 'stated' } }],
  otherwise: { type: 'business-days', days: 5, from: 'placed' },
};

function coffeeTerms(client: DemoClient, now: EpochMs): ContractTerms {
  const before = termsOf(firstContract(client));
  const effectiveFrom = firstOfMonth(client.timeZone, now, NEW_TERMS_MONTHS);
  return {
    ...before,
    effectiveFrom,
    calendar: {
      ...before.calendar,
      country: 'BR',
      region: 'SP',
      cutOff: '14:00',
      exceptions: [{ date: dayAfter(effectiveFrom, 21), working: false, name: 'stocktaking, agreed' }],
    },
    deadlines: { dispatch: DISPATCH, delivery: DELIVERY },
    exclusions: [
      {
        name: 'airport closed for repairs',
        kpis: [
          'on-time-dispatch',
          'on-time-delivery',
          'in-full',
          'otif',
          'perfect-order',
          'order-completion',
        ],
        when: { carrierId: ['air'] },
        from: dayAfter(effectiveFrom, 14),
        to: dayAfter(effectiveFrom, 27),
      },
    ],
    kpis: {
      ...before.kpis,
      'on-time-delivery': { ...before.kpis['on-time-delivery'], lateToleranceMinutes: 120 },
      'storage-damage': { base: 'unit-days', allowancePerMille: 0 },
    },
    targets: {
      ...before.targets,
      'on-time-delivery': { target: '0.92', floor: '0.78', weight: 40, minVolume: 30 },
      'pod-on-time': { target: '0.8' },
      'outbound-accuracy': { target: '0.97', weight: 20 },
    },
    credits: COFFEE_CREDITS,
    notice: { changeDays: 60, endDays: 180 },
  };
}

function lampsTerms(client: DemoClient, now: EpochMs): ContractTerms {
  const before = termsOf(firstContract(client));
  const effectiveFrom = firstOfMonth(client.timeZone, now, NEW_TERMS_MONTHS);
  return {
    ...before,
    effectiveFrom,
    calendar: {
      ...before.calendar,
      country: countryOrNone('CN', effectiveFrom, now),
      cutOff: '14:00',
    },
    deadlines: { dispatch: DISPATCH, delivery: DELIVERY },
    kpis: { ...before.kpis, 'receiving-on-time': { limit: { businessDays: 2 } } },
    credits: LAMPS_CREDITS,
  };
}

/** Not agreed yet: stricter about the time, for the month to come. */
function homewareTerms(client: DemoClient, now: EpochMs): ContractTerms {
  const before = termsOf(firstContract(client));
  return {
    ...before,
    effectiveFrom: firstOfMonth(client.timeZone, now, 1),
    calendar: { ...before.calendar, country: 'DE', region: 'HH' },
    kpis: {
      ...before.kpis,
      'on-time-delivery': {
        ...before.kpis['on-time-delivery'],
        granularity: 'minute',
        lateToleranceMinutes: 15,
      },
    },
    targets: { ...before.targets, otif: { target: '0.9' } },
  };
}

const VERSIONS: readonly {
  readonly clientId: string;
  readonly terms: (client: DemoClient, now: EpochMs) => ContractTerms;
  readonly agreed?: string;
}[] = [
  { clientId: 'homeware-demo', terms: homewareTerms },
  { clientId: 'coffee-demo', terms: coffeeTerms, agreed: 'talks of the last quarter, minutes signed' },
  { clientId: 'lamps-demo', terms: lampsTerms, agreed: 'renewal signed late' },
];

/** Second versions of some clients: two in force since the month before last, one a draft. */
export const demoVersions = (clients: readonly DemoClient[], now: EpochMs): readonly DemoVersion[] =>
  VERSIONS.flatMap(({ clientId, terms, agreed }) => {
    const client = clients.find((one) => one.clientId === clientId);
    return client ? [{ clientId, version: 2, terms: terms(client, now), agreed }] : [];
  });
