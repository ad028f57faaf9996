import { Duration } from 'aws-cdk-lib';

import { envSchema as planEnv } from '../../functions/queue/plan-invitations/env.ts';
import { envSchema as eventsEnv } from '../../functions/queue/record-mail-events/env.ts';
import { envSchema as sendEnv } from '../../functions/queue/send-invitations/env.ts';
import { envSchema as requestEnv } from '../../functions/schedule/request-survey-waves/env.ts';
import { envSchema as tendEnv } from '../../functions/schedule/tend-surveys/env.ts';
import { secretAccess, sendAccess, tableAccess } from '../constructs/access.ts';
import { TallymanFunction } from '../constructs/tallyman-function.ts';
import { consume, mailSettings, queueWorker, scheduledFunction, type Parts } from './function-parts.ts';
import { WORKER_TIMEOUT } from './queues.ts';

// Of all open waves, page by page. What is cut off is done in the next hour.
const ROUND_TIMEOUT = Duration.minutes(10);

// A message holds up to ten mailboxes, worked on one after another: two messages at a time send about as fast as SES
// lets a new account (14 a second). More would be throttled and come again.
const SENDING = { batchSize: 1, maxConcurrency: 2 } as const;

/** The functions that ask people: waves begin, are planned for each client, sent, looked after, closed. */
export const surveyPipeline = (parts: Parts) => {
  const { queues } = parts;
  const functions = {
    requestSurveyWaves: requestFunction(parts),
    planInvitations: planFunction(parts),
    sendInvitations: sendFunction(parts),
    recordMailEvents: eventsFunction(parts),
    tendSurveys: tendFunction(parts),
  };
  consume(functions.planInvitations, queues.planInvitations, { batchSize: 1, maxConcurrency: 5 });
  consume(functions.sendInvitations, queues.sendInvitations, SENDING);
  consume(functions.recordMailEvents, queues.mailEvents, { batchSize: 10, maxConcurrency: 2 });
  return functions;
};

const requestFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'RequestSurveyWaves', house, {
    ...scheduledFunction(
      house,
      'request-survey-waves',
      Duration.minutes(2),
      'Begins the wave that a survey programme is due for',
    ),
    envSchema: requestEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      PLAN_QUEUE_URL: queues.planInvitations.queue.queueUrl,
    },
    access: [
      ...tableAccess(state.crm, ['GetItem', 'BatchGetItem', 'Query', 'PutItem']),
      sendAccess(queues.planInvitations.queue),
    ],
  });

const planFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'PlanInvitations', house, {
    ...queueWorker(
      house,
      'plan-invitations',
      WORKER_TIMEOUT.planInvitations,
      'Plans whom of a client a wave invites',
    ),
    envSchema: planEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      LEDGER_TABLE: state.ledger.tableName,
      PLAN_QUEUE_URL: queues.planInvitations.queue.queueUrl,
      SEND_QUEUE_URL: queues.sendInvitations.queue.queueUrl,
    },
    access: [
      ...tableAccess(state.ledger, ['BatchGetItem']),
      ...tableAccess(state.crm, ['GetItem', 'BatchGetItem', 'Query', 'PutItem']),
      sendAccess(queues.sendInvitations.queue),
    ],
  });

const sendFunction = (parts: Parts): TallymanFunction => {
  const { scope, house, state, queues, mail, publicUrl } = parts;
  return new TallymanFunction(scope, 'SendInvitations', house, {
    ...queueWorker(
      house,
      'send-invitations',
      WORKER_TIMEOUT.sendInvitations,
      'Sends invitations and reminders of surveys, or holds them back',
    ),
    envSchema: sendEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      SEND_QUEUE_URL: queues.sendInvitations.queue.queueUrl,
      ...mailSettings(parts),
      PUBLIC_URL: publicUrl,
      LINK_SECRET_ARN: state.linkSecret.secretArn,
    },
    access: [
      ...tableAccess(state.crm, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem']),
      secretAccess(state.linkSecret),
      mail.access,
    ],
  });
};

const eventsFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'RecordMailEvents', house, {
    ...queueWorker(
      house,
      'record-mail-events',
      WORKER_TIMEOUT.recordMailEvents,
      'Notes bounces, complaints and opened mails',
    ),
    envSchema: eventsEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      MAIL_EVENTS_QUEUE_URL: queues.mailEvents.queue.queueUrl,
    },
    access: tableAccess(state.crm, ['GetItem', 'PutItem', 'UpdateItem']),
  });

const tendFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'TendSurveys', house, {
    ...scheduledFunction(
      house,
      'tend-surveys',
      ROUND_TIMEOUT,
      'Reminds, sends leftovers, closes waves, sweeps the outbox',
    ),
    envSchema: tendEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      SEND_QUEUE_URL: queues.sendInvitations.queue.queueUrl,
      LEDGER_QUEUE_URL: queues.ledger.queue.queueUrl,
    },
    access: [
      ...tableAccess(state.crm, ['GetItem', 'Query', 'UpdateItem', 'DeleteItem']),
      sendAccess(queues.sendInvitations.queue, queues.ledger.queue),
    ],
  });
