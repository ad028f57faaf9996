import { MINUTE_MS, type EpochMs } from '../../domain/calendar/time.ts';
import { zoneOf } from '../../domain/calendar/zone.ts';
import type { Case } from '../../domain/complaint/case.ts';
import { contractOn, historyOf } from '../../domain/contract/in-force.ts';
import { problem } from '../../domain/errors.ts';
import type { Dimensions } from '../../domain/ledger/order-record.ts';
import {
  anonymousAnswer,
  answersUntil,
  namedAnswer,
  type Answer,
  type DeliveryOutcome,
  type Said,
} from '../../domain/survey/answer.ts';
import { answerFacts } from '../../domain/survey/answer-facts.ts';
import { deliveryOutcome } from '../../domain/survey/delivery-outcome.ts';
import { contactWish, followUp, type FollowUpTerms } from '../../domain/survey/follow-up.ts';
import {
  readAnswers,
  readContact,
  type ContactFault,
  type Form,
  type ReadAnswers,
} from '../../domain/survey/read-answers.ts';
import type { AnswerGiven, AnswerStore } from '../../ports/answers.ts';
import type { Terms } from '../../ports/clients.ts';
import type { OutboxEntry } from '../../ports/fact-outbox.ts';
import type { Ids, Secrets } from '../../ports/ids.ts';
import { deliverOutbox, type DeliverOutboxDeps } from '../deliver-outbox.ts';
import { judgeOrder } from '../exceptions/judged-order.ts';
import { openLink, type OpenLink, type OpenLinkDeps } from './open-link.ts';

export interface GiveAnswerDeps extends OpenLinkDeps, DeliverOutboxDeps {
  readonly answers: Pick<AnswerStore, 'give' | 'keepPartial'>;
  readonly ids: Ids;
  readonly secrets: Secrets;
}

/** What a person sent: the form, and the language of the page they filled in, one of the version's. */
export interface SentAnswer {
  readonly form: Form;
  readonly languageOf: (link: OpenLink) => string;
  readonly now: EpochMs;
}

export type GivenAnswer =
  | { readonly outcome: 'closed' }
  | {
      readonly outcome: 'incomplete';
      readonly link: OpenLink;
      readonly read: ReadAnswers;
      readonly contactFault: ContactFault | undefined;
      /** Whether what is right so far was kept. */
      readonly kept: boolean;
    }
  | { readonly outcome: 'thanks'; readonly link: OpenLink; readonly followedUp: boolean };

/** The order asked about: what became of it, and where it counts. */
interface AskedOrder {
  readonly outcome: DeliveryOutcome | null;
  readonly where: Dimensions;
}

const NOWHERE: Dimensions = { siteId: undefined, carrierId: undefined, serviceLevel: undefined };

const NO_ORDER: AskedOrder = { outcome: null, where: NOWHERE };

async function askedOrder(
  { recording, bucketOf }: GiveAnswerDeps,
  { invitation: { clientId, orderNo } }: OpenLink,
  terms: Terms,
  now: EpochMs,
): Promise<AskedOrder> {
  if (orderNo === null) return NO_ORDER;
  const partition = { clientId, bucket: bucketOf(orderNo, terms.client.buckets) };
  const [[order], registries] = await Promise.all([
    recording.ledger.load(partition, [{ kind: 'delivery', orderNo }]),
    recording.registries.all(),
  ]);
  if (!order) return { outcome: 'other', where: NOWHERE };
  const { verdicts } = judgeOrder(order, historyOf(terms), registries);
  return { outcome: deliveryOutcome(verdicts, now), where: order.evaluation.dimensions };
}

/** Facts of a named answer; those of an anonymous one wait until its wave is closed. */
function outboxOf(answer: Answer, link: OpenLink, where: Dimensions, terms: Terms): OutboxEntry | undefined {
  const { answeredAt: at, clientId, answerId } = answer;
  if (at === null) return undefined;
  const offsetMinutes = Math.round(zoneOf(terms.client.timeZone).offsetAt(at) / MINUTE_MS);
  const order = answerFacts(answer, link.version.questions, { at, offsetMinutes }, where);
  return order && { outboxId: `answer.${clientId}.${answerId}`, clientId, at, orders: [order] };
}

interface Completed extends SentAnswer {
  readonly values: ReadAnswers['values'];
  /** Where to contact somebody unknown who wants it. */
  readonly replyTo: string | null;
}

function caseOf(answer: Answer, terms: FollowUpTerms, replyTo: string | null): Case | undefined {
  return replyTo === null ? followUp(answer, terms) : contactWish(answer, replyTo, terms);
}

async function decideAnswer(
  deps: GiveAnswerDeps,
  link: OpenLink,
  { values, languageOf, replyTo, now }: Completed,
): Promise<AnswerGiven | undefined> {
  const { invitation, wave, version } = link;
  const terms = await deps.recording.clients.terms(invitation.clientId);
  if (!terms) return undefined;
  const asked = await askedOrder(deps, link, terms, now);
  const said: Said = {
    complete: true,
    answeredAt: now,
    outcome: asked.outcome,
    carrierId: asked.where.carrierId ?? null,
    language: languageOf(link),
    versionNumber: version.number,
    values,
  };
  const answer = version.anonymous
    ? anonymousAnswer(invitation, deps.secrets.secret(), said)
    : namedAnswer(invitation, said);
  const contract = contractOn(historyOf(terms), zoneOf(terms.client.timeZone).dayOf(now));
  return {
    answer,
    invitation: { ...invitation, state: 'answered', version: invitation.version + 1 },
    token: link.token,
    followUp: caseOf(answer, { version, contract, caseId: deps.ids.ulid(), now }, replyTo),
    facts: outboxOf(answer, link, asked.where, terms),
    ttl: answersUntil(wave, version),
  };
}

async function keepUnfinished(
  { answers }: GiveAnswerDeps,
  link: OpenLink,
  { languageOf, now }: SentAnswer,
  { values }: ReadAnswers,
): Promise<boolean> {
  const { invitation, wave, version } = link;
  if (version.anonymous || Object.keys(values).length === 0) return false;
  const said: Said = {
    complete: false,
    answeredAt: now,
    // Judged when it is complete: until then it counts nowhere.
    outcome: null,
    carrierId: null,
    language: languageOf(link),
    versionNumber: version.number,
    values,
  };
  await answers.keepPartial(namedAnswer(invitation, said), answersUntil(wave, version));
  return true;
}

const TRIES = 3;

/**
 * Takes an answer, once for each invitation.
 * 1. the link must be open; 2. read the form: while something is wrong or missing, what is right is kept (never in anonymous
 * waves) and nothing is consumed; 3. one transaction takes the tokens away, marks the invitation, stores the answer, the case
 * that a low score or a wish for contact opens, and the facts; 4. the facts go through the one door.
 * A mark on the invitation in between (opened, reminded) is no second answer: the link is looked at again. Throws
 * `unavailable` where that goes on.
 */
export async function giveAnswer(
  deps: GiveAnswerDeps,
  token: string,
  sent: SentAnswer,
): Promise<GivenAnswer> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const link = await openLink(deps, token, sent.now);
    if (!link) return { outcome: 'closed' };
    const read = readAnswers(link.version.questions, sent.form);
    const contact = link.version.anonymous ? readContact(sent.form) : { replyTo: null };
    if (!read.complete || 'fault' in contact) {
      const kept = await keepUnfinished(deps, link, sent, read);
      const contactFault = 'fault' in contact ? contact.fault : undefined;
      return { outcome: 'incomplete', link, read, contactFault, kept };
    }
    const given = await decideAnswer(deps, link, { ...sent, ...contact, values: read.values });
    if (!given) return { outcome: 'closed' };
    if (!(await deps.answers.give(given))) continue;
    if (given.facts) await deliverOutbox(deps, given.facts);
    return { outcome: 'thanks', link, followedUp: given.followUp !== undefined };
  }
  throw problem.unavailable();
}
