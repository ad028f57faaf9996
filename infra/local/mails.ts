import * as z from 'zod';

/** A mail as the emulator of SES keeps it, oldest first; headers it does not keep. */
export interface SentMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

const mailsSchema = z.object({
  // By account.
  messages: z.record(
    z.string(),
    z.array(z.object({ To: z.array(z.string()), Subject: z.string(), BodyText: z.string() })),
  ),
});

/** Every mail sent since the emulator was started. @param mailUrl as in stack.json */
export async function readMails(mailUrl: string, ask: typeof fetch = fetch): Promise<readonly SentMail[]> {
  const response = await ask(mailUrl);
  const { messages } = mailsSchema.parse(await response.json());
  return Object.values(messages)
    .flat()
    .map(({ To, Subject, BodyText }) => ({ to: To, subject: Subject, text: BodyText }));
}
