import { createPageTokens } from '../../../shared/http/page-token.ts';
import { secretsManager } from '../../../shared/runtime/clients.ts';
import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { secretText } from '../../../shared/runtime/secrets.ts';
import { publicHolidays } from '../../../shared/runtime/public-holidays.ts';
import { createContractRepository } from '../../../shared/store/contract-repository.ts';
import { createBillingRepository, createCreditRepository } from '../../../shared/store/credit-repository.ts';
import { createKpiSources } from '../../../shared/store/kpi-sources.ts';
import { createPeriodOrders } from '../../../shared/store/period-orders.ts';
import { createRegistryReader } from '../../../shared/store/registry-reader.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();

export const handler = createHandler({
  ...composeApi(documents, env.CRM_TABLE),
  contracts: createContractRepository(documents, env.CRM_TABLE),
  orders: createPeriodOrders(documents, env.LEDGER_TABLE),
  sources: createKpiSources(documents, { ledger: env.LEDGER_TABLE, tallies: env.TALLIES_TABLE }),
  registries: createRegistryReader(documents, env.CRM_TABLE),
  billing: createBillingRepository(documents, env.CRM_TABLE),
  credits: createCreditRepository(documents, env.CRM_TABLE),
  pageTokens: createPageTokens(secretText(secretsManager, env.PAGE_TOKEN_SECRET_ARN)),
  holidays: publicHolidays,
});
