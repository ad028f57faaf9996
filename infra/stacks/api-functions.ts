import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

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
import { secretAccess, sendAccess, tableAccess, type TableAction } from '../constructs/access.ts';
import type { House } from '../constructs/house.ts';
import { TallymanFunction } from '../constructs/tallyman-function.ts';
import { ERROR_IMPACT } from './error-impact.ts';
import type { Queues } from './queues.ts';
import type { State } from './state-stack.ts';

// With so much memory Lambda gives a function a whole core: what judges thousands of orders in a call needs it.
const ONE_CORE_MEGABYTES = 1769;

// Below the 30 s after which the HTTP API gives up, so that the function's own answer arrives.
const TIMEOUT = Duration.seconds(28);

/** The functions behind the HTTP API. */
export class ApiFunctions extends Construct {
  readonly events: TallymanFunction;
  readonly clients: TallymanFunction;
  readonly contracts: TallymanFunction;
  readonly credits: TallymanFunction;
  readonly kpis: TallymanFunction;
  readonly whatIf: TallymanFunction;
  readonly orders: TallymanFunction;
  readonly exceptions: TallymanFunction;
  readonly quarantine: TallymanFunction;
  readonly registries: TallymanFunction;
  readonly access: TallymanFunction;
  readonly meta: TallymanFunction;

  constructor(scope: Construct, id: string, house: House, state: State, queues: Queues) {
    super(scope, id);
    const parts: Parts = { scope: this, house, state, queues };
    this.events = eventsFunction(parts);
    this.clients = clientsFunction(parts);
    this.contracts = contractsFunction(parts);
    this.credits = creditsFunction(parts);
    this.kpis = kpisFunction(parts);
    this.whatIf = whatIfFunction(parts);
    this.orders = ordersFunction(parts);
    this.exceptions = exceptionsFunction(parts);
    this.quarantine = quarantineFunction(parts);
    this.registries = registriesFunction(parts);
    this.access = accessFunction(parts);
    this.meta = metaFunction(parts);
  }
}

interface Parts {
  readonly scope: Construct;
  readonly house: House;
  readonly state: State;
  readonly queues: Queues;
}

const eventsFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Events', house, {
    ...common(house, 'events', 'Takes events in and puts them on a queue'),
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
    ...common(house, 'clients', 'Clients and their terms; starts judging again'),
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
    ...common(house, 'contracts', 'Contract versions: drafts, activation, comparison'),
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
    ...common(
      house,
      'credits',
      'Billed amounts and service credits: calculated, issued, approved, corrected',
    ),
    envSchema: creditsEnv,
    environment: {
      LEDGER_TABLE: state.ledger.tableName,
      TALLIES_TABLE: state.tallies.tableName,
      CRM_TABLE: state.crm.tableName,
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
    ...common(house, 'kpis', 'KPIs of one client or of all one may see'),
    envSchema: kpisEnv,
    environment: {
      LEDGER_TABLE: state.ledger.tableName,
      TALLIES_TABLE: state.tallies.tableName,
      CRM_TABLE: state.crm.tableName,
    },
    access: [
      ...tableAccess(state.ledger, ['Query'], Object.keys(LEDGER.localIndexes)),
      ...tableAccess(state.tallies, ['Query']),
      ...crmAccess(state, 'BatchGetItem', 'Query'),
    ],
  });

const whatIfFunction = ({ scope, house, state }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'WhatIf', house, {
    ...common(house, 'what-if', 'Orders of a period judged under other terms'),
    memoryMegabytes: Math.max(ONE_CORE_MEGABYTES, house.stage.memoryMegabytes.api),
    envSchema: whatIfEnv,
    environment: {
      LEDGER_TABLE: state.ledger.tableName,
      TALLIES_TABLE: state.tallies.tableName,
      CRM_TABLE: state.crm.tableName,
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
    ...common(house, 'orders', 'Orders by number, reference, KPI and outcome; one order with everything'),
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
    ...common(house, 'exceptions', 'Excuses, disputes and causes of misses'),
    envSchema: exceptionsEnv,
    environment: {
      LEDGER_TABLE: state.ledger.tableName,
      TALLIES_TABLE: state.tallies.tableName,
      CRM_TABLE: state.crm.tableName,
      PAGE_TOKEN_SECRET_ARN: state.pageTokenSecret.secretArn,
    },
    // It writes orders and tallies through the one door, like the workers.
    access: [
      ...tableAccess(state.ledger, ['BatchGetItem', 'BatchWriteItem', 'PutItem'], ['byException', 'byOpen']),
      ...tableAccess(state.tallies, ['UpdateItem']),
      ...crmAccess(state, 'Query', 'UpdateItem', 'DeleteItem'),
      secretAccess(state.pageTokenSecret),
    ],
  });

const quarantineFunction = ({ scope, house, state, queues }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Quarantine', house, {
    ...common(house, 'quarantine', 'Events that could not be recorded; sends them again'),
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
    ...common(house, 'registries', 'Sites, carriers, service levels, causes and reasons'),
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
    ...common(house, 'access', 'Which clients a person or machine may see'),
    envSchema: accessEnv,
    environment: { CRM_TABLE: state.crm.tableName },
    access: crmAccess(state),
  });

const metaFunction = ({ scope, house }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Meta', house, {
    ...common(house, 'meta', 'Health, OpenAPI document and its page'),
    envSchema: metaEnv,
    environment: { VERSION: house.version, STAGE: house.stage.name },
    access: [],
  });

// Grants and clients are read, and the audit log is written, by every function with data.
const crmAccess = (state: State, ...more: readonly TableAction[]): PolicyStatement[] =>
  tableAccess(state.crm, ['GetItem', 'PutItem', ...more]);

type ApiName =
  | 'events'
  | 'clients'
  | 'contracts'
  | 'credits'
  | 'kpis'
  | 'what-if'
  | 'orders'
  | 'exceptions'
  | 'quarantine'
  | 'registries'
  | 'access'
  | 'meta';

const common = (house: House, name: ApiName, description: string) =>
  ({
    name: `api-${name}`,
    path: `api/${name}`,
    description,
    errorImpact: ERROR_IMPACT[`api-${name}`],
    runbookAnchor: `api-${name}`,
    timeout: TIMEOUT,
    memoryMegabytes: house.stage.memoryMegabytes.api,
  }) as const;
