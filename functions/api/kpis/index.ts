import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { createKpiSources } from '../../../shared/store/kpi-sources.ts';
import { createRegistryReader } from '../../../shared/store/registry-reader.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();

export const handler = createHandler({
  ...composeApi(documents, env.CRM_TABLE),
  sources: createKpiSources(documents, { ledger: env.LEDGER_TABLE, tallies: env.TALLIES_TABLE }),
  registries: createRegistryReader(documents, env.CRM_TABLE),
});
