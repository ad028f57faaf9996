import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MetricName } from './metric-names.ts';

/** Counts for alarms and the dashboard, written as one log line per call (CloudWatch embedded metric format). */
export interface Counting {
  count(name: MetricName, amount: number): void;
  /** A size in bytes. */
  bytes(name: MetricName, amount: number): void;
  /** Writes out what was counted; call it once at the end of each call. */
  flush(): void;
}

/** Namespace and service come from the Powertools environment variables. */
export function createCounting(): Counting {
  const metrics = new Metrics();
  return {
    count: (name, amount) => {
      if (amount > 0) metrics.addMetric(name, MetricUnit.Count, amount);
    },
    bytes: (name, amount) => {
      metrics.addMetric(name, MetricUnit.Bytes, amount);
    },
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
