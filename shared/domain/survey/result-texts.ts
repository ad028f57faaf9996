import type { EpochMs } from '../calendar/time.ts';
import type { ClientId, OrderNo } from '../ids.ts';
import { outcomeGroupOf, type OutcomeGroup } from './result-groups.ts';
import type { Answer } from './answer.ts';
import type { ProgrammeVersion } from './programme.ts';
import type { WaveId } from './wave.ts';

/** Where a text comes from; nothing of it is told of anonymous ones. */
export interface TextSource {
  readonly clientId: ClientId;
  readonly waveId: WaveId;
  readonly answeredAt: EpochMs | null;
  readonly orderNo: OrderNo | null;
  readonly outcome: OutcomeGroup;
}

/** What somebody wrote. */
export interface WrittenText {
  /** Where it stands in the list. */
  readonly place: string;
  readonly question: string;
  readonly language: string;
  readonly text: string;
  readonly source: TextSource | null;
}

export interface TextFilter {
  readonly question: string | undefined;
  readonly language: string | undefined;
  readonly outcome: OutcomeGroup | undefined;
}

const SEEDS = [0x811c9dc5, 0x9e3779b9] as const;

/** FNV-1a, 32 bits, over UTF-16 units, from a seed. */
function hash(text: string, seed: number): string {
  let value = seed;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return ((value ^ (value >>> 15)) >>> 0).toString(16).padStart(8, '0');
}

/** A place without meaning, another one for each question: two texts of one person do not stand alike in two lists. */
const scattered = (question: string, { answerId }: Answer): string =>
  SEEDS.map((seed) => hash(`${question}#${answerId}`, seed)).join('');

const TIME_DIGITS = 14;
const LAST_TIME = 10 ** TIME_DIGITS - 1;

/** Newest first; anonymous ones behind all others, in an order that tells nothing. */
function placeOf(question: string, answer: Answer, { anonymous }: ProgrammeVersion): string {
  const place = scattered(question, answer);
  if (anonymous) return `2${place}`;
  return `1${String(LAST_TIME - (answer.answeredAt ?? 0)).padStart(TIME_DIGITS, '0')}${place}`;
}

const sourceOf = (answer: Answer): TextSource => ({
  clientId: answer.clientId,
  waveId: answer.waveId,
  answeredAt: answer.answeredAt,
  orderNo: answer.orderNo,
  outcome: outcomeGroupOf(answer),
});

/** The texts of one answer that the filter lets through; `version`: the one it was given by. */
export function textsOf(
  answer: Answer,
  version: ProgrammeVersion,
  filter: TextFilter,
): readonly WrittenText[] {
  if (filter.language !== undefined && answer.language !== filter.language) return [];
  if (filter.outcome !== undefined && outcomeGroupOf(answer) !== filter.outcome) return [];
  return version.questions.flatMap(({ id, method }) => {
    const text = answer.values[id];
    if (method !== 'text' || typeof text !== 'string') return [];
    if (filter.question !== undefined && id !== filter.question) return [];
    const source = version.anonymous ? null : sourceOf(answer);
    return [{ place: placeOf(id, answer, version), question: id, language: answer.language, text, source }];
  });
}

/** The first texts behind a place, so many at most: kept while many more pass by. */
export class FirstTexts {
  readonly #after: string;
  readonly #limit: number;
  #kept: WrittenText[] = [];
  #more = false;

  constructor(after: string | undefined, limit: number) {
    this.#after = after ?? '';
    this.#limit = limit;
  }

  add(text: WrittenText): void {
    if (text.place <= this.#after) return;
    const last = this.#kept.at(-1);
    if (last && this.#kept.length === this.#limit && text.place > last.place) {
      this.#more = true;
      return;
    }
    const at = this.#kept.findIndex(({ place }) => place > text.place);
    this.#kept.splice(at < 0 ? this.#kept.length : at, 0, text);
    if (this.#kept.length > this.#limit) this.#more = this.#kept.pop() !== undefined;
  }

  get texts(): readonly WrittenText[] {
    return this.#kept;
  }

  /** The place of the last one where more follow. */
  get next(): string | undefined {
    return this.#more ? this.#kept.at(-1)?.place : undefined;
  }
}
