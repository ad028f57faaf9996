import { spawn } from 'node:child_process';
import process from 'node:process';

const MAX_KEPT = 200_000;

/**
 * Runs a program to its end and keeps what it printed.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<{ code: number, output: string }>} output: stdout and stderr as they came, the end of it if long;
 *   code 127 when the program does not exist
 */
export function run(file, args, options = {}) {
  return new Promise((resolve) => {
    const { onLine, ...rest } = options;
    const child = spawn(file, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let open = '';
    /** @param {string} text */
    const take = (text) => {
      output = (output + text).slice(-MAX_KEPT);
      const lines = (open + text).split('\n');
      open = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => {
      resolve({ code: 127, output: error.message });
    });
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * The last lines of a program's output, for an error message.
 * @param {string} output
 * @param {number} [count]
 */
export const lastLines = (output, count = 20) => output.trimEnd().split('\n').slice(-count).join('\n');

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in this one's place: same terminal, same signals, same exit code. Returns only by exiting.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<never>}
 */
export function become(file, args, env) {
  return new Promise(() => {
    const child = spawn(file, args, { env, stdio: 'inherit' });
    // This program ends with the child, not before. From a terminal the child gets Ctrl-C twice, and must bear that.
    for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
    child.on('error', (error) => {
      process.stderr.write(`Error: ${file} cannot be run: ${error.message}\n`);
      process.exit(1);
    });
    child.on('exit', (code, signal) => {
      process.exit(signal === null ? (code ?? 1) : 1);
    });
  });
}
