import type { Route } from '../route.ts';
import * as access from './access.ts';
import * as answers from './answers.ts';
import * as cases from './cases.ts';
import * as causes from './causes.ts';
import * as billing from './billing.ts';
import * as clients from './clients.ts';
import * as contacts from './contacts.ts';
import * as contracts from './contracts.ts';
import * as credits from './credits.ts';
import * as disputes from './disputes.ts';
import * as events from './events.ts';
import * as incidence from './incidence.ts';
import * as excuses from './excuses.ts';
import * as kpis from './kpis.ts';
import * as meta from './meta.ts';
import * as orders from './orders.ts';
import * as quarantine from './quarantine.ts';
import * as registries from './registries.ts';
import * as rejudging from './rejudging.ts';
import * as surveyResults from './survey-results.ts';
import * as surveys from './surveys.ts';
import * as whatIf from './what-if.ts';

/**
 * Every route, in the order of the reference page. For the OpenAPI document and tests only: a function imports its own
 * routes, not this list. A new file of routes is added here, then `npm run openapi`.
 */
export const ROUTES: readonly Route[] = [
  events.postEventsRoute,
  quarantine.listQuarantineRoute,
  quarantine.retryQuarantinedRoute,
  quarantine.discardQuarantinedRoute,
  kpis.readClientKpisRoute,
  kpis.readKpisRoute,
  whatIf.toleranceLadderRoute,
  whatIf.whatIfRoute,
  orders.listOrdersRoute,
  orders.getOrderRoute,
  excuses.proposeExcusesRoute,
  excuses.decideExcusesRoute,
  excuses.listExcusesRoute,
  disputes.raiseDisputeRoute,
  disputes.settleDisputeRoute,
  disputes.listDisputesRoute,
  cases.raiseCaseRoute,
  cases.listCasesRoute,
  cases.readCaseRoute,
  cases.changeCaseRoute,
  cases.stepCaseRoute,
  cases.decideCaseRoute,
  cases.acceptClaimRoute,
  incidence.readIncidenceRoute,
  causes.assignCausesRoute,
  causes.listUnexplainedRoute,
  causes.readCauseParetoRoute,
  clients.createClientRoute,
  clients.listClientsRoute,
  clients.getClientRoute,
  clients.updateClientRoute,
  clients.rejudgeClientRoute,
  contracts.listContractsRoute,
  contracts.getContractRoute,
  contracts.putContractRoute,
  contracts.discardContractRoute,
  contracts.activateContractRoute,
  contracts.diffContractsRoute,
  rejudging.readRejudgingRoute,
  billing.putBillingRoute,
  billing.listBillingRoute,
  billing.importBillingRoute,
  credits.listCreditsRoute,
  credits.issueCreditRoute,
  credits.readCreditRoute,
  credits.takeBackCreditRoute,
  credits.approveCreditRoute,
  credits.noteDifferenceRoute,
  credits.approveNoteRoute,
  contacts.listContactsRoute,
  contacts.createContactRoute,
  contacts.importContactsRoute,
  contacts.getContactRoute,
  contacts.putContactRoute,
  contacts.exportContactRoute,
  contacts.eraseContactRoute,
  surveys.listSurveysRoute,
  surveys.createSurveyRoute,
  surveys.getSurveyRoute,
  surveys.changeSurveyRoute,
  surveys.pauseSurveyRoute,
  surveys.resumeSurveyRoute,
  surveys.endSurveyRoute,
  surveys.listWavesRoute,
  surveys.beginWaveRoute,
  surveys.getWaveRoute,
  registries.listRegistryRoute,
  registries.putRegistryEntryRoute,
  registries.importRegistryRoute,
  registries.putRegistryAliasRoute,
  registries.deleteRegistryAliasRoute,
  registries.mergeRegistryEntryRoute,
  registries.listUnregisteredRoute,
  surveyResults.readSurveyResultsRoute,
  surveyResults.listSurveyTextsRoute,
  surveyResults.linkSurveyResultsRoute,
  surveyResults.surveyResultsPageRoute,
  answers.showSurveyRoute,
  answers.giveAnswerRoute,
  answers.showUnsubscribeRoute,
  answers.unsubscribeRoute,
  access.getGrantRoute,
  access.putGrantRoute,
  meta.healthRoute,
  meta.openapiRoute,
  meta.referenceRoute,
];
