import type { RecordFactsDeps } from '../../shared/app/record-facts.ts';
import { CRM, LEDGER, TALLIES } from '../../shared/store/tables.ts';
import { orderSk } from '../../shared/store/keys.ts';
import { createQuarantineRepository } from '../../shared/store/quarantine-repository.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import type { Documents } from '../../shared/store/documents.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import { evaluate, JUDGES, type Judges } from '../../shared/domain/kpi/evaluate.ts';
import { CLIENT, CONTRACT, HISTORY, REGISTRIES, ZONE, aClient, contractWith } from '../support/builders.ts';
import {
  createMemoryDocuments,
  runInTurns,
  seededRandom,
  withFaults,
  type Fault,
  type MemoryDocuments,
  type Turn,
} from '../support/memory-documents/index.ts';
import { checkStore, other, type Problem } from './check-store.ts';
import { START, makeSchedule, type Random, type Schedule, type SentOrder } from './schedule.ts';
import { TABLES, recordMessage, type Variant } from './variants.ts';

const PARTITION = { clientId: CLIENT, bucket: 0 } as const;

const FAULTS: readonly Fault[] = [
  'kill-before',
  'kill-after',
  'lost-answer',
  'unavailable',
  'throttled',
  'conflict',
];
/** Operations of one delivery among which faults are strewn; a delivery mostly has fewer. */
const FAULTY_OPERATIONS = 30;
const FAULTY_DELIVERIES = 3;
const MAX_DELIVERIES = 40;
/** Sending everything again costs a third of a schedule; one in four does. */
const SEND_AGAIN_EVERY = 4;

/** The judges a deployment brings: what comes early is a miss, two days of grace. Same facts, other verdicts. */
const OTHER_TERMS = contractWith({
  kpis: { 'on-time-delivery': { early: 'miss', lateToleranceMinutes: 2 * 24 * 60 } },
});
const NEXT_JUDGES: Judges = {
  version: JUDGES.version + 1,
  evaluate: (kind, facts, _history, registries) => ({
    ...evaluate(kind, facts, { timeZone: ZONE, contracts: [OTHER_TERMS] }, registries),
    judgeVersion: JUDGES.version + 1,
  }),
};

function strewFaults(random: Random, rate: number): ReadonlyMap<number, Fault> {
  const faults = new Map<number, Fault>();
  if (rate === 0) return faults;
  for (let operation = 1; operation <= FAULTY_OPERATIONS; operation++)
    if (random() < rate) faults.set(operation, FAULTS[Math.floor(random() * FAULTS.length)]!);
  return faults;
}

/** One run of a schedule: the store, the time, and which judges are deployed. */
class Run {
  readonly store: MemoryDocuments = createMemoryDocuments({
    [TABLES.ledger]: LEDGER,
    [TABLES.tallies]: TALLIES,
    [TABLES.crm]: CRM,
  });
  /** Successful writes of each order, by key. */
  readonly writes = new Map<string, number>();
  readonly #schedule: Schedule;
  readonly #random: Random;
  readonly #variant: Variant;
  readonly #documents: Documents;
  #now = START;
  #delivered = 0;

  constructor(schedule: Schedule, random: Random, variant: Variant) {
    this.#schedule = schedule;
    this.#random = random;
    this.#variant = variant;
    this.#documents = this.#counting();
  }

  get judges(): Judges {
    const { deployAfter } = this.#schedule;
    return deployAfter !== undefined && this.#delivered > deployAfter ? NEXT_JUDGES : JUDGES;
  }

  async start(): Promise<void> {
    await createClientRepository(this.store, TABLES.crm).create(aClient(), CONTRACT);
  }

  /** Hands a message to fresh processes until one acknowledges it; the first few may meet faults. */
  async deliver(message: readonly OrderFacts[], turn: Turn | undefined): Promise<void> {
    for (let delivery = 0; delivery < MAX_DELIVERIES; delivery++) {
      this.#delivered++;
      const rate = delivery < FAULTY_DELIVERIES ? this.#schedule.faultRate : 0;
      const documents = withFaults(this.#documents, { faults: strewFaults(this.#random, rate), turn });
      try {
        if (await recordMessage(this.#variant, this.#worker(documents), PARTITION, message)) return;
      } catch {
        // The process died or gave up: the message comes again.
      }
    }
    throw new Error(`not acknowledged after ${String(MAX_DELIVERIES)} deliveries`);
  }

  #worker(documents: Documents): RecordFactsDeps {
    const { limits } = this.#schedule;
    const judges = this.judges;
    const directory = createClientRepository(documents, TABLES.crm);
    return {
      ledger: this.#variant.createLedger({ documents, limits, judges, history: HISTORY }),
      clients: directory,
      directory,
      registries: { all: () => Promise.resolve(REGISTRIES) },
      quarantine: createQuarantineRepository(documents, TABLES.crm),
      clock: { now: () => (this.#now += Math.floor(this.#random() * 20_000)) },
      judges,
      pause: () => Promise.resolve(),
    };
  }

  #counting(): Documents {
    const { store, writes } = this;
    return {
      get: store.get.bind(store),
      batchGet: store.batchGet.bind(store),
      query: store.query.bind(store),
      put: store.put.bind(store),
      update: store.update.bind(store),
      delete: store.delete.bind(store),
      batchPut: store.batchPut.bind(store),
      async transact(actions) {
        const result = await store.transact(actions);
        if (result.done)
          for (const action of actions)
            if (action.type === 'put' && action.table === TABLES.ledger)
              writes.set(action.item.sk, (writes.get(action.item.sk) ?? 0) + 1);
        return result;
      },
    };
  }
}

/**
 * Runs one schedule from its seed.
 *
 * @returns what is wrong afterwards; nothing for a sound way of recording.
 */
export async function runSchedule(seed: number, variant: Variant): Promise<readonly Problem[]> {
  const random = seededRandom(seed);
  const schedule = makeSchedule(seed, random);
  const run = new Run(schedule, random, variant);
  await run.start();
  const ends = await runInTurns(
    random,
    schedule.deliveries.map((messages) => async (turn: Turn) => {
      for (const message of messages) await run.deliver(schedule.messages[message]!, turn);
    }),
  );
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [other(String(end.reason))] : []));
  if (failed.length > 0) return failed;
  if (schedule.deployAfter !== undefined) {
    const everyOrder = schedule.orders.map(({ kind, orderNo }) => ({ kind, orderNo, facts: [] }));
    await run.deliver(everyOrder, undefined);
  }
  const problems = checkStore(schedule, run.store, run.judges, run.writes);
  return seed % SEND_AGAIN_EVERY === 0 ? [...problems, ...(await sendAgain(schedule, run))] : problems;
}

/** Everything sent once more changes neither orders nor tallies. */
async function sendAgain(schedule: Schedule, run: Run): Promise<readonly Problem[]> {
  const before = new Map(run.writes);
  for (const message of schedule.messages) await run.deliver(message, undefined);
  return schedule.orders
    .filter((sent) => run.writes.get(orderSk(sent)) !== before.get(orderSk(sent)) && !usesNumberAgain(sent))
    .map((sent) => other(`a repeat wrote ${orderSk(sent)}`));
}

/** What was refused because the order was closed may be recorded once its closing is voided. */
const usesNumberAgain = ({ facts }: SentOrder): boolean =>
  facts.filter(({ type }) => type === 'order.placed').length > 1;
