import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { ImportError } from './table.ts';

const MAX_TRIES = 8;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
const TIMEOUT_MS = 60_000;

/** A JSON answer that is neither a refusal of the token nor worth another try. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The API as the import needs it. */
export interface Api {
  readonly post: (path: string, body: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
}

export interface ApiOptions {
  readonly apiUrl: string;
  /** A bearer token; asked again after a 401. */
  readonly token: () => Promise<string>;
  /** Shortens the waits in tests. @default 1 */
  readonly waitFactor?: number;
}

/**
 * Posts with the token, tries again after network faults, 429, 5xx and a repeated request still running (doubling,
 * jittered waits; `Retry-After` is kept), and renews the token once after a 401.
 * @throws ImportError when the API stays unreachable or refuses the token
 */
export function createApi({ apiUrl, token, waitFactor = 1 }: ApiOptions): Api {
  let current: Promise<string> | undefined;

  const once = async (
    path: string,
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Tried> => {
    current ??= token();
    const used = current;
    const answer = await send(`${apiUrl}${path}`, body, {
      ...headers,
      authorization: `Bearer ${await used}`,
    });
    // Several requests meet the same 401: only the first one throws the old token away.
    if (answer.status === 401 && current === used) current = undefined;
    return answer;
  };
  return {
    async post(path, body, headers = {}) {
      let refusals = 0;
      for (let attempt = 1; ; attempt++) {
        const { status, body: content, retryAfterMs } = await once(path, body, headers);
        if (status === 401 && ++refusals > 1)
          throw new ImportError(`the API refuses the token (401): sign in again, or renew TALLYMAN_TOKEN`);
        if (!isTransient(status, content) && status !== 401) return { status, body: content };
        if (attempt === MAX_TRIES) throw unreachable(apiUrl, status, content);
        if (status !== 401) await sleep((retryAfterMs ?? backoffMs(attempt)) * waitFactor);
      }
    },
  };
}

/** Doubling waits with jitter, in milliseconds. */
export const backoffMs = (attempt: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);

interface Tried extends Answer {
  readonly retryAfterMs?: number;
}

async function send(url: string, body: string, headers: Record<string, string>): Promise<Tried> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    const after = Number(response.headers.get('retry-after') ?? NaN);
    return {
      status: response.status,
      body: readJson(text),
      ...(after >= 0 && { retryAfterMs: after * 1000 }),
    };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { status: 0, body: cause instanceof Error ? cause.message : String(cause) };
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const problemSchema = z.object({
  code: z.string().optional(),
  detail: z.string().optional(),
  message: z.string().optional(),
});

/** Code and detail of a problem+json answer, or of the gateway's `{ "message" }`. */
export function problemOf({ status, body }: Answer): { readonly code: string; readonly detail: string } {
  const parsed = problemSchema.safeParse(body);
  const { code, detail, message } = parsed.success ? parsed.data : {};
  return {
    code: code ?? `http-${String(status)}`,
    detail: detail ?? message ?? `the API answered ${String(status)}`,
  };
}

const isTransient = (status: number, body: unknown): boolean =>
  status === 0 ||
  status === 429 ||
  status >= 500 ||
  (status === 409 && problemOf({ status, body }).code === 'idempotency-in-progress');

function unreachable(apiUrl: string, status: number, body: unknown): ImportError {
  const reason =
    status === 0 ? String(body) : `it answers ${String(status)}, ${problemOf({ status, body }).detail}`;
  return new ImportError(
    `${apiUrl} cannot be used after ${String(MAX_TRIES)} tries: ${reason}. See that it runs (npm start), then import again: what was accepted is not recorded twice`,
  );
}
