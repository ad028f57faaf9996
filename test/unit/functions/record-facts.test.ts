import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/queue/record-facts/handler.ts';
import type { OrderFacts } from '../../../shared/domain/ledger/decide.ts';
import { packMessages } from '../../../shared/messaging/fact-message.ts';
import type { Documents } from '../../../shared/store/documents.ts';
import { createQuarantineRepository } from '../../../shared/store/quarantine-repository.ts';
import { at, clientId, delivered, fact, NOW, placed } from '../../support/builders.ts';
import { aLedger, order, type TestLedger } from '../../support/ledger.ts';
import { aWorkersDesk, sqsEvent, TIME_ENOUGH } from '../../support/queue.ts';
import { withFaults } from '../../support/memory-documents/index.ts';

let ledger: TestLedger;
let desk: ReturnType<typeof aWorkersDesk>;
beforeEach(async () => {
  ledger = await aLedger();
  desk = aWorkersDesk();
});

/** The body that the API queues for the facts of one order. */
const bodyOf = ({ kind, orderNo, facts }: OrderFacts, client = ledger.client.clientId): string => {
  const events = facts.map((one) => ({ kind, orderNo, fact: one }));
  return packMessages([{ clientId: client, bucket: ledger.bucketOf(orderNo), events }])[0]!.body;
};

const quarantineOf = (documents: Documents) => createQuarantineRepository(documents, 'crm');

const handle = (bodies: readonly string[], documents: Documents = ledger.documents) =>
  createHandler({ ...desk.deps, recording: ledger.worker(documents), quarantine: quarantineOf(documents) })(
    sqsEvent(bodies),
    TIME_ENOUGH,
  );

const stored = () => ledger.documents.all('ledger').map(({ sk }) => sk);

describe('facts from the queue', () => {
  it('are recorded, and counted', async () => {
    const answer = await handle([bodyOf(order('SO-1', [placed(), delivered('2026-03-09 10:00')]))]);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(stored()).toEqual(['O#delivery#SO-1']);
    expect(desk.counts).toMatchObject({ EventsRecorded: 2, EventsRepeated: 0, EventsQuarantined: 0 });
  });

  it('that come again change nothing, and count as repeats', async () => {
    const bodies = [bodyOf(order('SO-1', [placed()]))];
    await handle(bodies);
    const before = [ledger.documents.all('ledger'), ledger.documents.all('tallies')];
    expect(await handle(bodies)).toEqual({ batchItemFailures: [] });
    expect([ledger.documents.all('ledger'), ledger.documents.all('tallies')]).toEqual(before);
    expect(desk.counts).toMatchObject({ EventsRecorded: 1, EventsRepeated: 1 });
  });

  it('that cannot be recorded stand aside, and are counted so; the others are recorded', async () => {
    const future = fact('order.delivered', NOW + 3_600_000);
    await handle([bodyOf(order('SO-1', [placed(), future]))]);
    expect(desk.counts).toMatchObject({ EventsRecorded: 1, EventsQuarantined: 1 });
    expect(ledger.documents.all('crm').filter(({ pk }) => pk === 'quarantine#acme')).toHaveLength(1);
  });

  it('of one order in several messages of a batch are written once', async () => {
    const facts = [placed(), fact('order.dispatched', at('2026-03-05 10:00')), delivered('2026-03-09 10:00')];
    await handle(facts.map((one) => bodyOf(order('SO-1', [one]))));
    expect(ledger.documents.all('ledger')[0]?.['n']).toBe(1);
    expect(desk.counts).toMatchObject({ EventsRecorded: 3 });
  });

  it('fail with their bucket when the store gives no answer, and the other buckets are done', async () => {
    const [a, b] = ['SO-1', 'SO-2', 'SO-3', 'SO-4', 'SO-5'].filter(
      (one, i, all) => i === 0 || ledger.bucketOf(one) !== ledger.bucketOf(all[0]!),
    ) as [string, string];
    const failing = {
      ...ledger.worker(),
      ledger: {
        ...ledger.worker().ledger,
        commit: (...input: Parameters<ReturnType<TestLedger['worker']>['ledger']['commit']>) =>
          input[0].bucket === ledger.bucketOf(a)
            ? Promise.resolve(input[1].map(() => 'again' as const))
            : ledger.worker().ledger.commit(...input),
      },
    };
    const handler = createHandler({
      ...desk.deps,
      recording: failing,
      quarantine: quarantineOf(ledger.documents),
    });
    const answer = await handler(
      sqsEvent([bodyOf(order(a, [placed()])), bodyOf(order(b, [placed()]))]),
      TIME_ENOUGH,
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(stored()).toEqual([`O#delivery#${b}`]);
    expect(desk.retried).toEqual(['message-0']);
  });

  it('of a client that is gone stay in the queue', async () => {
    const answer = await handle([bodyOf(order('SO-1', [placed()]), clientId('gone'))]);
    expect(answer.batchItemFailures).toHaveLength(1);
  });

  it('survive an answer that got lost: nothing is counted twice', async () => {
    const body = bodyOf(order('SO-1', [placed(), delivered('2026-03-09 10:00')]));
    for (let operation = 1; operation <= 6; operation++) {
      ledger = await aLedger();
      const faulty = withFaults(ledger.documents, { faults: new Map([[operation, 'lost-answer']]) });
      await handle([body], faulty);
      await handle([body]);
      const met = ledger.documents.all('tallies').map((row) => row['bm'] ?? 0);
      expect(met.reduce((sum: number, one) => sum + Number(one), 0)).toBe(1);
    }
  });
});
