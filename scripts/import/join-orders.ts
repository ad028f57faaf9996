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
  const refuse = (column: Column | undefined, code: string, detail: string): undefined => {
    const file = column?.file ?? 0;
    report({
      file: plan.files[file]?.spec.file ?? '',
      row: (combination.get(file) ?? lead).row,
      code,
      detail,
    });
    return undefined;
  };
  const order = cell(plan.order).trim();
  if (order === '')
    return refuse(
      plan.order,
      'missing-order',
      `${plan.order.label}: the cell is empty: fill in the order number`,
    );
  const orderNo = orderNoSchema.safeParse(order);
  if (!orderNo.success)
    return refuse(
      plan.order,
      'invalid-order',
      `${plan.order.label}: ${orderNo.error.issues[0]?.message ?? ''}`,
    );
  const { client } = plan;
  if (typeof client === 'string') return { client, order };
  const text = cell(client.column).trim();
  const id = client.ids[text] ?? text;
  if (id === '')
    return refuse(
      client.column,
      'missing-client',
      `${client.column.label}: the cell is empty: fill in the client`,
    );
  if (clientIdSchema.safeParse(id).success) return { client: id, order };
  return refuse(
    client.column,
    'invalid-client',
    `${client.column.label}: "${id.slice(0, 80)}" is no client id (1 to 64 of a-z, 0-9 and -): name its id in the mapping, "client": { "column": …, "ids": { "${id.slice(0, 80)}": "…" } }`,
  );
}
