import * as z from 'zod';
import type { MailEvent } from '../domain/survey/mail-event.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** What is read of a record of SES event publishing. Recipients are left where they are: tags name the mailbox. */
const recordSchema = z.object({
  eventType: z.string(),
  mail: z.object({
    timestamp: instant,
    tags: z.record(z.string(), z.array(z.string())).default({}),
  }),
  bounce: z.object({ bounceType: z.string() }).optional(),
  open: z.object({ timestamp: instant }).optional(),
});

function whatOf({ eventType, bounce }: z.output<typeof recordSchema>): MailEvent['what'] {
  if (eventType === 'Bounce') return bounce?.bounceType === 'Permanent' ? 'bounced' : 'other';
  if (eventType === 'Complaint') return 'complained';
  return eventType === 'Open' ? 'opened' : 'other';
}

const GREETING: MailEvent = { what: 'other', at: 0, tags: {} };

/**
 * Body of a message on the mail-events queue. https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 * When the topic is set up SES greets it with a sentence that is no JSON and reads as `undefined`: nothing is to be done then.
 */
export const mailEventSchema = z.union([
  z.undefined().transform((): MailEvent => GREETING),
  recordSchema.transform((record): MailEvent => {
    const { mail, open } = record;
    const tags = Object.entries(mail.tags).map(([name, values]) => [name, values[0] ?? '']);
    return {
      what: whatOf(record),
      at: open?.timestamp ?? mail.timestamp,
      tags: z.record(z.string(), z.string()).parse(Object.fromEntries(tags)),
    };
  }),
]);
