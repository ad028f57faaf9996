import * as z from 'zod';
import { responseRate, type Funnel } from '../domain/survey/funnel.ts';

const count = z.int();

export const funnelSchema = z
  .object({
    planned: count.meta({ description: 'All of them, whatever became of them.' }),
    waiting: count,
    sent: count.meta({ description: 'Whatever went out: those answered and bounced are among them.' }),
    heldBack: count.meta({
      description: 'Not asked, for a complaint was open: satisfaction leaves them out.',
    }),
    cooledDown: count.meta({ description: 'Not asked, for another survey asked too recently.' }),
    unreachable: count,
    lapsed: count.meta({ description: 'The wave closed before their turn came.' }),
    bounced: count,
    opened: count.meta({ description: 'As far as the mail provider tells.' }),
    reminded: count,
    answered: count,
    responseRate: z
      .object({
        answered: count,
        of: count,
        shown: z
          .string()
          .nullable()
          .meta({ description: 'Cut off, never rounded up; null where none arrived.' }),
      })
      .meta({ description: 'Answered of those sent and not bounced.' }),
  })
  .meta({ id: 'SurveyFunnel' });

export const funnelView = (funnel: Funnel): z.input<typeof funnelSchema> => ({
  ...funnel,
  responseRate: responseRate(funnel),
});
