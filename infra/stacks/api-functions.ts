import { envSchema as accessEnv } from '../../functions/api/access/env.ts';
import { envSchema as clientsEnv } from '../../functions/api/clients/env.ts';
import { envSchema as contractsEnv } from '../../functions/api/contracts/env.ts';
import { envSchema as creditsEnv } from '../../functions/api/credits/env.ts';
import { envSchema as eventsEnv } from '../../functions/api/events/env.ts';
import { envSchema as exceptionsEnv } from '../../functions/api/exceptions/env.ts';
import { envSchema as kpisEnv } from '../../functions/api/kpis/env.ts';
import { envSchema as metaEnv } from '../../functions/api/meta/env.ts';
import { envSchema as ordersEnv } from '../../functions/api/orders/env.ts';
import { envSchema as quarantineEnv } from '../../functions/api/quarantine/env.ts';
import { envSchema as registriesEnv } from '../../functions/api/registries/env.ts';
import { envSchema as whatIfEnv } from '../../functions/api/what-if/env.ts';
import { LEDGER } from '../../shared/store/tables.ts';
import { secretAccess, sendAccess, tableAccess } from '../constructs/access.ts';
import { TallymanFunction } from '../constructs/tallyman-function.ts';
import { apiFunction, crmAccess, doorAccess, tableNames, type Parts } from './function-parts.ts';

// With so much memory Lambda gives a function a whole core: what judges thousands of orders in a call needs it.
const ONE_CORE_MEGABYTES = 1769;

/** The functions behind the HTTP API that are about orders and their terms. */
export const apiFunctions = (parts: Parts) => ({
  events: eventsFunction(parts),
  clients: clientsFunction(parts),
  contracts: contractsFunction(parts),
  credits: creditsFunction(parts),
  kpis: kpisFunction(parts),
  whatIf: whatIfFunction(parts),
  orders: ordersFunction(parts),
  exceptions: exceptionsFunction(parts),
  quarantine: quarantineFunction(parts),
  registries: registriesFunction(parts),
  access: accessFunction(parts),
  meta: metaFunction(parts),
});

const eventsFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Events', house, {
    ...apiFunction(house, 'events', 'Takes events in and puts them on a queue'),
    envSchema: eventsEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      LEDGER_QUEUE_URL: queues.ledger.queue.queueUrl,
      BULK_QUEUE_URL: queues.bulk.queue.queueUrl,
    },
    access: [...crmAccess(state, 'BatchGetItem'), sendAccess(queues.ledger.queue, queues.bulk.queue)],
  });

const clientsFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Clients', house, {
    ...apiFunction(house, 'clients', 'Clients and their terms; starts judging again'),
    envSchema: clientsEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      REJUDGE_QUEUE_URL: queues.rejudge.queue.queueUrl,
      PAGE_TOKEN_SECRET_ARN: state.pageTokenSecret.secretArn,
    },
    access: [
      ...crmAccess(state, 'BatchGetItem', 'Query', 'UpdateItem', 'DeleteItem'),
      sendAccess(queues.rejudge.queue),
      secretAccess(state.pageTokenSecret),
    ],
  });

const contractsFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Contracts', house, {
    ...apiFunction(house, 'contracts', 'Contract versions: drafts, activation, comparison'),
    envSchema: contractsEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      REJUDGE_QUEUE_URL: queues.rejudge.queue.queueUrl,
      SECOND_PERSON: house.stage.secondPerson,
    },
    access: [...crmAccess(state, 'Query', 'UpdateItem', 'DeleteItem'), sendAccess(queues.rejudge.queue)],
  });

const creditsFunction = ({ scope, house, state }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Credits', house, {
    ...apiFunction(
      house,
      'credits',
      'Billed amounts and service credits: calculated, issued, approved, corrected',
    ),
    envSchema: creditsEnv,
    environment: {
      ...tableNames(state),
      PAGE_TOKEN_SECRET_ARN: state.pageTokenSecret.secretArn,
      SECOND_PERSON: house.stage.secondPerson,
    },
    access: [
      ...tableAccess(state.ledger, [], ['byOpen']),
      ...tableAccess(state.tallies, ['Query']),
      ...crmAccess(state, 'BatchGetItem', 'Query', 'UpdateItem', 'DeleteItem'),
      secretAccess(state.pageTokenSecret),
    ],
  });

const kpisFunction = ({ scope, house, state }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Kpis', house, {
    ...apiFunction(house, 'kpis', 'KPIs of one client or of all one may see'),
    envSchema: kpisEnv,
    environment: tableNames(state),
    access: [
      ...tableAccess(state.ledger, ['Query'], Object.keys(LEDGER.localIndexes)),
      ...tableAccess(state.tallies, ['Query']),
      ...crmAccess(state, 'BatchGetItem', 'Query'),
    ],
  });

const whatIfFunction = ({ scope, house, state }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'WhatIf', house, {
    ...apiFunction(house, 'what-if', 'Orders of a period judged under other terms'),
    memoryMegabytes: Math.max(ONE_CORE_MEGABYTES, house.stage.memoryMegabytes.api),
    envSchema: whatIfEnv,
    environment: {
      ...tableNames(state),
      PAGE_TOKEN_SECRET_ARN: state.pageTokenSecret.secretArn,
    },
    access: [
      ...tableAccess(state.ledger, ['BatchGetItem', 'Query'], ['byDay', 'byOpen']),
      ...tableAccess(state.tallies, ['Query']),
      ...crmAccess(state, 'BatchGetItem', 'Query'),
      secretAccess(state.pageTokenSecret),
    ],
  });

const ordersFunction = ({ scope, house, state }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Orders', house, {
    ...apiFunction(
      house,
      'orders',
      'Orders by number, reference, KPI and outcome; one order with everything',
    ),
    envSchema: ordersEnv,
    environment: {
      LEDGER_TABLE: state.ledger.tableName,
      CRM_TABLE: state.crm.tableName,
      PAGE_TOKEN_SECRET_ARN: state.pageTokenSecret.secretArn,
    },
    access: [
      ...tableAccess(state.ledger, ['GetItem', 'BatchGetItem', 'Query'], Object.keys(LEDGER.localIndexes)),
      ...crmAccess(state, 'Query'),
      secretAccess(state.pageTokenSecret),
    ],
  });

const exceptionsFunction = ({ scope, house, state }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Exceptions', house, {
    ...apiFunction(house, 'exceptions', 'Excuses, disputes and causes of misses'),
    envSchema: exceptionsEnv,
    environment: {
      ...tableNames(state),
      PAGE_TOKEN_SECRET_ARN: state.pageTokenSecret.secretArn,
    },
    // It writes orders and tallies through the one door, like the workers.
    access: [
      ...doorAccess(state),
      ...tableAccess(state.ledger, [], ['byException', 'byOpen']),
      ...crmAccess(state, 'Query', 'UpdateItem', 'DeleteItem'),
      secretAccess(state.pageTokenSecret),
    ],
  });

const quarantineFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Quarantine', house, {
    ...apiFunction(house, 'quarantine', 'Events that could not be recorded; sends them again'),
    envSchema: quarantineEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      LEDGER_QUEUE_URL: queues.ledger.queue.queueUrl,
      PAGE_TOKEN_SECRET_ARN: state.pageTokenSecret.secretArn,
    },
    access: [
      ...crmAccess(state, 'BatchGetItem', 'Query', 'UpdateItem', 'DeleteItem'),
      sendAccess(queues.ledger.queue),
      secretAccess(state.pageTokenSecret),
    ],
  });

const registriesFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Registries', house, {
    ...apiFunction(house, 'registries', 'Sites, carriers, service levels, causes and reasons'),
    envSchema: registriesEnv,
    environment: {
      LEDGER_TABLE: state.ledger.tableName,
      CRM_TABLE: state.crm.tableName,
      REJUDGE_QUEUE_URL: queues.rejudge.queue.queueUrl,
    },
    access: [
      ...tableAccess(state.ledger, ['BatchGetItem'], ['byException']),
      ...crmAccess(state, 'BatchGetItem', 'Query', 'UpdateItem', 'DeleteItem'),
      sendAccess(queues.rejudge.queue),
    ],
  });

const accessFunction = ({ scope, house, state }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Access', house, {
    ...apiFunction(house, 'access', 'Which clients a person or machine may see'),
    envSchema: accessEnv,
    environment: { CRM_TABLE: state.crm.tableName },
    access: crmAccess(state),
  });

const metaFunction = ({ scope, house }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Meta', house, {
    ...apiFunction(house, 'meta', 'Health, OpenAPI document and its page'),
    envSchema: metaEnv,
    environment: { VERSION: house.version, STAGE: house.stage.name },
    access: [],
  });
