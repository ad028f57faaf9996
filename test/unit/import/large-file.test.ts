import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { folderOf, startApi } from './workbench.ts';

const ORDERS = 300_000;
const MAX_MB = 250;
const PROGRAM = join(import.meta.dirname, '../../../scripts/import/main.ts');

const id = (i: number): string => `order-${String(i).padStart(26, '0')}`;
// A step that shares no factor with the count visits every order once, far from the order of the other file.
const shuffled = (i: number): number => (i * 123_457) % ORDERS;

function* orderLines(): Generator<string> {
  yield 'id,placed,status\n';
  for (let i = 0; i < ORDERS; i++) yield `${id(i)},2018-08-01 10:00:00,delivered\n`;
}
function* itemLines(): Generator<string> {
  yield 'order,seller,until\n';
  for (let i = 0; i < ORDERS; i++) {
    const n = shuffled(i);
    yield `${id(n)},seller-${String(n % 500)},2018-08-${n % 2 === 0 ? '04' : '05'} 09:00:00\n`;
  }
}

const MAPPING = {
  source: 'wms://large',
  files: [
    { name: 'orders', file: 'orders.csv', key: 'id' },
    { name: 'items', file: 'items.csv', key: 'order' },
  ],
  client: 'seller',
  order: 'id',
  timeZone: 'Europe/Berlin',
  rules: [
    {
      id: 'placed',
      type: 'order.placed',
      at: 'placed',
      data: { dispatchBy: { column: 'until', as: 'time', pick: 'latest' } },
    },
  ],
};

async function runProgram(
  args: readonly string[],
): Promise<{ code: number | null; output: string; errors: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...process.env, TALLYMAN_TOKEN: 'token' },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output, errors };
}

describe('300,000 orders in two files of different order', () => {
  it('are joined and sent within 250 MB, each with its own partner', async () => {
    const dir = await folderOf({ 'mapping.json': JSON.stringify(MAPPING) });
    await pipeline(Readable.from(orderLines()), createWriteStream(join(dir, 'orders.csv')));
    await pipeline(Readable.from(itemLines()), createWriteStream(join(dir, 'items.csv')));
    const wrong: string[] = [];
    let received = 0;
    const api = await startApi(({ body }) => {
      const events = body as {
        subject: string;
        clientid: string;
        data: { dispatchBy: { localTime: string } };
      }[];
      for (const { subject, clientid, data } of events) {
        const n = Number(subject.slice(6));
        const due = n % 2 === 0 ? '2018-08-04T09:00:00' : '2018-08-05T09:00:00';
        if (clientid !== `seller-${String(n % 500)}` || data.dispatchBy.localTime !== due)
          wrong.push(subject);
      }
      received += events.length;
      api.requests.length = 0;
      return undefined;
    });
    const args = ['--mapping', join(dir, 'mapping.json'), '--dir', dir, '--api-url', api.apiUrl];
    const { code, output, errors } = await runProgram(args);
    expect({ code, errors: errors.replace(/^.*%.*\n/gm, '') }).toEqual({ code: 0, errors: '' });
    expect(wrong).toEqual([]);
    expect(received).toBe(ORDERS);
    expect(output).toContain('accepted  300,000\nrejected  0');
    const megabytes = Number(/memory {4}(\d+) MB/.exec(output)?.[1]);
    expect(megabytes).toBeLessThan(MAX_MB);
  }, 300_000);
});

describe('npm run import', () => {
  it('prints its help', async () => {
    const { code, output } = await runProgram(['--help']);
    expect(code).toBe(0);
    expect(output).toContain('npm run import -- --mapping <file> --dir <folder>');
  });

  it('ends quietly when nobody reads what it prints any more', async () => {
    const child = spawn(process.execPath, [PROGRAM, '--help']);
    child.stdout.destroy();
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
  });

  it.each([
    [['--dir', '.'], '--mapping is missing'],
    [
      ['--mapping', 'none.json', '--dir', '.', '--dry-run'],
      'the mapping none.json cannot be read: check --mapping',
    ],
    [['--mapping', 'x', '--dir', '.', '--api-url', 'nowhere'], '--api-url is no URL'],
    [['--mapping', 'x', '--dir', '.', '--fast'], "Unknown option '--fast'"],
  ])('with %j ends with one clear line and exit code 1', async (args, message) => {
    const { code, errors } = await runProgram(args);
    expect(code).toBe(1);
    expect(errors).toContain(`import: ${message}`);
    expect(errors).not.toContain('    at ');
  });
});
