import * as z from 'zod';
import { CATALOGUE, KPI_IDS, type KpiId } from '../../shared/domain/kpi/catalogue.ts';
import type { LocalStack } from './stack.ts';
import { accessToken } from './tokens.ts';

const sideSchema = z.object({ shown: z.string().nullable() });
const kpisSchema = z.object({
  rejudging: z.boolean(),
  kpis: z.array(
    z.object({ kpi: z.string(), decides: z.enum(['gross', 'net']), gross: sideSchema, net: sideSchema }),
  ),
});

/** The KPIs of one client as the API gives them, or the status it refused them with. */
export type Column = z.infer<typeof kpisSchema> | { readonly refused: number };

const LONG_SCALE = ' per 1,000 unit-days';

/**
 * The figure that decides, as it is read; `–` where nothing was due. Other scales stand behind it in brackets; the
 * one that would make its column too wide becomes a mark.
 */
function cell(column: Column, id: KpiId): string {
  if ('refused' in column) return `(${String(column.refused)})`;
  const found = column.kpis.find(({ kpi }) => kpi === id);
  return found?.[found.decides].shown?.replace(/ \(.*/, '').replace(LONG_SCALE, '*') ?? '–';
}

/** Lines of text as columns; `numbers` to the right, all but the first. */
export function columns(rows: readonly (readonly string[])[], { numbers = false } = {}): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const pad = (text: string, i: number): string =>
    numbers && i > 0 ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

const DEMO = /-demo$/;

/** One row a KPI, one column a client; clients whose orders are still being judged again are named below. */
export function tableOf(clients: ReadonlyMap<string, Column>): string {
  const header = ['', ...[...clients.keys()].map((id) => id.replace(DEMO, ''))];
  const rows = KPI_IDS.map((id) => [
    CATALOGUE[id].name.en,
    ...[...clients.values()].map((column) => cell(column, id)),
  ]);
  const rejudging = [...clients].filter(([, column]) => 'rejudging' in column && column.rejudging);
  const notes = [
    ...(rows.some((row) => row.some((text) => text.endsWith('*'))) ? [`*${LONG_SCALE}`] : []),
    ...(rejudging.length === 0
      ? []
      : [`Being judged again under new terms: ${rejudging.map(([id]) => id).join(', ')}`]),
  ];
  return [columns([header, ...rows], { numbers: true }), ...notes].join('\n');
}

/**
 * Each client's KPIs over a period, through the API.
 * @returns a table, or a line that says why there is none
 */
export async function kpiTable(
  stack: LocalStack,
  clientIds: readonly string[],
  period: { readonly from: string; readonly to: string },
): Promise<string> {
  if (clientIds.length === 0) return 'No clients yet: make one with POST /v1/clients.';
  const authorization = `Bearer ${await accessToken(stack, 'admin')}`;
  const read = async (clientId: string): Promise<readonly [string, Column]> => {
    const url = `${stack.apiUrl}/v1/clients/${clientId}/kpis?${String(new URLSearchParams(period))}`;
    const response = await fetch(url, { headers: { authorization } });
    return [clientId, response.ok ? kpisSchema.parse(await response.json()) : { refused: response.status }];
  };
  return tableOf(new Map(await Promise.all(clientIds.map(read))));
}
