import type { Problems } from './problems.ts';
import type { Sent } from './send-events.ts';

/** Counts of one import. Orders are per client: the same number of two clients is two orders. */
export interface ImportCounts {
  readonly rows: readonly { readonly file: string; readonly rows: number }[];
  readonly orders: number;
  readonly clients: number;
  readonly events: ReadonlyMap<string, number>;
}

const figure = (count: number): string => count.toLocaleString('en-US');
const of = (count: number, one: string, many = `${one}s`): string =>
  `${figure(count)} ${count === 1 ? one : many}`;

/** What was read and what became of it, as lines for people. `sent` is absent in a dry run. */
export function summaryLines(counts: ImportCounts, sent: Sent | undefined, problems: Problems): string[] {
  const events = [...counts.events.values()].reduce((sum, count) => sum + count, 0);
  const types = [...counts.events].map(([type, count]) => `${type} ${figure(count)}`).join(' · ');
  const lines = [
    `read      ${counts.rows.map(({ file, rows }) => `${of(rows, 'row')} of ${file}`).join(', ')}`,
    `orders    ${of(counts.orders, 'order')} of ${of(counts.clients, 'client')}`,
    `events    ${figure(events)}${types === '' ? '' : `: ${types}`}`,
  ];
  for (const { file, rows } of counts.rows)
    if (rows === 0) lines.push(`note      ${file} has a header and no rows`);
  if (sent) {
    const made = sent.clientsCreated + sent.clientsFound;
    if (made > 0)
      lines.push(
        `clients   ${figure(sent.clientsCreated)} created, ${figure(sent.clientsFound)} there already`,
      );
    lines.push(`sent      ${figure(sent.sent)}`, `accepted  ${figure(sent.accepted)}`);
  }
  lines.push(`rejected  ${figure(problems.total())}`);
  return [...lines, ...problemLines(problems)];
}

function problemLines(problems: Problems): string[] {
  if (problems.total() === 0) return [];
  const codes = [...problems.counts].map(([code, count]) => `${code} ${figure(count)}`).join(' · ');
  const shown = problems.first.map(({ file, row, client, order, event, code, detail }) => {
    const place = row === undefined ? file : `${file}, row ${String(row)}`;
    const what = [client, order, event].filter((part) => part !== undefined).join(' ');
    return `  ${place}${what === '' ? '' : ` (${what})`}: ${code}: ${detail}`;
  });
  const more = problems.total() - shown.length;
  return [
    `          ${codes}`,
    ...shown,
    ...(more > 0 ? [`  … and ${figure(more)} more: --rejects <file> writes them all`] : []),
  ];
}
