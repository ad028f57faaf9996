import * as z from 'zod';
import { CATALOGUE, KPI_IDS, type Direction, type KpiId } from '../../shared/domain/kpi/catalogue.ts';
import type { LocalStack } from './stack.ts';
import { accessToken } from './tokens.ts';

const sideSchema = z.object({ numerator: z.number().int(), denominator: z.number().int() });
const kpisSchema = z.object({
  kpis: z.array(
    z.object({ kpi: z.string(), decides: z.enum(['gross', 'net']), gross: sideSchema, net: sideSchema }),
  ),
});

type Kpis = z.infer<typeof kpisSchema>['kpis'];

// The catalogue's names would make the table wider than a terminal.
const HEADINGS: Readonly<Record<KpiId, string>> = {
  'on-time-dispatch': 'dispatched',
  'on-time-delivery': 'delivered',
  'in-full': 'in full',
  otif: 'OTIF',
  'pod-on-time': 'POD',
  'damage-frequency': 'damaged',
  'complaint-rate': 'complaints',
  'order-completion': 'completed',
  'urgent-order-completion': 'urgent',
};

const TENTHS_OF_PERCENT = 1000;

/** A share as percent with one digit, cut off towards the miss; `–` where nothing was due. */
export function percent(
  { numerator, denominator }: z.infer<typeof sideSchema>,
  direction: Direction,
): string {
  if (denominator === 0) return '–';
  const exact = numerator * TENTHS_OF_PERCENT;
  const cut = direction === 'higher' ? Math.floor(exact / denominator) : Math.ceil(exact / denominator);
  return `${(cut / 10).toFixed(1)} %`;
}

function cell(kpis: Kpis, id: KpiId): string {
  const found = kpis.find(({ kpi }) => kpi === id);
  return found === undefined ? '–' : percent(found[found.decides], CATALOGUE[id].direction);
}

/** Lines of text as columns; `numbers` to the right, all but the first. */
export function columns(rows: readonly (readonly string[])[], { numbers = false } = {}): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const pad = (text: string, i: number): string =>
    numbers && i > 0 ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
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
  const rows = await Promise.all(
    clientIds.map(async (clientId) => {
      const url = `${stack.apiUrl}/v1/clients/${clientId}/kpis?${String(new URLSearchParams(period))}`;
      const response = await fetch(url, { headers: { authorization } });
      if (!response.ok) return [clientId, ...KPI_IDS.map(() => `(${String(response.status)})`)];
      const { kpis } = kpisSchema.parse(await response.json());
      return [clientId, ...KPI_IDS.map((id) => cell(kpis, id))];
    }),
  );
  const header = ['client', ...KPI_IDS.map((id) => HEADINGS[id])];
  return columns([header, ...rows], { numbers: true });
}
