import { giveAnswer, type GiveAnswerDeps } from '../../../shared/app/surveys/give-answer.ts';
import { openLink, unfinishedValues, type OpenLink } from '../../../shared/app/surveys/open-link.ts';
import {
  unsubscribe,
  unsubscribingMailbox,
  type UnsubscribeDeps,
} from '../../../shared/app/surveys/unsubscribe.ts';
import { problem, type ErrorCode } from '../../../shared/domain/errors.ts';
import { bestLanguage, UI_LANGUAGES, type UiLanguage } from '../../../shared/domain/survey/languages.ts';
import { PAGE_WORDS } from '../../../shared/domain/survey/page-words.ts';
import { acceptedLanguage } from '../../../shared/http/accept-language.ts';
import { headerOf } from '../../../shared/http/event.ts';
import { createHttpHandler, on, type BoundRoute, type HttpDeps } from '../../../shared/http/handler.ts';
import type { ShowProblem } from '../../../shared/http/middleware.ts';
import { messagePage } from '../../../shared/http/public-page.ts';
import * as routes from '../../../shared/http/routes/answers.ts';
import { formOf, surveyPage, thanksPage } from '../../../shared/http/survey-page.ts';
import { unsubscribePage } from '../../../shared/http/unsubscribe-page.ts';
import type { AnswerStore } from '../../../shared/ports/answers.ts';

export type AnswersDeps = HttpDeps &
  GiveAnswerDeps &
  UnsubscribeDeps & { readonly answers: Pick<AnswerStore, 'find'> };

interface Asked {
  readonly query: { readonly lang?: string | undefined };
  readonly acceptLanguage: string | undefined;
}

/** Of a page about nothing in particular: as chosen, else as the browser wants. */
const pageLanguage = ({ query: { lang }, acceptLanguage }: Asked): UiLanguage =>
  bestLanguage(UI_LANGUAGES, lang ?? null, acceptedLanguage(UI_LANGUAGES, acceptLanguage) ?? 'en');

/** Of a survey: as chosen, else the person's. */
function surveyLanguage({ query: { lang } }: Asked, { version, invitation }: OpenLink): string {
  const { languages } = version;
  const own = bestLanguage(languages, invitation.language, languages[0] ?? invitation.language);
  return bestLanguage(languages, lang ?? null, own);
}

/** Ours, and not of what was sent. */
const FAILURES: readonly ErrorCode[] = ['internal', 'unavailable'];

type Message = 'closed' | 'notGenuine' | 'failed' | 'refused';

/** What went wrong, in words; `dead`: those for a link that does not work. */
const problemPage =
  (dead: Message): ShowProblem =>
  ({ code }, event) => {
    const language = pageLanguage({
      query: { lang: event.queryStringParameters?.['lang'] },
      acceptLanguage: headerOf(event, 'accept-language'),
    });
    const refused: Message = code === 'survey-link' ? dead : 'refused';
    return messagePage(language, PAGE_WORDS[language][FAILURES.includes(code) ? 'failed' : refused]);
  };

const surveyRoutes = (deps: AnswersDeps): readonly BoundRoute[] => [
  on(
    routes.showSurveyRoute,
    async (request) => {
      const link = await openLink(deps, request.params.token, request.now);
      if (!link) throw problem.surveyLink();
      const { version, invitation } = link;
      return surveyPage({
        version,
        language: surveyLanguage(request, link),
        orderNo: invitation.orderNo,
        form: formOf(await unfinishedValues(deps, link)),
        faults: new Map(),
        contactFault: undefined,
        kept: false,
      });
    },
    problemPage('closed'),
  ),
  on(
    routes.giveAnswerRoute,
    async (request) => {
      const { params, body: form, now } = request;
      const languageOf = (link: OpenLink): string => surveyLanguage(request, link);
      const given = await giveAnswer(deps, params.token, { form, languageOf, now });
      if (given.outcome === 'closed') throw problem.surveyLink();
      const { version, invitation } = given.link;
      const language = languageOf(given.link);
      if (given.outcome === 'thanks') return thanksPage({ version, language, followedUp: given.followedUp });
      const { read, contactFault, kept } = given;
      const { orderNo } = invitation;
      const shown = { version, language, orderNo, form, faults: read.faults, contactFault, kept };
      return { ...surveyPage(shown), status: 422 } as const;
    },
    problemPage('closed'),
  ),
];

const unsubscribeRoutes = (deps: AnswersDeps): readonly BoundRoute[] => [
  on(
    routes.showUnsubscribeRoute,
    async (request) => {
      const mailboxId = await unsubscribingMailbox(deps, request.params.token);
      if (mailboxId === undefined) throw problem.surveyLink();
      return unsubscribePage(pageLanguage(request));
    },
    problemPage('notGenuine'),
  ),
  on(
    routes.unsubscribeRoute,
    async (request) => {
      if (!(await unsubscribe(deps, request.params.token))) throw problem.surveyLink();
      const language = pageLanguage(request);
      return messagePage(language, PAGE_WORDS[language].unsubscribed);
    },
    problemPage('notGenuine'),
  ),
];

/** The pages of people who were asked: answering by a link, and wanting no more surveys. */
export const createHandler = (deps: AnswersDeps) =>
  createHttpHandler([...surveyRoutes(deps), ...unsubscribeRoutes(deps)], deps);
