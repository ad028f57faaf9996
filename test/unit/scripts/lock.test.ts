import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alone, hold, ownerOf } from '../../../scripts/lib/lock.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'lock-test-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('setting up alone', () => {
  it('lets two set-ups run one after the other', async () => {
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await sleep(20);
      seen.push(`${name} ends`);
    };
    await Promise.all([alone(root, work('a')), alone(root, work('b'))]);
    expect(seen.map((text) => text.slice(2))).toEqual(['begins', 'ends', 'begins', 'ends']);
  });

  it('takes over a lock whose process is gone', async () => {
    mkdirSync(path.join(root, '.local'));
    writeFileSync(path.join(root, '.local', 'setup.lock'), '2147483646');
    expect(await alone(root, () => Promise.resolve('done'))).toBe('done');
  });

  it('gives the lock back when the work fails', async () => {
    await expect(alone(root, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
    expect(existsSync(path.join(root, '.local', 'setup.lock'))).toBe(false);
  });
});

describe('a lock for the life of a process', () => {
  const held = (owner: number) => {
    const file = path.join(root, 'start.lock');
    writeFileSync(file, String(owner));
    return file;
  };

  it('is refused with the process that holds it, and left as it is', () => {
    const file = held(4711);
    expect(hold(file, () => true)).toBe(4711);
    expect(ownerOf(file)).toBe(4711);
  });

  it('is taken over from a process that is gone or another program now', () => {
    const file = held(4711);
    expect(hold(file, () => false)).toBeUndefined();
    expect(ownerOf(file)).toBe(process.pid);
    expect(readdirSync(root)).toEqual(['start.lock']);
  });

  it('is taken where there is none, folder included', () => {
    const file = path.join(root, 'new', 'start.lock');
    expect(hold(file, () => true)).toBeUndefined();
    expect(ownerOf(file)).toBe(process.pid);
  });
});
