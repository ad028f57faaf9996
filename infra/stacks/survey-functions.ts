import { envSchema as answersEnv } from '../../functions/api/answers/env.ts';
import { envSchema as contactsEnv } from '../../functions/api/contacts/env.ts';
import { envSchema as resultsEnv } from '../../functions/api/survey-results/env.ts';
import { envSchema as surveysEnv } from '../../functions/api/surveys/env.ts';
import { secretAccess, sendAccess, tableAccess } from '../constructs/access.ts';
import { TallymanFunction } from '../constructs/tallyman-function.ts';
import { apiFunction, crmAccess, doorAccess, tableNames, type Parts } from './function-parts.ts';
import type { SurveySchedules } from './survey-schedules.ts';

/** The functions behind the HTTP API that are about people, what they are asked and what they say. */
export const surveyFunctions = (parts: Parts, schedules: SurveySchedules, waves: TallymanFunction) => ({
  contacts: contactsFunction(parts),
  surveys: surveysFunction(parts, schedules, waves),
  answers: answersFunction(parts),
  surveyResults: resultsFunction(parts),
});

const contactsFunction = ({ scope, house, state }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Contacts', house, {
    ...apiFunction(house, 'contacts', 'Contacts of clients, their consent, what is kept of a person'),
    envSchema: contactsEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      PAGE_TOKEN_SECRET_ARN: state.pageTokenSecret.secretArn,
    },
    access: [
      ...crmAccess(state, 'BatchGetItem', 'Query', 'UpdateItem', 'DeleteItem'),
      secretAccess(state.pageTokenSecret),
    ],
  });

const surveysFunction = (
  { scope, house, state, queues }: Parts,
  schedules: SurveySchedules,
  waves: TallymanFunction,
): TallymanFunction => {
  const made = new TallymanFunction(scope, 'Surveys', house, {
    ...apiFunction(house, 'surveys', 'Survey programmes, their schedules and waves'),
    envSchema: surveysEnv,
    environment: {
      CRM_TABLE: state.crm.tableName,
      PAGE_TOKEN_SECRET_ARN: state.pageTokenSecret.secretArn,
      PLAN_QUEUE_URL: queues.planInvitations.queue.queueUrl,
      SCHEDULE_GROUP: schedules.groupName,
      SCHEDULE_ROLE_ARN: schedules.role.roleArn,
      WAVES_FUNCTION_ARN: waves.lambda.functionArn,
    },
    access: [
      ...crmAccess(state, 'BatchGetItem', 'Query', 'UpdateItem', 'DeleteItem'),
      sendAccess(queues.planInvitations.queue),
      secretAccess(state.pageTokenSecret),
      ...schedules.access(),
    ],
  });
  schedules.acknowledgeOn(made);
  return made;
};

const answersFunction = ({ scope, house, state }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'Answers', house, {
    ...apiFunction(house, 'answers', 'The public pages of a survey: answering and unsubscribing'),
    envSchema: answersEnv,
    environment: { ...tableNames(state), LINK_SECRET_ARN: state.linkSecret.secretArn },
    // An answer counts at once: it is recorded through the one door, like excuses.
    access: [
      ...doorAccess(state),
      ...crmAccess(state, 'Query', 'UpdateItem', 'DeleteItem'),
      secretAccess(state.linkSecret),
    ],
  });

const resultsFunction = ({ scope, house, state, publicUrl }: Parts): TallymanFunction =>
  new TallymanFunction(scope, 'SurveyResults', house, {
    ...apiFunction(house, 'survey-results', 'Scores, texts and the response of surveys; their public page'),
    envSchema: resultsEnv,
    environment: {
      ...tableNames(state),
      PAGE_TOKEN_SECRET_ARN: state.pageTokenSecret.secretArn,
      LINK_SECRET_ARN: state.linkSecret.secretArn,
      PUBLIC_URL: publicUrl,
    },
    access: [
      ...tableAccess(state.ledger, [], ['byOpen']),
      ...tableAccess(state.tallies, ['Query']),
      ...crmAccess(state, 'BatchGetItem', 'Query'),
      secretAccess(state.pageTokenSecret),
      secretAccess(state.linkSecret),
    ],
  });
