import { parseEvent } from '../../shared/domain/ledger/event-schema.ts';
import { holds } from './condition.ts';
import { CellError, cellValue, type Cell, type Json } from './cell-values.ts';
import type { OrderRows } from './join-orders.ts';
import type { CellValue } from './mapping.ts';
import type { Column, Plan, PlannedRule, PlannedValue } from './plan.ts';
import type { Problem, ReportProblem, TableRow } from './table.ts';

/** An event ready to be sent, with where it came from. */
export interface BuiltEvent {
  readonly id: string;
  readonly type: string;
  readonly client: string;
  readonly order: string;
  readonly file: string;
  readonly row: number;
  readonly body: Json;
}

/**
 * The events of one order by the mapping's rules. An order with a bad cell is reported and gives none, so that no
 * verdict rests on half of it. The same rows always give the same events, ids included.
 */
export function buildEvents(plan: Plan, order: OrderRows, report: ReportProblem): BuiltEvent[] {
  const events: BuiltEvent[] = [];
  let faulty = false;
  for (const rule of plan.rules) {
    try {
      const body = eventOf(plan, rule, order);
      if (!body) continue;
      const event = { ...described(plan, rule, order), body };
      check(event);
      events.push(event);
    } catch (error) {
      if (!(error instanceof LocatedError)) throw error;
      report({ ...error.place, client: order.client, order: order.order, event: rule.rule.id });
      faulty = true;
    }
  }
  return faulty ? [] : events;
}

const described = (
  plan: Plan,
  { rule, at }: PlannedRule,
  { client, order, rows }: OrderRows,
): Omit<BuiltEvent, 'body'> => ({
  id: rule.id,
  type: rule.type,
  client,
  order,
  file: plan.files[at.file]?.spec.file ?? '',
  row: rows[at.file]?.[0]?.row ?? 0,
});

// The API would refuse it for the same reason; here the row is still known and the order can be held back whole.
function check({ file, row, body }: BuiltEvent): void {
  const parsed = parseEvent(body);
  if (!parsed.ok) throw new LocatedError({ file, row, code: parsed.error.code, detail: parsed.error.detail });
}

function eventOf(plan: Plan, planned: PlannedRule, order: OrderRows): Json | undefined {
  const { rule } = planned;
  const met = planned.conditions.every(({ condition, column }) =>
    holds(
      condition,
      cellsOf(order.rows, column).map((cell) => cell.text),
    ),
  );
  if (!met) return undefined;
  const at = valueOfCell(plan, rule.at, planned.at, order.rows);
  if (at === undefined) return undefined;
  const data = valueOf(plan, planned.data, order.rows);
  const fields = isFields(data) ? data : {};
  return {
    specversion: '1.0',
    id: rule.id,
    source: plan.mapping.source,
    type: rule.type,
    clientid: order.client,
    subject: order.order,
    ...(isFields(at) ? { data: { ...at, ...fields } } : { time: at, data: fields }),
  };
}

const isFields = (value: Json | undefined): value is { readonly [field: string]: Json } =>
  typeof value === 'object' && !Array.isArray(value);

const cellsOf = (rows: OrderRows['rows'], column: Column): Cell[] =>
  (rows[column.file] ?? []).map(({ row, cells }) => ({ row, text: cells[column.slot] ?? '' }));

/** Absent (`undefined`) where nothing is filled in: the field is left out of the event. */
function valueOf(plan: Plan, value: PlannedValue, rows: OrderRows['rows']): Json | undefined {
  switch (value.kind) {
    case 'constant':
      return value.value;
    case 'cell':
      return valueOfCell(plan, value.cell, value.column, rows);
    case 'each':
      return filledList(
        (rows[value.file] ?? []).map((row) => valueOf(plan, value.value, withOnly(rows, value.file, row))),
      );
    case 'list':
      return filledList(value.items.map((item) => valueOf(plan, item, rows)));
    case 'fields': {
      const fields: Record<string, Json> = {};
      for (const [name, field] of value.fields) {
        const one = valueOf(plan, field, rows);
        if (one !== undefined) fields[name] = one;
      }
      return Object.keys(fields).length === 0 ? undefined : fields;
    }
  }
}

function filledList(items: readonly (Json | undefined)[]): Json | undefined {
  const filled = items.filter((item) => item !== undefined);
  return filled.length === 0 ? undefined : filled;
}

const withOnly = (rows: OrderRows['rows'], file: number, row: TableRow): OrderRows['rows'] =>
  rows.map((all, i) => (i === file ? [row] : all));

function valueOfCell(plan: Plan, cell: CellValue, column: Column, rows: OrderRows['rows']): Json | undefined {
  const file = plan.files[column.file];
  if (!file) return undefined;
  try {
    return cellValue(cell, cellsOf(rows, column), {
      readTime: file.readTime,
      timeZone: plan.mapping.timeZone,
      timeFormat: file.spec.timeFormat,
    });
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    const row = error.row > 0 ? error.row : undefined;
    throw new LocatedError({
      file: file.spec.file,
      row,
      code: error.code,
      detail: `${column.label}: ${error.message}`,
    });
  }
}

/** A faulty cell together with its file. */
class LocatedError extends Error {
  override readonly name = 'LocatedError';
  readonly place: Problem;
  constructor(place: Problem) {
    super(place.detail);
    this.place = place;
  }
}
