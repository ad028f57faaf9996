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
    readonly limitHours: number;
    readonly form: 'image' | 'original';
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
}

/** The milestones for which a contract may name the source that decides. */
export type Milestone = 'placed' | 'dispatched' | 'handed-over' | 'arrived' | 'delivered';

/** One version of a client's terms. Version 1 comes with the client; later versions will start on a day. */
export interface Contract {
  readonly version: number;
  readonly timeZone: string;
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
}
