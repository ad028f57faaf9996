import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import type { House } from '../constructs/house.ts';
import { TallymanQueue, type TallymanQueueProps } from '../constructs/tallyman-queue.ts';

/** Timeouts of the functions behind the queues; each queue hides a message six times as long. */
export const WORKER_TIMEOUT = {
  recordFacts: Duration.seconds(60),
  rejudgeOrders: Duration.seconds(120),
  reconcileBucket: Duration.minutes(5),
  planInvitations: Duration.minutes(2),
  // Shorter than the lease of a mailbox (90 s): who holds one is done, or dead, when another takes it over.
  sendInvitations: Duration.seconds(60),
  recordMailEvents: Duration.seconds(30),
  sendCaseMails: Duration.seconds(60),
} as const;

// A mailbox that another message holds, and a provider that takes no more just now, bring a message back: for half an
// hour, with the pauses of shared/messaging/sqs-visibility.ts.
const MAIL_DELIVERIES = 20;

const QUEUES = {
  // A message that fails blocks its group until it succeeds or is set aside.
  ledger: {
    name: 'ledger',
    fifo: true,
    consumerTimeout: WORKER_TIMEOUT.recordFacts,
    maxReceiveCount: 6,
    delayImpact: 'Accepted events of some clients are not yet in their KPIs.',
    ageLimit: Duration.minutes(15),
  },
  bulk: {
    name: 'bulk',
    fifo: true,
    consumerTimeout: WORKER_TIMEOUT.recordFacts,
    maxReceiveCount: 6,
    delayImpact: 'Imported events of some clients are not yet in their KPIs.',
    ageLimit: Duration.hours(4),
  },
  rejudge: {
    name: 'rejudge',
    fifo: false,
    consumerTimeout: WORKER_TIMEOUT.rejudgeOrders,
    maxReceiveCount: 5,
    delayImpact: 'Orders of a client are still judged under its former terms.',
    ageLimit: Duration.hours(2),
  },
  reconcile: {
    name: 'reconcile',
    fifo: false,
    consumerTimeout: WORKER_TIMEOUT.reconcileBucket,
    maxReceiveCount: 3,
    delayImpact: 'Tallies of some clients have not been compared with the ledger today.',
    ageLimit: Duration.hours(4),
  },
  planInvitations: {
    name: 'plan-invitations',
    fifo: false,
    consumerTimeout: WORKER_TIMEOUT.planInvitations,
    maxReceiveCount: 5,
    delayImpact: 'People of some clients are not yet invited to a survey.',
    ageLimit: Duration.hours(1),
  },
  sendInvitations: {
    name: 'send-invitations',
    fifo: false,
    consumerTimeout: WORKER_TIMEOUT.sendInvitations,
    maxReceiveCount: MAIL_DELIVERIES,
    delayImpact: 'Survey invitations and reminders have not gone out yet.',
    ageLimit: Duration.hours(4),
  },
  mailEvents: {
    name: 'mail-events',
    fifo: false,
    consumerTimeout: WORKER_TIMEOUT.recordMailEvents,
    maxReceiveCount: 5,
    delayImpact: 'Mailboxes that bounced or complained may be written to again.',
    ageLimit: Duration.hours(1),
  },
  caseMail: {
    name: 'case-mail',
    fifo: false,
    consumerTimeout: WORKER_TIMEOUT.sendCaseMails,
    maxReceiveCount: MAIL_DELIVERIES,
    delayImpact: 'People who complained have not got the mail about their case yet.',
    ageLimit: Duration.hours(1),
  },
} as const satisfies Readonly<Record<string, TallymanQueueProps>>;

/** The queues between the API, the schedules, the mail provider and the workers. */
export type Queues = Readonly<Record<keyof typeof QUEUES, TallymanQueue>>;

export const makeQueues = (stack: Construct, house: House): Queues => {
  const scope = new Construct(stack, 'Queues');
  const queue = (id: string, name: keyof Queues) => new TallymanQueue(scope, id, house, QUEUES[name]);
  return {
    ledger: queue('Ledger', 'ledger'),
    bulk: queue('Bulk', 'bulk'),
    rejudge: queue('Rejudge', 'rejudge'),
    reconcile: queue('Reconcile', 'reconcile'),
    planInvitations: queue('PlanInvitations', 'planInvitations'),
    sendInvitations: queue('SendInvitations', 'sendInvitations'),
    mailEvents: queue('MailEvents', 'mailEvents'),
    caseMail: queue('CaseMail', 'caseMail'),
  };
};
