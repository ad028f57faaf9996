import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import { eventsIn } from './ledger-bench.ts';

const WARM_UP_MS = 800;
const RUNS = 7;

// Read by nobody, so that nothing that is measured can be left out.
let sink = 0;

// Time this thread had a core for, in milliseconds: what else runs on the machine does not count.
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** Entries a second of core time: the median of several runs after a warm-up. `work` answers some number of each. */
export function perSecond<T>(entries: readonly T[], work: (entry: T) => number): number {
  const run = (): number => {
    const start = cpuMs();
    for (const entry of entries) sink += work(entry);
    return cpuMs() - start;
  };
  for (let spent = 0; spent < WARM_UP_MS;) spent += run();
  const times = Array.from({ length: RUNS }, run).sort((a, b) => a - b);
  if (Number.isNaN(sink)) throw new Error('what is measured has to answer a number');
  return entries.length / ((times[Math.floor(RUNS / 2)] ?? Infinity) / 1000);
}

/** The same for orders, counted by their facts. */
export const eventsPerSecond = (orders: readonly OrderFacts[], work: (order: OrderFacts) => number): number =>
  (perSecond(orders, work) * eventsIn(orders)) / orders.length;
