import path from 'node:path';
import { freePort } from '../../infra/local/emulator.ts';
import { startLocalStack } from '../../infra/local/local-stack.ts';
import type { LocalStack } from '../../infra/local/stack.ts';
import { createProgress } from '../../scripts/lib/console.mjs';
import { ensureEmulatorInstalled } from '../../scripts/lib/python.mjs';
import { ROOT } from '../../scripts/lib/toolchain.mjs';
import { hasOlist } from '../flow/support/olist.ts';
import { checkValuesOf, differenceOf, importAndRecord, REAL_ORDERS } from './deployed-real-orders.ts';
import { atMost, toldOnly, type Figure, type FigureGroup } from './figure.ts';

const SECONDS = 90;
const MEGABYTES = 250;

/** An installation of its own for as long as it is used. */
async function withInstallation<T>(use: (stack: LocalStack) => Promise<T>): Promise<T> {
  await ensureEmulatorInstalled(createProgress());
  const dir = path.join(ROOT, '.local', 'bench');
  const running = await startLocalStack({ port: await freePort(), empty: true, dir });
  try {
    return await use(running.stack);
  } finally {
    await running.stop();
  }
}

async function measureOn(stack: LocalStack): Promise<readonly Figure[]> {
  const day = await importAndRecord(stack, 'day');
  const minute = await importAndRecord(stack, 'minute');
  const differences: string[] = [];
  let checked = 0;
  for (const [mapping, { token }] of Object.entries({ day, minute })) {
    for (const check of checkValuesOf(mapping === 'day' ? 'day' : 'minute')) {
      const difference = await differenceOf(stack, token, check);
      if (difference !== undefined) differences.push(difference);
      checked++;
    }
  }
  const orders = `${REAL_ORDERS.toLocaleString('en')} real orders`;
  return [
    {
      figure: `check values of ${orders} over HTTP, queue and functions`,
      reach: 'equal, every one',
      measured: `${String(checked - differences.length)} of ${String(checked)} equal`,
      isReached: differences.length === 0,
      notes: differences,
    },
    atMost(`import of ${orders}, all recorded`, SECONDS, day.seconds, ' s', [
      `by minute, into as many clients more: ${minute.seconds.toFixed(0)} s`,
    ]),
    atMost(`memory of the import of ${orders}`, MEGABYTES, day.megabytes, ' MB'),
  ];
}

/** What only a deployed installation can show. Takes about two minutes. */
export const deployed: FigureGroup = {
  name: 'deployed',
  measure: () =>
    hasOlist()
      ? withInstallation(measureOn)
      : [toldOnly('import of the real orders', 'not measured: ../shared/data/olist-1000 is not there')],
};
