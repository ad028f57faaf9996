import { DAY_MS } from '../../../shared/domain/calendar/time.ts';
import type { LocalStack } from '../stack.ts';
import { accessToken } from '../tokens.ts';
import type { Target } from './api.ts';
import { expectedOf } from './expected.ts';
import { generateCompany } from './generate.ts';
import { PROFILES } from './profiles.ts';
import { issueFirstCredit, sendBilling } from './credits.ts';
import { sendProgrammes } from './programmes.ts';
import { sendTerms } from './send-terms.ts';
import { answerFirstWave } from './survey-wave.ts';
import { sendEvents, sendMasterData } from './send.ts';
import { waitUntilRecorded } from './wait.ts';

/** The clients of the demonstration company, in the order of their importance to the sign-ins made for it. */
export const demoClientIds: readonly string[] = PROFILES.map(({ client }) => client.clientId);

/** Everybody's demonstration company is the same on the same day. */
const SEED = 20_260_301;

const count = (n: number): string => n.toLocaleString('en');

async function targetOf(stack: LocalStack): Promise<Target> {
  const [adminToken, managerToken, eventsToken] = await Promise.all([
    accessToken(stack, 'admin'),
    accessToken(stack, 'account-manager'),
    accessToken(stack, 'integration'),
  ]);
  return { apiUrl: stack.apiUrl, adminToken, managerToken, eventsToken };
}

/**
 * Fills a fresh local installation with the demonstration company, and waits until all of it is recorded.
 * @param stack where it is
 * @param report tells what is being done, for the progress line
 * @throws SetupError with the remedy when something is refused or takes too long
 */
export async function seed(stack: LocalStack, report: (text: string) => void): Promise<void> {
  const now = Date.now();
  // Open verdicts are compared at a fixed moment, so that none becomes overdue between the looks.
  const asOf = (Math.floor(now / DAY_MS) + 2) * DAY_MS;
  report('making up its orders');
  const company = generateCompany(SEED, now);
  const expected = expectedOf(company, now, asOf);
  const target = await targetOf(stack);
  report('clients, registries and terms');
  await sendMasterData(target, company);
  await sendTerms(target, company);
  await sendProgrammes(target);
  const sendAll = sendEvents(target, company.events, (sent) => {
    report(`${count(sent)} of ${count(company.events.length)} events sent`);
  });
  await Promise.all([sendAll, sendBilling(target, company)]);
  await waitUntilRecorded(target, expected, asOf, (recorded, all) => {
    report(`${count(recorded)} of ${count(all)} orders recorded`);
  });
}

/**
 * A survey about the deliveries of the last days, from the wave to the answers: mails go out one by one.
 * @returns what was done, as a line for people
 */
export async function survey(stack: LocalStack): Promise<string> {
  const { invited, answered } = await answerFirstWave(await targetOf(stack), stack.mailUrl);
  return `Survey after deliveries: ${count(invited)} invited, ${count(answered)} answered.`;
}

/**
 * What can only be done minutes later, when the orders have been judged again under the new terms.
 * @returns what was done, as a line for people
 * @throws SetupError when it is refused
 */
export async function settle(stack: LocalStack): Promise<string> {
  const issued = await issueFirstCredit(await targetOf(stack), generateCompany(SEED, Date.now()));
  return issued
    ? `New terms judged; the credit of ${issued.clientId} for ${issued.month} is issued and approved.`
    : 'The demonstration orders are still being judged again; no credit is issued.';
}
