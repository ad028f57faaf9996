import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { NODE, ROOT } from '../../scripts/lib/toolchain.mjs';

const run = promisify(execFile);
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const INSTALL_MS = 300_000;

/** A Chromium to test with: $CHROMIUM, the machine's, Playwright's download, else (as root, with apt) installed now. */
async function findChromium(): Promise<string> {
  const found = [process.env['CHROMIUM'] ?? '', ...onPath(), MAC, chromium.executablePath()].find(
    (file) => file !== '' && existsSync(file),
  );
  if (found !== undefined) return found;
  const cli = path.join(ROOT, 'node_modules', 'playwright-core', 'cli.js');
  await run(NODE, [cli, 'install', 'chromium'], { timeout: INSTALL_MS }).catch(() => undefined);
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  if (process.getuid?.() === 0) {
    await run('apt-get', ['update'], { timeout: INSTALL_MS }).catch(() => undefined);
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      timeout: INSTALL_MS,
    }).catch(() => undefined);
  }
  const installed = onPath().find((file) => existsSync(file));
  if (installed !== undefined) return installed;
  throw new Error(
    'no Chromium was found and none could be installed; install Chromium, or set CHROMIUM=<its path>',
  );
}

const onPath = (): string[] =>
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .flatMap((dir) => NAMES.map((name) => path.join(dir, name)));

/** Starts a headless Chromium; close it when done. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(),
    // Root may not use the sandbox; the tests open the product's own pages only.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
