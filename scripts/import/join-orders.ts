import { clientIdSchema, orderNoSchema } from '../../shared/domain/ids.ts';
import type { Partitions } from './partitions.ts';
import type { Column, Plan } from './plan.ts';
import type { Problem, ReportProblem, TableRow } from './table.ts';

/** The rows of one order of one client: per file those that belong to it. */
export interface OrderRows {
  readonly client: string;
  readonly order: string;
  readonly rows: readonly (readonly TableRow[])[];
}

/**
 * Joins the partitions one after the other and groups their rows by client and order. The first file leads: its
 * rows are looked up in the others by key. A row without client or order, or without partner, is reported.
 */
export function* joinOrders(plan: Plan, partitions: Partitions, report: ReportProblem): Generator<OrderRows> {
  for (let partition = 0; partition < partitions.count; partition++) {
    const byKey = plan.files.map((file, i) => groupByKey(partitions.read(i, partition), file.key));
    reportOrphans(plan, byKey, report);
    const [lead] = byKey;
    for (const [key, rows] of lead ?? []) yield* ordersOfKey(plan, key, rows, byKey, report);
  }
}

type ByKey = ReadonlyMap<string, readonly TableRow[]>;

function groupByKey(rows: readonly TableRow[], key: number): ByKey {
  const groups = new Map<string, TableRow[]>();
  for (const row of rows) {
    const text = row.cells[key] ?? '';
    const group = groups.get(text);
    if (group) group.push(row);
    else groups.set(text, [row]);
  }
  return groups;
}

function reportOrphans(plan: Plan, byKey: readonly ByKey[], report: ReportProblem): void {
  const [lead, ...others] = byKey;
  others.forEach((groups, i) => {
    for (const [key, rows] of groups) {
      if (lead?.has(key) === true) continue;
      for (const row of rows) report(orphan(plan, i + 1, row, key, 0));
    }
  });
}

const orphan = (plan: Plan, file: number, row: TableRow, key: string, missing: number): Problem => ({
  file: plan.files[file]?.spec.file ?? '',
  row: row.row,
  code: 'no-partner',
  detail: `${plan.files[missing]?.spec.file ?? ''} has no usable row with ${plan.files[missing]?.spec.key ?? 'key'} "${key}"`,
});

interface Growing {
  readonly client: string;
  readonly order: string;
  readonly rows: Set<TableRow>[];
}

function* ordersOfKey(
  plan: Plan,
  key: string,
  leading: readonly TableRow[],
  byKey: readonly ByKey[],
  report: ReportProblem,
): Generator<OrderRows> {
  // The files that tell client and order apart split the group; the rows of all others belong to every part.
  const splitting = splittingFiles(plan);
  const orders = new Map<string, Growing>();
  for (const lead of leading) {
    for (const combination of combinations(plan, splitting, lead, key, byKey, report)) {
      const named = nameOrder(plan, combination, lead, report);
      if (!named) continue;
      const id = JSON.stringify(named);
      const growing = orders.get(id) ?? { ...named, rows: plan.files.map(() => new Set<TableRow>()) };
      orders.set(id, growing);
      combination.forEach((row, file) => growing.rows[file]?.add(row));
    }
  }
  for (const { client, order, rows } of orders.values()) {
    yield {
      client,
      order,
      rows: rows.map((set, file) => (splitting.includes(file) ? [...set] : (byKey[file]?.get(key) ?? []))),
    };
  }
}

function splittingFiles(plan: Plan): readonly number[] {
  const files = new Set([0, plan.order.file]);
  if (typeof plan.client !== 'string') files.add(plan.client.column.file);
  return [...files].sort((a, b) => a - b);
}

function combinations(
  plan: Plan,
  splitting: readonly number[],
  lead: TableRow,
  key: string,
  byKey: readonly ByKey[],
  report: ReportProblem,
): readonly ReadonlyMap<number, TableRow>[] {
  let all: ReadonlyMap<number, TableRow>[] = [new Map([[0, lead]])];
  for (const file of splitting.filter((one) => one !== 0)) {
    const rows = byKey[file]?.get(key) ?? [];
    if (rows.length === 0) {
      report(orphan(plan, 0, lead, key, file));
      return [];
    }
    all = all.flatMap((one) => rows.map((row) => new Map([...one, [file, row]])));
  }
  return all;
}

function nameOrder(
  plan: Plan,
  combination: ReadonlyMap<number, TableRow>,
  lead: TableRow,
  report: ReportProblem,
): { client: string; order: string } | undefined {
  const cell = (column: Column): string => combination.get(column.file)?.cells[column.slot] ?? '';
  const order = cell(plan.order);
  const client =
    typeof plan.client === 'string' ? plan.client : clientIn(plan.client, cell(plan.client.column));
  const fault = orderFault(plan, order) ?? clientFault(plan, client);
  if (!fault) return { client, order };
  const { column, code, detail } = fault;
  const row = (combination.get(column.file) ?? lead).row;
  report({ file: plan.files[column.file]?.spec.file ?? '', row, code, detail: `${column.label}: ${detail}` });
  return undefined;
}

const clientIn = ({ ids }: { readonly ids: Readonly<Record<string, string>> }, text: string): string =>
  Object.hasOwn(ids, text) ? (ids[text] ?? text) : text;

interface Fault {
  readonly column: Column;
  readonly code: string;
  readonly detail: string;
}

function orderFault({ order: column }: Plan, order: string): Fault | undefined {
  if (order === '')
    return { column, code: 'missing-order', detail: 'the cell is empty: fill in the order number' };
  const parsed = orderNoSchema.safeParse(order);
  return parsed.success
    ? undefined
    : { column, code: 'invalid-order', detail: parsed.error.issues[0]?.message ?? 'is no order number' };
}

function clientFault({ client: planned }: Plan, id: string): Fault | undefined {
  if (typeof planned === 'string' || clientIdSchema.safeParse(id).success) return undefined;
  const { column } = planned;
  if (id === '') return { column, code: 'missing-client', detail: 'the cell is empty: fill in the client' };
  const shown = JSON.stringify(id.slice(0, 80));
  const detail = `${shown} is no client id (1 to 64 of a-z, 0-9 and -): name its id in the mapping, "client": { "column": …, "ids": { ${shown}: "…" } }`;
  return { column, code: 'invalid-client', detail };
}
