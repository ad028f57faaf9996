import { expect } from 'vitest';
import type { Caller } from './api.ts';

export interface Side {
  readonly numerator: number;
  readonly denominator: number;
  readonly value: number | null;
  readonly met: number;
  readonly missed: number;
  readonly overdue: number;
  readonly interval: { readonly method: string; readonly low: number; readonly high: number } | null;
}

export interface Figure {
  readonly kpi: string;
  readonly contractVersion: number | null;
  readonly gross: Side;
  readonly net: Side;
  readonly open: number;
  readonly notMeasured: number;
  readonly excluded: Readonly<Record<string, number>>;
  readonly excused: Readonly<Record<string, number>>;
  readonly disputed: number;
}

export interface Kpis {
  readonly clients?: number;
  readonly rejudging: boolean;
  readonly settled?: boolean;
  readonly kpis: readonly Figure[];
  readonly groups?: readonly { readonly key: string; readonly kpis: readonly Figure[] }[];
}

const pathOf = (clientId: string | undefined): string =>
  clientId === undefined ? '/v1/kpis' : `/v1/clients/${clientId}/kpis`;

/** The KPIs of one client, or over all that the caller sees. */
export async function readKpis(
  caller: Caller,
  clientId: string | undefined,
  query: Readonly<Record<string, string>>,
): Promise<Kpis> {
  const path = `${pathOf(clientId)}?${new URLSearchParams(query).toString()}`;
  const { status, body } = await caller.get<Kpis>(path);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

export function figureOf(kpis: readonly Figure[] | undefined, kpi: string): Figure {
  const found = kpis?.find((figure) => figure.kpi === kpi);
  if (!found) throw new Error(`no figure of ${kpi}`);
  return found;
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Orders by outcome, as the lists name them. */
export const outcomesOf = ({ gross, open, notMeasured, excluded }: Figure) => ({
  met: gross.met,
  missed: gross.missed,
  open,
  overdue: gross.overdue,
  excluded: sum(excluded),
  'not-measured': notMeasured,
});

export interface Listed {
  readonly orderNo: string;
  readonly kind: string;
  readonly dataQuality: readonly string[];
  readonly verdict?: { readonly kpi: string; readonly outcome: string; readonly day: string };
}

export interface Page {
  readonly orders: readonly Listed[];
  readonly nextToken?: string;
}

/** A list to its end, page by page. */
export async function listAll(
  caller: Caller,
  clientId: string,
  query: Readonly<Record<string, string>>,
): Promise<Listed[]> {
  const found: Listed[] = [];
  let nextToken: string | undefined;
  do {
    const asked = { ...query, ...(nextToken !== undefined && { nextToken }) };
    const path = `/v1/clients/${clientId}/orders?${new URLSearchParams(asked).toString()}`;
    const { status, body } = await caller.get<Page>(path);
    expect(status, JSON.stringify(body)).toBe(200);
    found.push(...body.orders);
    nextToken = body.nextToken;
  } while (nextToken !== undefined);
  return found;
}
