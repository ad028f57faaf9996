import { describe, expect, it } from 'vitest';
import { SetupError } from '../../../scripts/lib/console.mjs';
import { readFlags } from '../../../scripts/lib/flags.ts';

const read = (...args: string[]) =>
  readFlags('npm run thing', { size: { type: 'string' }, dry: { type: 'boolean', default: false } }, args);

describe('flags of a command', () => {
  it('are read, with --help for every command', () => {
    expect({ ...read('--size', '3', '--dry') }).toEqual({ size: '3', dry: true, help: false });
    expect(read('--help').help).toBe(true);
  });

  it.each([
    [['--x'], "Unknown option '--x'; see npm run thing -- --help"],
    [['-x'], "Unknown option '-x'; see npm run thing -- --help"],
    [['stray'], "Unexpected argument 'stray'; see npm run thing -- --help"],
    [['--size'], "Option '--size <value>' argument missing; see npm run thing -- --help"],
    [['--size', '--dry'], "Option '--size' argument is ambiguous; see npm run thing -- --help"],
    [['--dry=1'], "Option '--dry' does not take an argument; see npm run thing -- --help"],
  ])('%j is refused in one line with the remedy', (args, message) => {
    expect(() => read(...args)).toThrow(new SetupError(message));
  });
});
