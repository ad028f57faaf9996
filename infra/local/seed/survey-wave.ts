import * as z from 'zod';
import { formatDay, DAY_MS } from '../../../shared/domain/calendar/time.ts';
import { readMails, type SentMail } from '../mails.ts';
import { callApi, expectDone, pauseOf, type Target } from './api.ts';
import { AFTER_DELIVERY } from './programmes.ts';

/** A demonstration wave: begun over the API, planned, sent, and answered by the links in the mails that the emulator keeps. */

/** A delivery is asked about from a minute and a half after it was recorded, by a wave that begins on a full minute. */
const UNTIL_NOTED_MS = 155_000;
const LOOK_EVERY_MS = 2000;
/** So often in a row the number of mails must be the same before the wave counts as sent. */
const QUIET_LOOKS = 5;
const MOST_LOOKS = 90;

async function invitations(target: Target, mailUrl: string): Promise<readonly SentMail[]> {
  const subjects: readonly string[] = Object.values(AFTER_DELIVERY.subject);
  return (await readMails(mailUrl, target.fetch)).filter(({ subject }) => subjects.includes(subject));
}

async function sentMails(target: Target, mailUrl: string): Promise<readonly SentMail[]> {
  let mails: readonly SentMail[] = [];
  for (let look = 0, quiet = 0; look < MOST_LOOKS && quiet < QUIET_LOOKS; look++) {
    await pauseOf(target)(LOOK_EVERY_MS);
    const now = await invitations(target, mailUrl);
    quiet = now.length > 0 && now.length === mails.length ? quiet + 1 : 0;
    mails = now;
  }
  return mails;
}

const ordersSchema = z.object({
  orders: z.array(z.object({ orderNo: z.string() })),
  nextToken: z.string().optional(),
});

const DAYS_LOOKED_AT = 40;

/** The orders that came late, of the clients asked. */
async function lateOrders(target: Target, now: number): Promise<ReadonlySet<string>> {
  const late = new Set<string>();
  const today = Math.floor(now / DAY_MS);
  const period = { from: formatDay(today - DAYS_LOOKED_AT), to: formatDay(today) };
  for (const clientId of AFTER_DELIVERY.clients) {
    let nextToken: string | undefined;
    do {
      const query = new URLSearchParams({
        ...{ kpi: 'on-time-delivery', outcome: 'missed', limit: '100', ...period },
        ...(nextToken !== undefined && { nextToken }),
      });
      const path = `/v1/clients/${clientId}/orders?${query.toString()}`;
      const { body } = await expectDone(target, { method: 'GET', path, token: target.adminToken }, [200]);
      const page = ordersSchema.parse(body);
      for (const { orderNo } of page.orders) late.add(orderNo);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
  return late;
}

// Satisfaction by turns; who is asked after a late delivery is harder to please.
const IN_TIME: readonly number[] = [5, 4, 5, 5, 3, 4, 5, 4];
const LATE: readonly number[] = [2, 4, 3, 1, 3];
const NPS_OF: Readonly<Record<number, number>> = { 1: 1, 2: 4, 3: 7, 4: 8, 5: 10 };
/** What is said of a delivery in time, and of a late one, by language. */
const REMARKS: Readonly<Record<string, readonly [inTime: readonly string[], late: readonly string[]]>> = {
  en: [
    ['The driver called ahead, thank you.', 'Everything in order.', 'Could the papers come by mail?'],
    ['We had to wait a whole day for the lorry.'],
  ],
  de: [
    ['Der Fahrer war sehr freundlich.', 'Alles bestens.', 'Bitte künftig vor zehn Uhr.'],
    ['Die Lieferung kam zu spät, ohne Nachricht.', 'Wir standen mit leeren Regalen da.'],
  ],
  'pt-BR': [
    ['Tudo certo, embalagem perfeita.', 'Entrega rápida.', 'O motorista foi muito atencioso.'],
    ['A entrega atrasou e ninguém avisou.', 'Perdemos vendas por causa do atraso.'],
  ],
};

const turn = <T>(list: readonly T[], i: number): T | undefined => list[i % list.length];

/** Three of ten do not answer; every fifth adds a remark. */
function formOf(i: number, late: boolean, language: string): URLSearchParams | undefined {
  if (i % 10 >= 7) return undefined;
  const score = turn(late ? LATE : IN_TIME, i) ?? 3;
  const remark = i % 5 === 0 ? turn(REMARKS[language]?.[late ? 1 : 0] ?? [], i) : undefined;
  return new URLSearchParams({
    'q.satisfied': String(score),
    'q.recommend': String(NPS_OF[score] ?? 5),
    ...(remark !== undefined && { 'q.comments': remark }),
  });
}

function languageOf({ subject }: SentMail): string {
  const found = Object.entries(AFTER_DELIVERY.subject).find(([, text]) => text === subject);
  return found?.[0] ?? 'en';
}

/** Answers by the link of a mail, as a browser without script does. @returns whether it was answered */
async function answerBy(
  target: Target,
  mail: SentMail,
  i: number,
  late: ReadonlySet<string>,
): Promise<boolean> {
  const token = /\/s\/([\w-]+)/.exec(mail.text)?.[1];
  const orderNo = /SO-\d+/.exec(mail.text)?.[0] ?? '';
  const form = formOf(i, late.has(orderNo), languageOf(mail));
  if (token === undefined || form === undefined) return false;
  const response = await (target.fetch ?? fetch)(`${target.apiUrl}/s/${token}`, {
    method: 'POST',
    body: form,
  });
  return response.ok;
}

export interface DemoWave {
  readonly invited: number;
  readonly answered: number;
}

/** Begins a wave of the transactional programme, waits until its mails are out, and answers most of them. */
export async function answerFirstWave(target: Target, mailUrl: string): Promise<DemoWave> {
  await pauseOf(target)(UNTIL_NOTED_MS);
  const path = `/v1/surveys/${AFTER_DELIVERY.programmeId}/waves`;
  await callApi(target, { method: 'POST', path, token: target.adminToken, body: '{}' });
  const [mails, late] = await Promise.all([sentMails(target, mailUrl), lateOrders(target, Date.now())]);
  let answered = 0;
  for (const [i, mail] of mails.entries()) if (await answerBy(target, mail, i, late)) answered++;
  return { invited: mails.length, answered };
}
