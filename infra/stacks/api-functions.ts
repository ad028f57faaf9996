import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

import { envSchema as accessEnv } from '../../functions/api/access/env.ts';
import { envSchema as clientsEnv } from '../../functions/api/clients/env.ts';
import { envSchema as eventsEnv } from '../../functions/api/events/env.ts';
import { envSchema as kpisEnv } from '../../functions/api/kpis/env.ts';
import { envSchema as metaEnv } from '../../functions/api/meta/env.ts';
import { envSchema as ordersEnv } from '../../functions/api/orders/env.ts';
import { envSchema as quarantineEnv } from '../../functions/api/quarantine/env.ts';
import { envSchema as registriesEnv } from '../../functions/api/registries/env.ts';
import { LEDGER } from '../../shared/store/tables.ts';
import { secretAccess, sendAccess, tableAccess, type TableAction } from '../constructs/access.ts';
import type { House } from '../constructs/house.ts';
import { TallymanFunction } from '../constructs/tallyman-function.ts';
import { ERROR_IMPACT } from './error-impact.ts';
import type { Queues } from './queues.ts';
import type { State } from './state-stack.ts';

// Below the 30 s after which the HTTP API gives up, so that the function's own answer arrives.
const TIMEOUT = Duration.seconds(28);

/** The functions behind the HTTP API. */
export class ApiFunctions extends Construct {
  readonly events: TallymanFunction;
  readonly clients: TallymanFunction;
  readonly kpis: TallymanFunction;
  readonly orders: TallymanFunction;
  readonly quarantine: TallymanFunction;
  readonly registries: TallymanFunction;
  readonly access: TallymanFunction;
  readonly meta: TallymanFunction;

  constructor(scope: Construct, id: string, house: House, state: State, queues: Queues) {
    super(scope, id);
    const tables = {
      LEDGER_TABLE: state.ledger.tableName,
      TALLIES_TABLE: state.tallies.tableName,
      CRM_TABLE: state.crm.tableName,
    };
    const { LEDGER_TABLE, CRM_TABLE } = tables;
    const PAGE_TOKEN_SECRET_ARN = state.pageTokenSecret.secretArn;
    const secret = secretAccess(state.pageTokenSecret);
    // Grants and clients are read, and the audit log is written, by every function.
    const crm = (...more: readonly TableAction[]): PolicyStatement[] =>
      tableAccess(state.crm, ['GetItem', 'PutItem', ...more]);
    const common = { timeout: TIMEOUT, memoryMegabytes: house.stage.memoryMegabytes.api };

    this.events = new TallymanFunction(this, 'Events', house, {
      ...common,
      ...named('events', 'Takes events in and puts them on a queue'),
      envSchema: eventsEnv,
      environment: {
        CRM_TABLE,
        LEDGER_QUEUE_URL: queues.ledger.queue.queueUrl,
        BULK_QUEUE_URL: queues.bulk.queue.queueUrl,
      },
      access: [...crm('BatchGetItem'), sendAccess(queues.ledger.queue, queues.bulk.queue)],
    });
    this.clients = new TallymanFunction(this, 'Clients', house, {
      ...common,
      ...named('clients', 'Clients and their terms; starts judging again'),
      envSchema: clientsEnv,
      environment: { CRM_TABLE, REJUDGE_QUEUE_URL: queues.rejudge.queue.queueUrl, PAGE_TOKEN_SECRET_ARN },
      access: [...crm('Query', 'UpdateItem', 'ConditionCheckItem'), sendAccess(queues.rejudge.queue), secret],
    });
    this.kpis = new TallymanFunction(this, 'Kpis', house, {
      ...common,
      ...named('kpis', 'KPIs of one client or of all one may see'),
      envSchema: kpisEnv,
      environment: tables,
      access: [
        ...tableAccess(state.ledger, ['Query'], Object.keys(LEDGER.localIndexes)),
        ...tableAccess(state.tallies, ['Query']),
        ...crm('Query'),
      ],
    });
    this.orders = new TallymanFunction(this, 'Orders', house, {
      ...common,
      ...named('orders', 'Orders by number, reference, KPI and outcome; one order with everything'),
      envSchema: ordersEnv,
      environment: { LEDGER_TABLE, CRM_TABLE, PAGE_TOKEN_SECRET_ARN },
      access: [
        ...tableAccess(state.ledger, ['GetItem', 'BatchGetItem', 'Query'], Object.keys(LEDGER.localIndexes)),
        ...crm('Query'),
        secret,
      ],
    });
    this.quarantine = new TallymanFunction(this, 'Quarantine', house, {
      ...common,
      ...named('quarantine', 'Events that could not be recorded; sends them again'),
      envSchema: quarantineEnv,
      environment: { CRM_TABLE, LEDGER_QUEUE_URL: queues.ledger.queue.queueUrl, PAGE_TOKEN_SECRET_ARN },
      access: [...crm('Query', 'UpdateItem', 'DeleteItem'), sendAccess(queues.ledger.queue), secret],
    });
    this.registries = new TallymanFunction(this, 'Registries', house, {
      ...common,
      ...named('registries', 'Sites, carriers and service levels'),
      envSchema: registriesEnv,
      environment: { CRM_TABLE },
      access: crm('Query'),
    });
    this.access = new TallymanFunction(this, 'Access', house, {
      ...common,
      ...named('access', 'Which clients a person or machine may see'),
      envSchema: accessEnv,
      environment: { CRM_TABLE },
      access: crm(),
    });
    this.meta = new TallymanFunction(this, 'Meta', house, {
      ...common,
      ...named('meta', 'Health, OpenAPI document and its page'),
      envSchema: metaEnv,
      environment: { VERSION: house.version, STAGE: house.stage.name },
      access: [],
    });
  }
}

type ApiName = 'events' | 'clients' | 'kpis' | 'orders' | 'quarantine' | 'registries' | 'access' | 'meta';

const named = (name: ApiName, description: string) =>
  ({
    name: `api-${name}`,
    path: `api/${name}`,
    description,
    errorImpact: ERROR_IMPACT[`api-${name}`],
    runbookAnchor: `api-${name}`,
  }) as const;
