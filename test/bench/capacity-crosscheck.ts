import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoDocuments, type ConsumedUnits } from '../../shared/store/dynamo-documents.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { LEDGER, TALLIES } from '../../shared/store/tables.ts';
import { createTable, localDynamoDb } from '../support/dynamo-tables.ts';
import { startDynoxide } from '../support/dynoxide.ts';
import { createMemoryDocuments, type MemoryDocuments } from '../support/memory-documents/index.ts';
import { FRACTIONS, capacityCases, type CapacityCase } from './capacity-cases.ts';

/** Units of one case; `indexes` is part of `total`, indexes without units left out. */
export interface CaseUnits {
  readonly total: number;
  readonly indexes: Readonly<Record<string, number>>;
}

export interface CapacityDifference {
  readonly kind: string;
  readonly name: string;
  readonly twin: CaseUnits;
  readonly dynoxide: CaseUnits;
  /** Which follows the documentation of AWS, and why; `undefined` = not looked up yet: a finding. */
  readonly documented: string | undefined;
}

export interface CrosscheckResult {
  readonly cases: number;
  readonly equal: number;
  readonly differences: readonly CapacityDifference[];
  readonly byKind: readonly { readonly kind: string; readonly cases: number; readonly equal: number }[];
}

/**
 * Where the two are known to differ, and which of them does as AWS documents (Developer Guide, "DynamoDB item sizes
 * and formats": a number takes about one byte per two significant digits, and one more).
 */
const KNOWN: Readonly<Record<string, string>> = {
  [FRACTIONS]: 'the twin; Dynoxide rounds the digits before and after the point up apart: one byte more',
};

const CASES_PER_KIND = 15;

/** Runs generated cases on Dynoxide, which reports the units of each request, and on the twin, and compares. */
export async function runCapacityCrosscheck(perKind = CASES_PER_KIND): Promise<CrosscheckResult> {
  const server = await startDynoxide();
  try {
    const client = localDynamoDb(server.endpoint);
    const tables = {
      ledger: await createTable(client, 'ledger', LEDGER),
      tallies: await createTable(client, 'tallies', TALLIES),
    };
    const twin = createMemoryDocuments({ [tables.ledger]: LEDGER, [tables.tallies]: TALLIES });
    const used: ConsumedUnits[] = [];
    const real = createDynamoDocuments({
      client: DynamoDBDocumentClient.from(client),
      random: Math.random,
      sleep: (milliseconds) => sleep(milliseconds),
      onCapacity: (consumed) => used.push(consumed),
    });
    const results: CapacityDifference[] = [];
    for (const one of capacityCases(tables, perKind))
      results.push({
        kind: one.kind,
        name: one.name,
        twin: await unitsOfTwin(twin, one),
        dynoxide: await unitsOfDynoxide(real, used, one),
        documented: KNOWN[one.kind],
      });
    return summary(results);
  } finally {
    await server.stop();
  }
}

async function prepare(documents: Documents, { before, tables }: CapacityCase): Promise<void> {
  for (const table of [tables.ledger, tables.tallies])
    await documents.batchPut(
      table,
      before.filter(([name]) => name === table).map(([, item]) => item),
    );
}

async function unitsOfTwin(twin: MemoryDocuments, one: CapacityCase): Promise<CaseUnits> {
  await prepare(twin, one);
  twin.capacity.reset();
  await one.run(twin);
  const { read, write, byTable } = twin.capacity;
  const indexes = Object.values(byTable).flatMap((table) => Object.entries(table.indexes));
  return {
    total: read + write,
    indexes: sum(indexes.map(([name, units]) => [name, units.read + units.write])),
  };
}

async function unitsOfDynoxide(
  real: Documents,
  used: ConsumedUnits[],
  one: CapacityCase,
): Promise<CaseUnits> {
  await prepare(real, one);
  used.length = 0;
  await one.run(real);
  if (one.allowed !== undefined) {
    if (used.length > 0) throw new Error(`${one.kind} tells units where DynamoDB tells none`);
    await one.allowed(real);
  }
  const total = used.reduce((units, { units: more }) => units + more, 0);
  const indexes = sum(used.flatMap((consumed) => Object.entries(consumed.indexes)));
  if (one.allowed === undefined) return { total, indexes };
  // What was not done wrote to no index.
  return { total: total - Object.values(indexes).reduce((units, more) => units + more, 0), indexes: {} };
}

function sum(entries: readonly (readonly [string, number])[]): Readonly<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const [name, units] of entries) if (units !== 0) totals[name] = (totals[name] ?? 0) + units;
  return totals;
}

const sorted = (units: CaseUnits): string =>
  JSON.stringify([units.total, Object.entries(units.indexes).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
const isEqual = ({ twin, dynoxide }: CapacityDifference): boolean => sorted(twin) === sorted(dynoxide);

function summary(results: readonly CapacityDifference[]): CrosscheckResult {
  const kinds = [...new Set(results.map(({ kind }) => kind))];
  return {
    cases: results.length,
    equal: results.filter(isEqual).length,
    differences: results.filter((result) => !isEqual(result)),
    byKind: kinds.map((kind) => {
      const own = results.filter((result) => result.kind === kind);
      return { kind, cases: own.length, equal: own.filter(isEqual).length };
    }),
  };
}

if (path.resolve(process.argv[1] ?? '') === import.meta.filename) {
  const { cases, equal, byKind, differences } = await runCapacityCrosscheck();
  console.table(byKind);
  console.log(`${String(equal)} of ${String(cases)} cases equal`);
  for (const { kind, name, twin, dynoxide, documented = 'not looked up' } of differences)
    console.log(
      `${kind} (${name}): twin ${sorted(twin)}, Dynoxide ${sorted(dynoxide)}; as documented: ${documented}`,
    );
}
