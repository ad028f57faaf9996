import { describe, expect, test } from 'vitest';
import { createDeliveryNotes } from '../../../shared/app/note-deliveries.ts';
import { DAY_MS, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import type { ClientId } from '../../../shared/domain/ids.ts';
import type { OrderChange } from '../../../shared/domain/ledger/decide.ts';
import type { ReportedFact } from '../../../shared/domain/ledger/fact.ts';
import { evaluate } from '../../../shared/domain/kpi/evaluate.ts';
import type { Programme } from '../../../shared/domain/survey/programme.ts';
import type { DueDelivery } from '../../../shared/ports/waves.ts';
import { StoreUnavailable } from '../../../shared/store/documents.ts';
import {
  CLIENT,
  clientId,
  delivered,
  fact,
  HISTORY,
  NOW,
  ORDER,
  placed,
  recorded,
  REGISTRIES,
} from '../../support/builders.ts';
import { aProgramme } from '../../support/programmes.ts';

const ASKING = aProgramme({ kind: 'transactional', clients: 'every' });
const YESTERDAY = NOW - DAY_MS;

const deliveredAt = (when: EpochMs): ReportedFact => fact('order.delivered', when);

/** An order that was known by some facts and now has others as well. */
function change(known: readonly ReportedFact[], added: readonly ReportedFact[]): OrderChange {
  const of = (facts: readonly ReportedFact[], version: number) => ({
    kind: 'delivery' as const,
    orderNo: ORDER,
    version,
    facts: facts.map((one) => recorded(one)),
    evaluation: evaluate('delivery', facts, HISTORY, REGISTRIES),
  });
  return { before: known.length > 0 ? of(known, 1) : undefined, after: of([...known, ...added], 2) };
}

async function noted(
  changes: readonly OrderChange[],
  programmes: readonly Programme[] = [ASKING],
  client: ClientId = CLIENT,
) {
  const notes: (readonly DueDelivery[])[] = [];
  let reads = 0;
  const note = createDeliveryNotes({
    programmes: {
      all: () => {
        reads++;
        return Promise.resolve(programmes);
      },
    },
    dueDeliveries: { note: (deliveries) => Promise.resolve(void notes.push(deliveries)) },
  });
  await note(client, changes, NOW);
  return { notes, reads };
}

describe('a delivery', () => {
  test('is noted with its order, its time and the time of noting, all of a message at once', async () => {
    const changes = [change([placed()], [deliveredAt(YESTERDAY)]), change([], [placed()])];
    expect((await noted(changes)).notes).toEqual([
      [{ clientId: CLIENT, orderNo: ORDER, deliveredAt: YESTERDAY, notedAt: NOW }],
    ]);
  });

  test('of several parts is noted once, by the last of the new ones', async () => {
    const parts = [deliveredAt(NOW - 1000), deliveredAt(YESTERDAY)];
    const [deliveries] = (await noted([change([placed()], parts)])).notes;
    expect(deliveries?.map((one) => one.deliveredAt)).toEqual([NOW - 1000]);
  });

  test.each([
    ['14 days ago is noted', NOW - 14 * DAY_MS, 1],
    ['longer ago is not', NOW - 14 * DAY_MS - 1, 0],
    ['a few minutes ahead is noted', NOW + 60_000, 1],
  ])('%s', async (_, when, count) => {
    expect((await noted([change([placed()], [deliveredAt(when)])])).notes).toHaveLength(count);
  });

  test('that was known before is not noted again by what comes after it', async () => {
    const pod = fact('order.pod-received', NOW);
    expect((await noted([change([deliveredAt(YESTERDAY)], [pod])])).notes).toEqual([]);
  });
});

describe('nothing is noted', () => {
  const delivery = [change([placed()], [deliveredAt(YESTERDAY)])];

  test.each([
    ['no programme', []],
    ['a programme that is paused', [{ ...ASKING, state: 'paused' as const }]],
    ['a programme that has ended', [{ ...ASKING, state: 'ended' as const }]],
    ['a programme that asks by the calendar', [{ ...ASKING, kind: 'relationship' as const }]],
    ['a programme for others', [{ ...ASKING, clients: [clientId('globex')] }]],
  ])('with %s', async (_, programmes) => {
    expect((await noted(delivery, programmes)).notes).toEqual([]);
  });

  test('of orders judged again: without new facts not even the programmes are read', async () => {
    expect(await noted([change([placed(), deliveredAt(YESTERDAY)], [])])).toEqual({ notes: [], reads: 0 });
    expect((await noted([change([], [placed(), delivered('2026-03-09 10:00')])])).reads).toBe(0);
  });

  test('but one programme of several that asks is enough', async () => {
    const others = [
      { ...ASKING, clients: [clientId('globex')] },
      { ...ASKING, clients: [CLIENT] },
    ];
    expect((await noted(delivery, others)).notes).toHaveLength(1);
  });
});

test.each(['programmes', 'notes'])('a store that does not answer for %s is never swallowed', async (part) => {
  const down = () => Promise.reject(new StoreUnavailable('down'));
  const note = createDeliveryNotes({
    programmes: { all: part === 'programmes' ? down : () => Promise.resolve([ASKING]) },
    dueDeliveries: { note: down },
  });
  await expect(note(CLIENT, [change([], [deliveredAt(YESTERDAY)])], NOW)).rejects.toThrow('down');
});
