import * as z from 'zod';
import { SetupError } from '../../../scripts/lib/console.mjs';

/** How to reach an installation. */
export interface Target {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** Access token of an administrator. */
  readonly adminToken: string;
  /** Access token of an account manager of the clients with new terms. */
  readonly managerToken: string;
  /** Access token of the machine client. */
  readonly eventsToken: string;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
  /** Wait before another try and between looks. @default real time */
  readonly pause?: (ms: number) => Promise<void>;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly token: string;
  readonly body?: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

const TRIES = 5;
const FIRST_PAUSE_MS = 300;
const TIMEOUT_MS = 30_000;
const TOO_MANY = 429;

export const pauseOf = ({ pause }: Target): ((ms: number) => Promise<void>) =>
  pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));

const problemSchema = z.object({ code: z.string().optional(), detail: z.string().optional() });

/** @throws SetupError when the answer is none of the statuses that count as done */
export async function expectDone(
  target: Target,
  request: ApiRequest,
  done: readonly number[],
): Promise<ApiAnswer> {
  const answer = await callApi(target, request);
  if (done.includes(answer.status)) return answer;
  throw new SetupError(`${request.method} ${request.path} was refused: ${refusalText(answer)}`);
}

/** A refusal as one line: `400 invalid-request: name: …`. */
export function refusalText({ status, body }: ApiAnswer): string {
  const { data } = problemSchema.safeParse(body);
  return [String(status), data?.code, data?.detail && `: ${data.detail}`]
    .filter((part) => part !== undefined)
    .join(' ')
    .replace(' : ', ': ');
}

/**
 * Sends one request, and again while the installation is busy or does not answer. Everything sent here may be
 * sent twice without harm.
 * @throws SetupError when it still does not answer
 */
export async function callApi(target: Target, request: ApiRequest): Promise<ApiAnswer> {
  let problem = '';
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (attempt > 0) await pauseOf(target)(FIRST_PAUSE_MS * 2 ** attempt);
    const answer = await attemptOnce(target, request);
    if (typeof answer === 'string') problem = answer;
    else if (answer.status < 500 && answer.status !== TOO_MANY) return answer;
    else problem = refusalText(answer);
  }
  throw new SetupError(
    `${request.method} ${request.path} failed ${String(TRIES)} times (${problem}); see the emulator's log in .local, and start again with: npm start`,
  );
}

async function attemptOnce(target: Target, request: ApiRequest): Promise<ApiAnswer | string> {
  try {
    const response = await (target.fetch ?? fetch)(`${target.apiUrl}${request.path}`, {
      method: request.method,
      headers: {
        authorization: `Bearer ${request.token}`,
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(request.body !== undefined && { body: request.body }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : jsonOf(text) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
