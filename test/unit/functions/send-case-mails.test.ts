import { expect, it } from 'vitest';
import { createHandler } from '../../../functions/queue/send-case-mails/handler.ts';
import { CLIENT } from '../../support/builders.ts';
import { caseMails } from '../../support/case-mails.ts';
import { aCase } from '../../support/cases.ts';
import { aWorkersDesk, sqsEvent, TIME_ENOUGH } from '../../support/queue.ts';

const message = (caseId: string, mail = 'acknowledgement') => ({ clientId: CLIENT, caseId, mail });

it('sends both mails of a case, counts them, and says nothing of the person in its log', async () => {
  const world = await caseMails();
  const desk = aWorkersDesk();
  const mailsDue = ['acknowledgement', 'outcome'] as const;
  await world.cases.save(
    aCase({ contactId: 'ann' }, { state: 'answered', outcome: 'We pay.', mailsDue }),
    undefined,
  );
  const handler = createHandler({ ...desk.deps, sending: world.worker() });
  const event = sqsEvent([
    message('CASE-1'),
    message('CASE-1', 'outcome'),
    message('CASE-1'),
    message('NONE'),
  ]);
  expect(await handler(event, TIME_ENOUGH)).toEqual({ batchItemFailures: [] });
  expect(world.sent.map(({ to }) => to)).toEqual(['ann@acme.example', 'ann@acme.example']);
  expect(desk.counts).toEqual({ CaseMailsSent: 2 });
  expect(JSON.stringify(desk.lines)).not.toMatch(/ann|We pay/);
});

it('has a message come again while another worker sends, and one that it cannot read end aside', async () => {
  const world = await caseMails();
  const desk = aWorkersDesk();
  const sending = { what: 'acknowledgement', until: world.time.now + 1 } as const;
  const one = aCase({ contactId: 'ann' }, { mailsDue: ['acknowledgement'], sending });
  await world.cases.save(one, undefined);
  const handler = createHandler({ ...desk.deps, sending: world.worker() });
  const { batchItemFailures } = await handler(
    sqsEvent([message('CASE-1'), message('CASE-1', 'escalation')]),
    TIME_ENOUGH,
  );
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual([
    'message-0',
    'message-1',
  ]);
  expect(desk.retried.sort()).toEqual(['message-0', 'message-1']);
});
