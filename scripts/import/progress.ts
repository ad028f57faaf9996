/** Where progress goes: a terminal gets one line that is rewritten, a file or pipe gets lines now and then. */
export interface ProgressOut {
  readonly isTTY?: boolean | undefined;
  readonly write: (text: string) => unknown;
}

export interface Progress {
  /** @param share 0 to 1 */
  readonly show: (what: string, share: number) => void;
  /** Clears the rewritten line. */
  readonly end: () => void;
}

const WIDTH = 30;
const LINE_EVERY_MS = 5000;
const REDRAW_EVERY_MS = 100;

export function createProgress(out: ProgressOut, now: () => number): Progress {
  const pause = out.isTTY === true ? REDRAW_EVERY_MS : LINE_EVERY_MS;
  let last = now();
  let drawn = false;
  return {
    show(what, share) {
      if (now() - last < pause) return;
      last = now();
      const percent = `${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %`;
      const filled = Math.round(Math.min(1, share) * WIDTH);
      const bar = `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}]`;
      drawn = out.isTTY === true;
      out.write(drawn ? `\r${bar} ${percent}  ${what}\u001b[K` : `${percent}  ${what}\n`);
    },
    end() {
      if (drawn) out.write('\r\u001b[K');
      drawn = false;
    },
  };
}
