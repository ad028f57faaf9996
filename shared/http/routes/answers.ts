import * as z from 'zod';
import { HTML_TYPE } from '../page.ts';
import { defineRoute, formBody, noBody } from '../route.ts';

const params = z.object({
  // Never refused for its form: a malformed token gets the page of an unknown one.
  token: z.string().meta({ description: 'From the link in the mail.' }),
});

// Not strict: mail programs and scanners add parameters of their own to links.
const query = z.object({
  lang: z.string().optional().meta({ description: 'BCP 47; the language of the page.' }),
});

const common = {
  tag: 'Survey pages',
  access: 'open',
  params,
  query,
  problemPages: true,
} as const;

const page = (description: string) =>
  ({ status: 200, description, body: z.string(), contentType: HTML_TYPE }) as const;

export const showSurveyRoute = defineRoute({
  ...common,
  method: 'GET',
  path: '/s/{token}',
  operationId: 'showSurvey',
  summary: 'Show the questions of a survey',
  description:
    'The page behind the link of an invitation. It takes nothing away: mail scanners open links. A link that is unknown, used or expired gets one and the same page.',
  body: noBody,
  answer: page('The page.'),
  errors: ['survey-link'],
});

export const giveAnswerRoute = defineRoute({
  ...common,
  method: 'POST',
  path: '/s/{token}',
  operationId: 'giveAnswer',
  summary: 'Answer a survey',
  description:
    'The form of the page: a field `q.<id of the question>` for each question; in anonymous surveys `contact-me` and `reply-to`. Answering uses the link up. What is incomplete is kept, except in anonymous surveys, and counted nowhere.',
  bodyType: 'form',
  body: formBody,
  answer: {
    ...page('Thanks; the answers are stored.'),
    otherStatuses: { 422: 'The page again, with what is missing or wrong.' },
  },
  errors: ['survey-link'],
});

export const showUnsubscribeRoute = defineRoute({
  ...common,
  method: 'GET',
  path: '/u/{token}',
  operationId: 'showUnsubscribe',
  summary: 'Ask whether to send no more surveys',
  body: noBody,
  answer: page('The page.'),
  errors: ['survey-link'],
});

export const unsubscribeRoute = defineRoute({
  ...common,
  method: 'POST',
  path: '/u/{token}',
  operationId: 'unsubscribe',
  summary: 'Send no more surveys to a mailbox',
  description:
    'By the button of the page, or by the mail program in one click (RFC 8058, `List-Unsubscribe=One-Click`). The link alone decides; the body is not read.',
  bodyType: 'unread',
  body: noBody,
  answer: page('No survey is sent there any more.'),
  errors: ['survey-link'],
});
