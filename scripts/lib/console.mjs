import process from 'node:process';
import { setInterval, clearInterval } from 'node:timers';

/** A failure with a remedy: shown as one clear line, without a stack trace. */
export class SetupError extends Error {
  /**
   * @param {string} message what went wrong, and what to do about it
   * @param {string} [details] the last lines of a log, shown beneath
   */
  constructor(message, details = '') {
    super(message);
    this.name = 'SetupError';
    this.details = details;
  }
}

/**
 * Prints a failure to stderr and ends the program with exit code 1.
 * @param {unknown} error
 * @returns {never}
 */
export function exitWith(error) {
  if (error instanceof SetupError) {
    if (error.details !== '') process.stderr.write(`${error.details.trimEnd()}\n`);
    process.stderr.write(`Error: ${error.message}\n`);
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  process.exit(1);
}

/**
 * Lets a reader of stdout leave early (`… | head`): what follows is written to nobody, and the work is finished.
 */
export function bearClosedStdout() {
  process.stdout.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
  });
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
// Without a terminal, a line now and then shows that a long step still runs.
const REMINDER_MS = 10_000;

/** @typedef {{ step: <T>(title: string, work: (note: (text: string) => void) => Promise<T>) => Promise<T>, line: (text: string) => void }} Progress */

/**
 * Shows what is being done, on stderr, so that stdout stays free for results.
 * A step is a spinner on a terminal, else one line at its start and one at its end.
 * @param {boolean} [quiet] show nothing
 * @returns {Progress}
 */
export function createProgress(quiet = false) {
  if (quiet) return { step: (_title, work) => work(() => undefined), line: () => undefined };
  const tty = process.stderr.isTTY;
  return {
    line: (text) => void process.stderr.write(`${text}\n`),
    step: (title, work) => (tty ? spin(title, work) : log(title, work)),
  };
}

/** @param {number} startedAt */
const seconds = (startedAt) => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

/**
 * @template T
 * @param {string} title
 * @param {(note: (text: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function spin(title, work) {
  const startedAt = Date.now();
  let frame = 0;
  let note = '';
  const draw = () => {
    frame = (frame + 1) % FRAMES.length;
    const text = `${String(FRAMES[frame])} ${title}${note === '' ? '' : ` · ${note}`} (${seconds(startedAt)})`;
    process.stderr.write(`\r\u001b[K${text.slice(0, Math.max(20, process.stderr.columns - 1))}`);
  };
  draw();
  const timer = setInterval(draw, FRAME_MS);
  try {
    const result = await work((text) => {
      note = text;
    });
    process.stderr.write(`\r\u001b[K✓ ${title} (${seconds(startedAt)})\n`);
    return result;
  } catch (error) {
    process.stderr.write(`\r\u001b[K✗ ${title} (${seconds(startedAt)})\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/**
 * @template T
 * @param {string} title
 * @param {(note: (text: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function log(title, work) {
  const startedAt = Date.now();
  let note = '';
  process.stderr.write(`${title} …\n`);
  const timer = setInterval(() => {
    process.stderr.write(`  still at it (${seconds(startedAt)})${note === '' ? '' : `: ${note}`}\n`);
  }, REMINDER_MS);
  try {
    const result = await work((text) => {
      note = text;
    });
    process.stderr.write(`  done (${seconds(startedAt)})\n`);
    return result;
  } catch (error) {
    process.stderr.write(`  failed (${seconds(startedAt)})\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
