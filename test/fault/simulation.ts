import type { RecordFactsDeps } from '../../shared/app/record-facts.ts';
import { rejudgeOrders } from '../../shared/app/rejudge-orders.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import { contractFor, newestVersion, type ContractHistory } from '../../shared/domain/contract/in-force.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import { fold } from '../../shared/domain/ledger/fold.ts';
import { evaluate, JUDGES, type Judges } from '../../shared/domain/kpi/evaluate.ts';
import type { OrderLedger } from '../../shared/ports/order-ledger.ts';
import type { RejudgeRequest } from '../../shared/ports/rejudge-queue.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import { createContractRepository } from '../../shared/store/contract-repository.ts';
import type { Documents, Item, Key } from '../../shared/store/documents.ts';
import { readOrder } from '../../shared/store/order-codec.ts';
import { createQuarantineRepository } from '../../shared/store/quarantine-repository.ts';
import { textOf } from '../../shared/store/read-item.ts';
import { createRejudgeProgress } from '../../shared/store/rejudge-progress-repository.ts';
import { CRM, LEDGER, TALLIES } from '../../shared/store/tables.ts';
import { aClient, CLIENT, CONTRACT, contractWith, HISTORY, REGISTRIES } from '../support/builders.ts';
import {
  createMemoryDocuments,
  withFaults,
  type Fault,
  type MemoryDocuments,
  type Turn,
} from '../support/memory-documents/index.ts';
import { hanging, Processes, SimulatedClock, timed, type Process } from './processes.ts';
import { START, type Random, type Schedule } from './schedule.ts';
import { recordMessage, TABLES, type Variant } from './variants.ts';

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

/** As in infra/stacks/queues.ts. */
const LIMIT_MS = { record: 60_000, rejudge: 120_000 } as const;

/** The version that is activated: every revision counts, parts count, a proof has two days. Same facts, other verdicts. */
const NEXT_TERMS = contractWith({
  kpis: {
    'on-time-delivery': { promise: 'latest', deliveredAt: 'first-part' },
    'order-completion': { completeBy: 'promise' },
    'pod-on-time': { limits: { image: { hours: 48 }, original: { hours: 48 } } },
  },
});

/** The judges a deployment brings: what comes early is a miss, two days of grace. */
const others = new WeakMap<Contract, Contract>();
function judgedOtherwise(contract: Contract): Contract {
  let found = others.get(contract);
  if (!found) {
    const { kpis } = contract;
    const delivery = {
      ...kpis['on-time-delivery'],
      early: 'miss',
      lateToleranceMinutes: 2 * 24 * 60,
    } as const;
    found = { ...contract, kpis: { ...kpis, 'on-time-delivery': delivery } };
    others.set(contract, found);
  }
  return found;
}
const NEXT_JUDGES: Judges = {
  version: JUDGES.version + 1,
  evaluate: (kind, facts, { timeZone, contracts }, registries) => ({
    ...evaluate(kind, facts, { timeZone, contracts: contracts.map(judgedOtherwise) }, registries),
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

/** As if the guard of `decide` were not there: a process never learns that an order was judged by newer terms. */
const hidingNewer = (ledger: OrderLedger, known: () => number): OrderLedger => ({
  ...ledger,
  load: async (partition, refs) =>
    (await ledger.load(partition, refs)).map((order) => {
      const contractVersion = Math.min(order.evaluation.contractVersion, known());
      return { ...order, evaluation: { ...order.evaluation, contractVersion } };
    }),
});

/** One run of a schedule: the store, the time, its processes, which judges are deployed and which terms in force. */
export class Simulation {
  readonly store: MemoryDocuments = createMemoryDocuments({
    [TABLES.ledger]: LEDGER,
    [TABLES.tallies]: TALLIES,
    [TABLES.crm]: CRM,
  });
  /** Successful writes of each order, by key. */
  readonly writes = new Map<string, number>();
  /** Orders that were judged by an older contract version after a newer one. */
  readonly wentBack: string[] = [];
  readonly clock: SimulatedClock;
  delivered = 0;
  activatedAt: number | undefined;
  history: ContractHistory = HISTORY;
  readonly #schedule: Schedule;
  readonly #random: Random;
  readonly #variant: Variant;
  readonly #processes: Processes;
  readonly #documents: Documents;

  constructor(schedule: Schedule, random: Random, variant: Variant) {
    this.#schedule = schedule;
    this.#random = random;
    this.#variant = variant;
    this.clock = new SimulatedClock(START, random);
    this.#processes = new Processes(this.clock, random);
    this.#documents = this.#counting();
  }

  get judges(): Judges {
    const { deployAfter } = this.#schedule;
    return deployAfter !== undefined && this.delivered > deployAfter ? NEXT_JUDGES : JUDGES;
  }

  async start(): Promise<void> {
    const client = aClient({ buckets: 1 });
    const clients = createClientRepository(this.store, TABLES.crm);
    await clients.create(client, CONTRACT, 'admin-1');
    if (this.#schedule.activation?.olderPassAfter !== undefined)
      await clients.startRejudging(CLIENT, [PARTITION.bucket], 'older');
  }

  /** A version is activated, and its pass marked, at once and undisturbed: the store does both in one transaction. */
  async activate(effectiveFrom: string, pass: string): Promise<void> {
    const contracts = createContractRepository(this.store, TABLES.crm);
    const contract = { ...NEXT_TERMS, version: 2, effectiveFrom };
    const draft = { contract, edit: 'edit-1', editedBy: 'admin-1', editedAt: this.clock.now() };
    const { client } = (await contracts.versions(CLIENT))!;
    await contracts.saveDraft(client, draft, undefined);
    this.activatedAt = this.clock.now();
    await contracts.activate(
      client,
      { ...draft, activatedBy: 'admin-2', activatedAt: this.activatedAt },
      pass,
    );
    this.history = { ...this.history, contracts: [...this.history.contracts, contract] };
  }

  /** Hands a message of facts to processes until one acknowledges it; the first few may meet faults. */
  deliver(message: readonly OrderFacts[], turn: Turn | undefined): Promise<void> {
    return this.#untilDone(LIMIT_MS.record, turn, (deps) =>
      recordMessage(this.#variant, deps, PARTITION, message),
    );
  }

  /** Hands the messages of a re-judging pass to processes, one after the other. */
  async rejudge(pass: string, turn: Turn): Promise<void> {
    const queued: RejudgeRequest[] = [{ ...PARTITION, pass }];
    for (let request = queued.shift(); request; request = queued.shift()) {
      const { after } = request;
      const send = (requests: readonly RejudgeRequest[]): Promise<void> => {
        queued.push(...requests);
        return Promise.resolve();
      };
      await this.#untilDone(LIMIT_MS.rejudge, turn, async (deps, documents) => {
        const progress = createRejudgeProgress(documents, TABLES.crm);
        await rejudgeOrders(
          { ...deps, directory: deps.directory, progress, queue: { send } },
          { ...PARTITION, pass, after },
        );
        return true;
      });
    }
  }

  async #untilDone(
    limitMs: number,
    turn: Turn | undefined,
    work: (deps: WorkerDeps, documents: Documents) => Promise<boolean>,
  ): Promise<void> {
    for (let delivery = 0; delivery < MAX_DELIVERIES; delivery++) {
      this.delivered++;
      const rate = delivery < FAULTY_DELIVERIES ? this.#schedule.faultRate : 0;
      const faults = strewFaults(this.#random, rate);
      const endsAt = this.clock.now() + limitMs;
      const faulty = withFaults(timed(this.#documents, this.clock, endsAt), { faults, turn });
      const documents = turn ? hanging(faulty, this.clock, turn) : faulty;
      const taken = this.#processes.take();
      taken.use(documents);
      try {
        const isDone = await work(this.#worker(taken, documents), documents);
        this.#processes.giveBack(taken);
        if (isDone) return;
      } catch {
        // The process died or gave up: the message comes again. One that gave up stays, with the terms it knows.
        if (!faulty.isDead && this.clock.now() <= endsAt) this.#processes.giveBack(taken);
      }
    }
    throw new Error(`not acknowledged after ${String(MAX_DELIVERIES)} deliveries`);
  }

  #worker({ directory }: Process, documents: Documents): WorkerDeps {
    const { judges, history } = this;
    const { limits } = this.#schedule;
    let known = Infinity;
    const ledger = this.#variant.createLedger({ documents, limits, judges, history });
    return {
      ledger: this.#variant.isUnguarded === true ? hidingNewer(ledger, () => known) : ledger,
      clients: {
        ...directory,
        terms: async (id) => {
          const terms = await directory.terms(id);
          if (terms) known = newestVersion({ timeZone: '', contracts: terms.contracts });
          return terms;
        },
      },
      directory,
      registries: { all: () => Promise.resolve(REGISTRIES) },
      quarantine: createQuarantineRepository(documents, TABLES.crm),
      clock: this.clock,
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
      transact: async (actions) => {
        const before = this.activatedAt === undefined ? [] : store.all(TABLES.ledger);
        const result = await store.transact(actions);
        if (!result.done) return result;
        for (const action of actions)
          if (action.type === 'put' && action.table === TABLES.ledger) {
            const { sk } = action.item;
            writes.set(sk, (writes.get(sk) ?? 0) + 1);
            this.#compare(
              before.find((item) => item.sk === sk),
              action.item,
            );
          }
        return result;
      },
    };
  }

  /** Notes an order that was under the newer version, still belongs there, and was put under the older one. */
  #compare(before: Item | undefined, after: Item & Key): void {
    if (!before || versionOf(before) <= versionOf(after)) return;
    const { kind, facts } = readOrder(after);
    if (contractFor(this.history, kind, fold(facts)).version > versionOf(after)) this.wentBack.push(after.sk);
  }
}

const versionOf = (item: Item): number => Number(textOf(item, 'j').split('.')[1]);

type WorkerDeps = RecordFactsDeps & { readonly directory: Process['directory'] };
