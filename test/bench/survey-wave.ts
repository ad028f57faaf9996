import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { planInvitations } from '../../shared/app/surveys/plan-invitations.ts';
import { requestWave } from '../../shared/app/surveys/request-wave.ts';
import { sendInvitations } from '../../shared/app/surveys/send-invitations.ts';
import { planMessageSchema } from '../../shared/messaging/plan-message.ts';
import { sendMessageSchema } from '../../shared/messaging/send-message.ts';
import type { PlanRequest, SendRequest } from '../../shared/ports/survey-queues.ts';
import { aClient, clientId, CONTRACT } from '../support/builders.ts';
import { aContact } from '../support/contacts.ts';
import { aProgramme, aProgrammeVersion } from '../support/programmes.ts';
import { aSurveyDesk, SLOT } from '../support/survey-desk.ts';
import { atLeast, atMost, toldOnly, type FigureGroup } from './figure.ts';

const CLIENTS = 200;
const CONTACTS_EACH = 50;
const INVITATIONS = CLIENTS * CONTACTS_EACH;
const MEGABYTE = 1024 * 1024;

/** A wave over so many clients on the in-process store, each message handled as a worker does. */
async function runWave(clients: number) {
  const desk = aSurveyDesk();
  const ids = Array.from({ length: clients }, (_, n) => clientId(`client-${String(n)}`));
  for (const id of ids) {
    await desk.clients.create(aClient({ clientId: id }), CONTRACT, 'admin-1');
    for (let n = 0; n < CONTACTS_EACH; n++)
      await desk.contacts.save(
        aContact({ clientId: id, contactId: `c${String(n)}`, mail: `c${String(n)}@${id}.example` }),
      );
  }
  const programme = aProgramme({ clients: 'every', activeSince: SLOT - 1 });
  await desk.programmes.save(programme, aProgrammeVersion());
  const toPlan: string[] = [];
  const toSend: string[] = [];
  const enqueue =
    (queue: string[]) =>
    (requests: readonly (PlanRequest | SendRequest)[]): Promise<void> => {
      queue.push(...requests.map((request) => JSON.stringify(request)));
      return Promise.resolve();
    };
  let mails = 0;
  const mailer = {
    send: (): Promise<void> => {
      mails += 1;
      return Promise.resolve();
    },
  };
  const { capacity } = desk.documents;
  const units = async (run: () => Promise<unknown>): Promise<{ read: number; write: number }> => {
    capacity.reset();
    await run();
    return { read: capacity.read, write: capacity.write };
  };

  const start = performance.now();
  const begun = await units(() =>
    requestWave({ ...desk, planQueue: { send: enqueue(toPlan) } }, programme.programmeId, SLOT),
  );
  const planned = await units(async () => {
    const planning = { ...desk.planning, sendQueue: { send: enqueue(toSend) } };
    for (const body of toPlan) await planInvitations(planning, planMessageSchema.parse(JSON.parse(body)));
  });
  const sent = await units(async () => {
    const sending = { ...desk.sending, mailer };
    for (const body of toSend) await sendInvitations(sending, sendMessageSchema.parse(JSON.parse(body)));
  });
  const seconds = (performance.now() - start) / 1000;
  const states = desk.documents.all('crm').filter(({ sk }) => sk.startsWith('i#'));
  return {
    mails,
    sentStates: states.filter(({ state }) => state === 'sent').length,
    planMessages: toPlan.length,
    sendMessages: toSend.length,
    largestMessage: Math.max(
      ...toSend.map((body) => sendMessageSchema.parse(JSON.parse(body)).mailboxIds.length),
    ),
    begun,
    planned,
    sent,
    seconds,
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of the heap once everything that nobody needs is gone. */
async function heapBytes(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    // What was awaited last is let go in a turn of its own.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

/**
 * The store lives in this process too; it is let go before the heap is looked at, so that what a wave adds is the pipeline's. A
 * wave of the same size goes before: what the engine itself keeps is there by then.
 */
async function measure() {
  await runWave(CLIENTS);
  const before = await heapBytes();
  const wave = await runWave(CLIENTS);
  return { wave, kept: (await heapBytes()) - before };
}

export const surveyWave: FigureGroup = {
  name: 'survey-wave',
  measure: async () => {
    const { wave, kept } = await measure();
    const { begun, planned, sent } = wave;
    const each = (units: number): string => (units / INVITATIONS).toFixed(2);
    const name = `survey wave of ${INVITATIONS.toLocaleString('en')} invitations over ${String(CLIENTS)} clients`;
    return [
      atLeast(`${name}: planned, sent and noted`, INVITATIONS, Math.min(wave.mails, wave.sentStates), '', [
        `${String(wave.planMessages)} messages to plan, ${String(wave.sendMessages)} to send, ${wave.mails.toLocaleString('en')} mails`,
      ]),
      atMost(`${name}: write units per invitation`, 4, (planned.write + sent.write) / INVITATIONS, '', [
        `planning ${each(planned.write)}, sending ${each(sent.write)}; beside them ${String(begun.write)} for the wave`,
        `read units per invitation: planning ${each(planned.read)}, sending ${each(sent.read)}`,
      ]),
      atMost(`${name}: people in the largest message`, 10, wave.largestMessage),
      atMost(`${name}: memory that the pipeline keeps of it`, 1, Math.max(0, kept) / MEGABYTE, ' MB'),
      toldOnly(
        `${name}: time in process, one message after the other`,
        `${wave.seconds.toFixed(1)} s, ${Math.round(INVITATIONS / wave.seconds).toLocaleString('en')} invitations/s`,
      ),
    ];
  },
};
