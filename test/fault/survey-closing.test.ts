import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../shared/domain/calendar/time.ts';
import type { ClientId } from '../../shared/domain/ids.ts';
import { anonymousAnswer, answerMonthOf } from '../../shared/domain/survey/answer.ts';
import { slotOf } from '../../shared/domain/survey/wave.ts';
import { outboxAction } from '../../shared/store/fact-outbox.ts';
import { itemOf } from '../../shared/store/item-of.ts';
import { crmKeys } from '../../shared/store/keys.ts';
import { clientId, fact, orderNo } from '../support/builders.ts';
import { anInvitation } from '../support/contacts.ts';
import { SLOT } from '../support/survey-desk.ts';
import { Io, IO_FAULTS, type IoFault, type Point } from './survey-io.ts';
import { PRODUCT, SurveyWorld, WAVE } from './survey-world.ts';

const ACME = clientId('acme');
const GLOBEX = clientId('globex');
const ENOUGH = 120;
const TOO_FEW = 4;

const answerIds = (client: ClientId, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${client}-secret-${String(n)}`);

/** An anonymous wave at its end: enough answers of one client, too few of the other, somebody never sent to, facts left over. */
async function anEndedWave(): Promise<SurveyWorld> {
  const world = new SurveyWorld(PRODUCT);
  await world.setUp({ anonymous: true, smallestGroup: TOO_FEW + 1, mostPerDay: 1 });
  const { documents, time } = world;
  const quiet = { fault: () => undefined, onMail: world.onMail, onMark: world.onMark };
  await world.handle({ kind: 'slot' }, new Io(quiet));
  for (const message of world.waiting.splice(0)) await world.handle(message, new Io(quiet));
  world.waiting.length = 0;
  for (const [client, count] of [
    [ACME, ENOUGH],
    [GLOBEX, TOO_FEW],
  ] as const)
    for (const [n, id] of answerIds(client, count).entries()) {
      const answer = anonymousAnswer({ ...anInvitation(), ...WAVE, clientId: client }, id, {
        complete: true,
        answeredAt: null,
        outcome: null,
        carrierId: null,
        language: 'en',
        versionNumber: 1,
        values: { recommend: n % 11 },
      });
      const key = crmKeys.answer(WAVE.programmeId, answerMonthOf(WAVE), client, id);
      await documents.put('crm', { ...itemOf(answer), ...key });
    }
  const left = fact('order.damage-reported', SLOT, {}, { id: 'left', source: 'tallyman://cases' });
  const orders = [{ kind: 'delivery' as const, orderNo: orderNo('SO-1'), facts: [left] }];
  await documents.transact([outboxAction('crm', { outboxId: 'case.1', clientId: ACME, at: SLOT, orders })]);
  time.now = slotOf(WAVE.waveId) + 31 * DAY_MS;
  return world;
}

const expectedFacts = (): readonly string[] =>
  ['SO-1 left', ...answerIds(ACME, ENOUGH).map((id) => `${id} recommend`)].sort();

/** Runs the hourly round with one fault, then again until it succeeds. */
async function close(n: number | undefined, fault: IoFault | undefined) {
  const world = await anEndedWave();
  const points: Point[] = [];
  const plan = {
    fault: (point: Point) => (points.push(point) === n ? fault : undefined),
    onMail: world.onMail,
    onMark: world.onMark,
  };
  for (let rounds = 0; rounds < 3; rounds++) {
    const isDone = await world.handle({ kind: 'tend' }, new Io(plan)).then(
      () => true,
      () => false,
    );
    if (isDone) break;
  }
  // The ledger knows a fact by its order, source and id: what comes twice is recorded once.
  const events = world.facts.flatMap((group) => group.events);
  const recorded = new Set(events.map((event) => `${event.orderNo} ${event.fact.id}`));
  const ofOne = Map.groupBy(events, (event) => `${event.orderNo} ${event.fact.id}`);
  const differing = [...ofOne.values()].filter(
    (same) => new Set(same.map((event) => JSON.stringify(event))).size > 1,
  );
  const pending = world.documents.all('crm').filter(({ pk }) => pk === 'outbox');
  const states = (await world.invitations()).map(({ state }) => state);
  return {
    points,
    seen: {
      facts: [...recorded].sort(),
      differing: differing.length,
      pending: pending.length,
      wave: (await world.stores.waves.find(WAVE))?.state,
      open: (await world.stores.waves.open()).length,
      planned: states.filter((state) => state === 'planned').length,
      lapsed: states.filter((state) => state === 'lapsed').length > 0,
    },
  };
}

const CLOSED = {
  facts: expectedFacts(),
  differing: 0,
  pending: 0,
  wave: 'closed',
  open: 0,
  planned: 0,
  lapsed: true,
};

describe('the closing of an anonymous wave, and the sweep of the outbox', () => {
  test('killed or without an answer at every single point: no fact is lost, and those that come twice are the same', async () => {
    const { points, seen } = await close(undefined, undefined);
    expect(seen).toEqual(CLOSED);
    expect(new Set(points)).toEqual(new Set(['read', 'write', 'facts']));
    for (const [i, point] of points.entries())
      for (const fault of IO_FAULTS) {
        const where = `${fault} at point ${String(i + 1)} (${point})`;
        expect({ where, ...(await close(i + 1, fault)).seen }).toEqual({ where, ...CLOSED });
      }
    process.stdout.write(`${String(points.length)} points of the hourly round\n`);
  });
});
