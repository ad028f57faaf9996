import { Duration } from 'aws-cdk-lib';

import { envSchema as casesEnv } from '../../functions/api/cases/env.ts';
import { envSchema as mailEnv } from '../../functions/queue/send-case-mails/env.ts';
import { envSchema as escalateEnv } from '../../functions/schedule/escalate-cases/env.ts';
import { secretAccess, sendAccess, tableAccess } from '../constructs/access.ts';
import { TallymanFunction } from '../constructs/tallyman-function.ts';
import {
  apiFunction,
  consume,
  crmAccess,
  doorAccess,
  mailSettings,
  queueWorker,
  scheduledFunction,
  tableNames,
  type Parts,
} from './function-parts.ts';
import { WORKER_TIMEOUT } from './queues.ts';

// Of the open cases of all clients.
const ROUND_TIMEOUT = Duration.minutes(10);

/** The functions that handle complaints and claims; `api` are those behind the HTTP API. */
export const caseFunctions = (parts: Parts) => {
  const sendCaseMails = mailFunction(parts);
  consume(sendCaseMails, parts.queues.caseMail, { batchSize: 5, maxConcurrency: 2 });
  return {
    api: { cases: casesFunction(parts) },
    workers: { sendCaseMails, escalateCases: escalateFunction(parts) },
  };
};

const casesFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Cases', house, {
    ...apiFunction(house, 'cases', 'Complaints and claims, and how many orders they concern'),
    envSchema: casesEnv,
    environment: {
      ...tableNames(state),
      PAGE_TOKEN_SECRET_ARN: state.pageTokenSecret.secretArn,
      CASE_MAIL_QUEUE_URL: queues.caseMail.queue.queueUrl,
    },
    // What is decided counts at once: it is recorded through the one door, like excuses.
    access: [
      ...doorAccess(state),
      ...tableAccess(state.ledger, [], ['byOpen']),
      ...tableAccess(state.tallies, ['Query']),
      ...crmAccess(state, 'BatchGetItem', 'Query', 'UpdateItem', 'DeleteItem'),
      sendAccess(queues.caseMail.queue),
      secretAccess(state.pageTokenSecret),
    ],
  });

const mailFunction = (parts: Parts): TallymanFunction => {
  const { scope, house, state, queues, mail } = parts;
  return new TallymanFunction(scope, 'SendCaseMails', house, {
    ...queueWorker(
      house,
      'send-case-mails',
      WORKER_TIMEOUT.sendCaseMails,
      'Sends what people are told about their case',
    ),
    envSchema: mailEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      CASE_MAIL_QUEUE_URL: queues.caseMail.queue.queueUrl,
      ...mailSettings(parts),
    },
    access: [...tableAccess(state.crm, ['GetItem', 'PutItem', 'DeleteItem']), mail.access],
  });
};

const escalateFunction = (parts: Parts): TallymanFunction => {
  const { scope, house, state, queues, mail } = parts;
  return new TallymanFunction(scope, 'EscalateCases', house, {
    ...scheduledFunction(
      house,
      'escalate-cases',
      ROUND_TIMEOUT,
      'Tells of cases whose due date is near or has passed',
    ),
    envSchema: escalateEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      CASE_MAIL_QUEUE_URL: queues.caseMail.queue.queueUrl,
      ...mailSettings(parts),
    },
    access: [
      ...tableAccess(state.crm, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem']),
      sendAccess(queues.caseMail.queue),
      mail.access,
    ],
  });
};
