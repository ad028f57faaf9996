import * as z from 'zod';
import { programmeIdSchema } from '../domain/survey/programme.ts';
import { QUESTION_METHODS } from '../domain/survey/question.ts';
import { OUTCOME_GROUPS, RESULT_GROUPINGS } from '../domain/survey/result-groups.ts';
import { funnelSchema } from './funnel-view.ts';

const count = z.int().min(0);

const intervalOf = <M extends string>(method: M) =>
  z.object({ method: z.literal(method), level: z.number(), low: z.number(), high: z.number() }).nullable();

const wilson = intervalOf('wilson').meta({ description: 'Wilson, as a share.' });
const shown = z.string().nullable();

const shareSchema = z
  .object({
    count,
    value: z
      .number()
      .nullable()
      .meta({ description: 'Six decimals, cut off downwards; null where nobody answered.' }),
    shown,
    interval: wilson,
  })
  .meta({ id: 'SurveyShare' });

const meanSchema = z
  .object({ sum: count, value: z.number().nullable() })
  .meta({ id: 'SurveyMean', description: 'sum ÷ n.' });

const common = {
  question: z.string(),
  n: count.meta({ description: 'Answers to this very question.' }),
};
const scale = z.int().meta({ description: 'Highest point; another scale is another result.' });
const points = z
  .array(z.object({ value: z.number(), count }))
  .readonly()
  .meta({ description: 'By point of the scale.' });
const top2 = shareSchema.meta({ description: 'The two highest points: satisfied, or finding it easy.' });

const resultSchema = z
  .discriminatedUnion('method', [
    z.object({
      method: z.literal('nps'),
      ...common,
      promoters: count.meta({ description: '9 and 10.' }),
      passives: count.meta({ description: '7 and 8.' }),
      detractors: count.meta({ description: '0 to 6.' }),
      score: z.number().nullable().meta({
        description: '% promoters less % detractors: −100 to 100, four decimals, cut off downwards.',
      }),
      shown,
      interval: intervalOf('adjusted-wald').meta({
        description: 'Adjusted Wald, in points; centred on the adjusted score, not on the score.',
      }),
      distribution: points,
    }),
    z.object({
      method: z.literal('csat'),
      ...common,
      scale,
      top2,
      top1: shareSchema.meta({
        description: 'The highest point alone: highly satisfied. Satisfied is not yet highly satisfied.',
      }),
      mean: meanSchema,
      distribution: points,
    }),
    z.object({ method: z.literal('ces'), ...common, scale, top2, mean: meanSchema, distribution: points }),
    z.object({
      method: z.literal('choice'),
      ...common,
      distribution: z
        .array(z.object({ value: z.string(), count }))
        .readonly()
        .meta({ description: 'By option; a person may take one.' }),
    }),
    z.object({ method: z.literal('text'), ...common }),
  ])
  .meta({ id: 'SurveyResult' });

const deliveredSchema = z
  .array(
    z.object({
      kpi: z.enum(['on-time-delivery', 'damage-frequency']),
      numerator: z.int(),
      denominator: z.int(),
      value: z.number().nullable(),
      shown,
      interval: wilson,
    }),
  )
  .meta({ id: 'SurveyDelivered', description: 'Gross figures of the clients on the days of the period.' });

const figures = {
  answers: count.meta({ description: 'Complete answers counted here.' }),
  withheld: z.enum(['none', 'some', 'all']).meta({
    description:
      'Anonymous answers left out so that no figure, and no difference of two, tells fewer than k.',
  }),
  results: z
    .array(resultSchema)
    .readonly()
    .meta({ description: 'Of each question; empty where all is withheld.' }),
  funnel: funnelSchema
    .nullable()
    .meta({ description: 'null for groups that invitations do not know: carrier, outcome.' }),
  delivered: deliveredSchema.nullable().meta({
    description:
      'null for groups that the ledger does not know (wave, language, outcome), or over more than 1,000 clients.',
  }),
};

const questionSchema = z
  .object({
    id: z.string(),
    method: z.enum(QUESTION_METHODS),
    scale: z.int().nullable(),
    text: z.record(z.string(), z.string()),
    options: z.array(z.object({ id: z.string(), text: z.record(z.string(), z.string()) })),
  })
  .meta({ id: 'SurveyQuestionAsked' });

export const resultsSchema = z
  .object({
    programmeId: programmeIdSchema,
    name: z.string(),
    from: z.iso.date(),
    to: z.iso.date(),
    timeZone: z.string(),
    clients: z
      .union([z.literal('every'), count])
      .meta({ description: 'How many clients you asked about, or may see.' }),
    waves: z.object({
      all: count,
      waiting: count.meta({
        description: 'Anonymous ones that are still open: their answers count once closed.',
      }),
    }),
    questions: z.array(questionSchema),
    total: z.object(figures).meta({ id: 'SurveyFigures' }),
    groupBy: z.enum(RESULT_GROUPINGS).optional(),
    groups: z.array(z.object({ key: z.string(), ...figures }).meta({ id: 'SurveyGroup' })).optional(),
  })
  .meta({ id: 'SurveyResults' });

export const textSchema = z
  .object({
    question: z.string(),
    language: z.string().meta({ description: 'In which the person was asked.' }),
    text: z.string().meta({ description: 'As it was written; escape it where you show it.' }),
    source: z
      .object({
        clientId: z.string(),
        waveId: z.string(),
        answeredAt: z.iso.datetime().nullable(),
        orderNo: z.string().nullable(),
        outcome: z.enum(OUTCOME_GROUPS),
      })
      .nullable()
      .meta({ description: 'null of anonymous answers.' }),
  })
  .meta({ id: 'SurveyText' });
