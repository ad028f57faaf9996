import { JUDGES } from '../../shared/domain/kpi/evaluate.ts';
import type { Evaluation, OrderRecord, OrderRef } from '../../shared/domain/ledger/order-record.ts';
import { referencesOf } from '../../shared/domain/ledger/fold.ts';
import { sameContent } from '../../shared/domain/ledger/fact-content.ts';
import type { ReportedFact } from '../../shared/domain/ledger/fact.ts';
import type { Item, Key } from '../../shared/store/documents.ts';
import { crmKeys, lookupSk, orderSk, packDimensions, tallySk } from '../../shared/store/keys.ts';
import { readOrder } from '../../shared/store/order-codec.ts';
import { CLIENT, REGISTRIES } from '../support/builders.ts';
import type { MemoryDocuments } from '../support/memory-documents/index.ts';
import { START, type Schedule, type SentOrder } from './schedule.ts';
import type { Simulation } from './simulation.ts';
import { TABLES } from './variants.ts';

const BUCKET = 0;

/**
 * `tally`, `lost`, `double`: a number is or may come out wrong. `stale`: an order stands under another contract version
 * than the one in force for it. `other`: bookkeeping around it.
 */
export interface Problem {
  readonly kind: 'tally' | 'lost' | 'double' | 'stale' | 'other';
  readonly text: string;
}

export const other = (text: string): Problem => ({ kind: 'other', text });

interface Found {
  readonly orders: ReadonlyMap<string, OrderRecord>;
  readonly lookups: ReadonlySet<string>;
  readonly quarantined: ReadonlySet<string>;
  readonly spreadDays: number;
}

/** Names one content of a fact. */
const contentKey = ({ kind, orderNo }: OrderRef, fact: ReportedFact): string =>
  `${kind}/${orderNo}/${fact.source}/${fact.id}/${String(fact.occurredAt)}`;

function contentOf(entry: Item): string {
  const { kind, orderNo, fact } = entry as unknown as OrderRef & { readonly fact: string };
  return contentKey({ kind, orderNo }, JSON.parse(fact) as ReportedFact);
}

function readStore(store: MemoryDocuments): Found {
  const orders = new Map<string, OrderRecord>();
  const lookups = new Set<string>();
  for (const item of store.all(TABLES.ledger))
    if (item.sk.startsWith('O#')) orders.set(item.sk, readOrder(item));
    else lookups.add(item.sk);
  const aside = crmKeys.quarantined(CLIENT, '').pk;
  const crm = store.all(TABLES.crm);
  return {
    orders,
    lookups,
    quarantined: new Set(crm.filter(({ pk }) => pk === aside).map(contentOf)),
    spreadDays: Number(crm.find(({ sk }) => sk === 'profile')?.['spreadDays']),
  };
}

/**
 * Compares what is stored after a run with everything sent, folded fresh under the terms and judges it ended with. The
 * version of an order must be the number of its writes.
 *
 * @returns one line for each thing that is wrong.
 */
export function checkStore(
  schedule: Schedule,
  { store, judges, history, writes, wentBack }: Simulation,
): readonly Problem[] {
  // Beside one write a fact: the deployment and the activation may each make another.
  const changes = judges.version - JUDGES.version + history.contracts.length - 1;
  const found = readStore(store);
  const problems = wentBack.map((sk): Problem => ({
    kind: 'stale',
    text: `${sk} judged by older terms again`,
  }));
  const expected = new Map<string, number>();
  for (const sent of schedule.orders) {
    const sk = orderSk(sent);
    const order = found.orders.get(sk);
    checkFacts(sent, order?.facts ?? [], found.quarantined, problems);
    if (!order) continue;
    const fresh = judges.evaluate(order.kind, order.facts, history, REGISTRIES);
    const { contractVersion } = order.evaluation;
    if (contractVersion !== fresh.contractVersion)
      problems.push({ kind: 'stale', text: `${sk} under version ${String(contractVersion)}` });
    if (JSON.stringify(fresh) !== JSON.stringify(order.evaluation))
      problems.push(other(`evaluation of ${sk}`));
    if (order.version !== (writes.get(sk) ?? 0)) problems.push(other(`version of ${sk}`));
    if (order.version > order.facts.length + changes) problems.push(other(`idle writes of ${sk}`));
    checkReach(fresh, found.spreadDays, sk, problems);
    for (const reference of referencesOf(order.facts))
      if (!found.lookups.has(lookupSk(reference, order)))
        problems.push(other(`lookup ${reference} of ${sk}`));
    addUp(expected, fresh);
  }
  if (found.orders.size > schedule.orders.length) problems.push(other('an order nobody sent'));
  problems.push(...differences(expected, store.all(TABLES.tallies)));
  return problems;
}

/** Every fact is in the ledger exactly once or in quarantine; only what deserves it stands aside. */
function checkFacts(
  sent: SentOrder,
  stored: readonly ReportedFact[],
  quarantined: ReadonlySet<string>,
  problems: Problem[],
): void {
  const name = orderSk(sent);
  const identities = new Set(stored.map(({ source, id }) => `${source} ${id}`));
  if (identities.size < stored.length) problems.push({ kind: 'double', text: `double fact in ${name}` });
  for (const fact of sent.facts) {
    const isRecorded = stored.some(
      (one) => one.id === fact.id && one.source === fact.source && sameContent(one, fact),
    );
    const isAside = quarantined.has(contentKey(sent, fact));
    const isFuture = fact.occurredAt > START + 3_600_000;
    if (!isRecorded && !isAside)
      problems.push({ kind: 'lost', text: `lost ${fact.type} ${fact.id} of ${name}` });
    if (isFuture && isRecorded) problems.push(other(`recorded before it happened: ${fact.id} of ${name}`));
    if (isAside && !isFuture && !mayStandAside(sent, fact))
      problems.push(other(`stands aside without reason: ${fact.type} ${fact.id} of ${name}`));
  }
  const known = new Set(sent.facts.map(({ source, id }) => `${source} ${id}`));
  for (const identity of identities)
    if (!known.has(identity)) problems.push(other(`fact nobody sent in ${name}`));
}

const mayStandAside = (sent: SentOrder, fact: ReportedFact): boolean =>
  fact.type === 'order.placed' ||
  sent.facts.filter(({ id, source }) => id === fact.id && source === fact.source).length > 1;

function checkReach(fresh: Evaluation, spreadDays: number, name: string, problems: Problem[]): void {
  for (const { day } of [...fresh.contributions, ...fresh.open])
    if (Math.abs(day - fresh.indexDay) > spreadDays) problems.push(other(`spread too narrow for ${name}`));
}

function addUp(into: Map<string, number>, { contributions, dimensions }: Evaluation): void {
  for (const { day, counter, amount } of contributions) {
    const cell = `${tallySk(day, BUCKET, packDimensions(dimensions))} ${counter}`;
    into.set(cell, (into.get(cell) ?? 0) + amount);
  }
}

function differences(expected: Map<string, number>, rows: readonly (Item & Key)[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      if (name === 'pk' || name === 'sk') continue;
      const cell = `${row.sk} ${name}`;
      const should = expected.get(cell) ?? 0;
      expected.delete(cell);
      if (value !== should)
        problems.push({
          kind: 'tally',
          text: `tally ${cell} is ${JSON.stringify(value)}, should be ${String(should)}`,
        });
    }
  for (const [cell, should] of expected)
    problems.push({ kind: 'tally', text: `tally ${cell} is missing, should be ${String(should)}` });
  return problems;
}
