import type { CreditTerms } from '../credit/credit-terms.ts';
import type { KpiId } from '../kpi/catalogue.ts';
import type { Calendar, DateText } from './calendar-terms.ts';
import type { Condition, DeadlineTerms } from './deadline-terms.ts';
import type { RatioText } from './ratio.ts';

/** How long something may take: continuous hours, or business days by the contract's calendar, to the end of the last. */
export type Limit = { readonly hours: number } | { readonly businessDays: number };

/** Options of the counted KPIs; the definitions are in docs/kpis.md. Durations carry their unit in the name. */
export interface KpiOptions {
  readonly 'on-time-dispatch': {
    readonly stopEvent: 'dispatched' | 'handed-over';
    readonly lateToleranceMinutes: number;
  };
  readonly 'on-time-delivery': {
    readonly granularity: 'day' | 'minute';
    readonly stopEvent: 'delivered' | 'arrived';
    readonly promise: 'revised-if-by-client' | 'original' | 'latest';
    readonly early: 'ok' | 'miss';
    readonly earlyToleranceMinutes: number;
    readonly lateToleranceMinutes: number;
    readonly undelivered: 'miss' | 'leave-out';
    readonly deliveredAt: 'complete' | 'first-part';
  };
  readonly 'in-full': {
    readonly tolerancePerMille: number;
    readonly overDelivery: 'ignored' | 'miss';
  };
  readonly 'pod-on-time': {
    /** Which proof counts, each with its own limit. */
    readonly form: 'image' | 'original';
    readonly limits: { readonly image: Limit; readonly original: Limit };
    readonly acceptedAfterDays: number;
  };
  readonly 'complaint-rate': {
    readonly count: 'valid' | 'all';
    readonly silenceDays: number;
  };
  readonly 'order-completion': {
    readonly completeBy: 'month-end' | 'promise';
    readonly graceDays: number;
  };
  readonly 'inventory-accuracy': {
    /** Which count decides where positions were counted again. */
    readonly count: 'first' | 'final';
  };
  readonly 'receiving-on-time': { readonly limit: Limit };
  readonly 'storage-damage': {
    readonly base: 'throughput' | 'unit-days';
    /** Agreed shrink in thousandths of the base: not held against the provider when the target is compared. */
    readonly allowancePerMille: number;
  };
  readonly satisfaction: {
    /** Which question of an answer counts; `null`: the first CSAT question. */
    readonly question: string | null;
    /** Answers on another scale are not measured. */
    readonly scale: 5 | 7 | 10;
  };
}

/** The milestones for which a contract may name the source that decides. */
export type Milestone = 'placed' | 'dispatched' | 'handed-over' | 'arrived' | 'delivered';

/** What a KPI shall reach, and by which side of the figure. */
export interface Target {
  readonly target: RatioText;
  /** The worst value still bearable, never better than the target. */
  readonly floor?: RatioText | undefined;
  /** Share of the KPI in a weighted score of the contract, in any whole unit. */
  readonly weight?: number | undefined;
  /** @default that of the contract */
  readonly minVolume?: number | undefined;
  /** @default that of the contract */
  readonly decides?: 'gross' | 'net' | undefined;
}

/** Orders that the contract takes out of KPIs from the outset; the days are those on which the verdict counts. */
export interface Exclusion {
  /** What the reader is told: `strike at the port of Santos`. */
  readonly name: string;
  /** @default every KPI */
  readonly kpis?: readonly KpiId[] | undefined;
  readonly when: Condition;
  readonly from?: DateText | undefined;
  readonly to?: DateText | undefined;
}

/** Time limits of excuses in continuous days, and what silence of the side that decides means. */
export interface ExcuseTerms {
  /** After the day on which the miss counts. */
  readonly proposeWithinDays: number;
  /** After the proposal. */
  readonly decideWithinDays: number;
  readonly silence: 'rejects' | 'accepts';
}

/** One version of a client's terms: plain JSON, never edited once it is active. */
export interface Contract {
  readonly version: number;
  /** The first day of orders placed under this version; `null` = since ever, for the version that comes with the client. */
  readonly effectiveFrom: DateText | null;
  readonly timeZone: string;
  /** ISO 4217; KPIs by value and credits are in it. `null`: neither is measured. */
  readonly currency: string | null;
  readonly calendar: Calendar;
  readonly deadlines: DeadlineTerms;
  readonly exclusions: readonly Exclusion[];
  /** Damage, shortage and complaints reported later than this many days after delivery do not count. */
  readonly findingWindowDays: number;
  /** A new `order.placed` this many days after the order was closed is another order under a used number. */
  readonly orderNumberReuseDays: number;
  /** Below this denominator attainment reads `too-few`. */
  readonly minVolume: number;
  readonly decides: 'gross' | 'net';
  /** Per milestone the source whose facts decide; a milestone not named here goes by time. */
  readonly sources: Readonly<Partial<Record<Milestone, string>>>;
  readonly kpis: KpiOptions;
  readonly targets: Readonly<Partial<Record<KpiId, Target>>>;
  readonly excuses: ExcuseTerms;
  readonly credits: CreditTerms | null;
  /** Days of notice for changing or ending the contract. */
  readonly notice: { readonly changeDays: number; readonly endDays: number };
}
