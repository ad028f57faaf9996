import type { AnswerValue } from './answer.ts';
import { isScored, lowestOf, type Question, type ScoredMethod } from './question.ts';

/** Fields of a form as they were sent: every value of each name, in their order. */
export type Form = Readonly<Record<string, readonly string[]>>;

/** The field of a question. The dot keeps it apart from the page's own fields, whatever its id. */
export const fieldOf = ({ id }: Pick<Question, 'id'>): string => `q.${id}`;

/** Most characters (code points) of a text answer. */
export const MAX_TEXT_CHARACTERS = 2_000;

/** What is wrong with one answer; its words are in `page-words.ts`. */
export type AnswerFault = 'missing' | 'several' | 'not-on-scale' | 'no-such-option' | 'too-long';

export interface ReadAnswers {
  /** By question: those that are right. */
  readonly values: Readonly<Record<string, AnswerValue>>;
  /** By question. */
  readonly faults: ReadonlyMap<string, AnswerFault>;
  /** Whether nothing is wrong and nothing missing, so that it counts. */
  readonly complete: boolean;
}

type Reading = { readonly value: AnswerValue } | { readonly fault: AnswerFault } | undefined;

function readScore(text: string, method: ScoredMethod, scale: number | null): Reading {
  const score = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  const isOnScale = scale !== null && score >= lowestOf(method) && score <= scale;
  return isOnScale ? { value: score } : { fault: 'not-on-scale' };
}

// Line ends as forms send them become \n; what else is invisible has no business in a text.
const cleaned = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, '')
    .trim();

const readText = (text: string): Reading =>
  [...text].length <= MAX_TEXT_CHARACTERS ? { value: text } : { fault: 'too-long' };

function readOne({ method, scale, options }: Question, sent: readonly string[]): Reading {
  const given = [...new Set(sent.map(cleaned))].filter((text) => text !== '');
  const [text] = given;
  if (text === undefined) return undefined;
  if (given.length > 1) return { fault: 'several' };
  if (isScored(method)) return readScore(text, method, scale);
  if (method === 'text') return readText(text);
  return options.some(({ id }) => id === text) ? { value: text } : { fault: 'no-such-option' };
}

/**
 * Reads the answers of a form: a score on its scale, the id of an option, a text of up to 2,000 characters without control
 * characters. What is left blank is left out; at least one question wants an answer, also where none is required.
 */
export function readAnswers(questions: readonly Question[], form: Form): ReadAnswers {
  const values: Record<string, AnswerValue> = {};
  const faults = new Map<string, AnswerFault>();
  for (const question of questions) {
    const reading = readOne(question, form[fieldOf(question)] ?? []);
    if (reading === undefined) {
      if (question.required) faults.set(question.id, 'missing');
    } else if ('fault' in reading) faults.set(question.id, reading.fault);
    else values[question.id] = reading.value;
  }
  const [first] = questions;
  if (first && faults.size === 0 && Object.keys(values).length === 0) faults.set(first.id, 'missing');
  return { values, faults, complete: faults.size === 0 };
}

/** Asks to be contacted, in an anonymous survey. */
export const CONTACT_ME = 'contact-me';
/** The mail address or phone number for it. */
export const REPLY_TO = 'reply-to';

/** `no-address`: contact is wanted, and nothing says where. `not-asked`: an address, and the box is not ticked. */
export type ContactFault = 'no-address' | 'no-such-address' | 'not-asked';

export type ReadContact = { readonly replyTo: string | null } | { readonly fault: ContactFault };

const MAX_ADDRESS = 254;
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+?[\d ()./-]{6,30}$/;

/** Where a person wants to be contacted; `null`: they do not. */
export function readContact(form: Form): ReadContact {
  const wanted = (form[CONTACT_ME] ?? []).length > 0;
  const address = cleaned(form[REPLY_TO]?.[0] ?? '');
  if (!wanted) return address === '' ? { replyTo: null } : { fault: 'not-asked' };
  if (address === '') return { fault: 'no-address' };
  const isAddress = address.length <= MAX_ADDRESS && (MAIL.test(address) || PHONE.test(address));
  return isAddress ? { replyTo: address } : { fault: 'no-such-address' };
}
