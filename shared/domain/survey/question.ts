import * as z from 'zod';
import { languageTagSchema, type LocalText } from './languages.ts';

/**
 * How a question is answered and scored. `nps`: 0–10 how likely to recommend. `csat`: 1–scale, how satisfied.
 * `ces`: 1–scale, how easy it was (agreement; higher is easier). `choice`: one of the options. `text`: free text.
 */
export const QUESTION_METHODS = ['nps', 'csat', 'ces', 'choice', 'text'] as const;
export type QuestionMethod = (typeof QUESTION_METHODS)[number];

/** Methods whose answers are numbers. */
export const SCORED_METHODS = ['nps', 'csat', 'ces'] as const satisfies readonly QuestionMethod[];
export type ScoredMethod = (typeof SCORED_METHODS)[number];

export interface Question {
  readonly id: string;
  readonly method: QuestionMethod;
  /** Highest point of the scale: 10 for NPS (which begins at 0), else as written; `null` for choice and text. */
  readonly scale: number | null;
  readonly required: boolean;
  readonly text: LocalText;
  /** Of a choice; empty otherwise. */
  readonly options: readonly { readonly id: string; readonly text: LocalText }[];
}

export const NPS_SCALE = 10;
const MAX_TEXT = 500;
const MAX_OPTIONS = 20;
export const MAX_QUESTIONS = 20;

export const partIdSchema = z.string().regex(/^[a-z0-9-]{1,32}$/, 'has 1 to 32 of a-z, 0-9 and -');

export const localTextSchema = z
  .record(languageTagSchema, z.string().trim().min(1, 'is empty').max(MAX_TEXT))
  .refine((texts) => Object.keys(texts).length > 0, 'needs a text in one language at least');

const optionSchema = z.strictObject({ id: partIdSchema, text: localTextSchema });

/** As a caller writes it. */
export const questionSchema = z
  .strictObject({
    id: partIdSchema,
    method: z.enum(QUESTION_METHODS),
    scale: z.int().nullable().default(null),
    required: z.boolean().default(true),
    text: localTextSchema,
    options: z.array(optionSchema).max(MAX_OPTIONS).readonly().default([]),
  })
  .transform((question, context): Question => {
    const fault = faultOf(question);
    if (fault)
      context.issues.push({ code: 'custom', message: fault.detail, input: question, path: [fault.path] });
    return question.method === 'nps' ? { ...question, scale: NPS_SCALE } : question;
  });

const SCALES: Readonly<Record<'csat' | 'ces', readonly number[]>> = { csat: [5, 7, 10], ces: [5, 7] };

/** The scales, by their highest point, on which a method is scored. */
export const scalesOf = (method: ScoredMethod): readonly number[] =>
  method === 'nps' ? [NPS_SCALE] : SCALES[method];

interface Fault {
  readonly path: string;
  readonly detail: string;
}

function scaleFault({ method, scale }: Question): Fault | undefined {
  const refuse = (detail: string): Fault => ({ path: 'scale', detail });
  switch (method) {
    case 'nps':
      return scale === null || scale === NPS_SCALE ? undefined : refuse('is always 10 for NPS; leave it out');
    case 'csat':
    case 'ces':
      return scale !== null && SCALES[method].includes(scale)
        ? undefined
        : refuse(`must be one of ${SCALES[method].join(', ')} for ${method}`);
    case 'choice':
    case 'text':
      return scale === null ? undefined : refuse(`has no meaning for ${method}; leave it out`);
  }
}

function optionsFault({ method, options }: Question): Fault | undefined {
  const refuse = (detail: string): Fault => ({ path: 'options', detail });
  if (method !== 'choice')
    return options.length > 0 ? refuse('belongs to questions with the method choice only') : undefined;
  if (options.length < 2) return refuse('needs two options at least');
  return new Set(options.map(({ id }) => id)).size < options.length ? refuse('has an id twice') : undefined;
}

const faultOf = (question: Question): Fault | undefined => scaleFault(question) ?? optionsFault(question);

/** Stored form. */
export const storedQuestionSchema = z.object({
  id: z.string(),
  method: z.enum(QUESTION_METHODS),
  scale: z.int().nullable(),
  required: z.boolean(),
  text: z.record(z.string(), z.string()),
  options: z.array(z.object({ id: z.string(), text: z.record(z.string(), z.string()) })).readonly(),
}) satisfies z.ZodType<Question>;

/** The lowest point of a scored question's scale. */
export const lowestOf = (method: ScoredMethod): number => (method === 'nps' ? 0 : 1);

export const isScored = (method: QuestionMethod): method is ScoredMethod =>
  SCORED_METHODS.some((scored) => scored === method);

/**
 * A score that wants a person to look: a detractor (0–6 of NPS), the lower two points of a CSAT scale. CES opens no case.
 */
export const isLow = (method: ScoredMethod, score: number): boolean =>
  (method === 'nps' && score <= 6) || (method === 'csat' && score <= 2);
