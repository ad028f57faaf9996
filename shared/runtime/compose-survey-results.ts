import { createAnswerRepository } from '../store/answer-repository.ts';
import { createInvitationRepository } from '../store/invitation-repository.ts';
import { createKpiSources } from '../store/kpi-sources.ts';
import { createProgrammeRepository } from '../store/programme-repository.ts';
import { createRegistryReader } from '../store/registry-reader.ts';
import { createWaveRepository } from '../store/wave-repository.ts';
import { composeApi, openDocuments } from './compose.ts';

export interface SurveyResultsTables {
  readonly CRM_TABLE: string;
  readonly LEDGER_TABLE: string;
  readonly TALLIES_TABLE: string;
}

/** Surveys with what was delivered, to be read. */
export function composeSurveyResults({ CRM_TABLE: crm, LEDGER_TABLE, TALLIES_TABLE }: SurveyResultsTables) {
  const documents = openDocuments();
  return {
    ...composeApi(documents, crm),
    sources: createKpiSources(documents, { ledger: LEDGER_TABLE, tallies: TALLIES_TABLE }),
    registries: createRegistryReader(documents, crm),
    programmes: createProgrammeRepository(documents, crm),
    waves: createWaveRepository(documents, crm),
    invitations: createInvitationRepository(documents, crm),
    answers: createAnswerRepository(documents, crm),
  };
}
