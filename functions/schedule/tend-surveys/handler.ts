import { tendSurveys, type Tended, type TendSurveysDeps } from '../../../shared/app/surveys/tend-surveys.ts';
import type { Log } from '../../../shared/runtime/logger.ts';

export interface TendHandlerDeps {
  readonly log: Log;
  readonly tending: TendSurveysDeps;
}

/** Fired every hour. Fails when something was left, so that it is tried again and, in the end, the operator is told. */
export const createHandler =
  ({ log, tending }: TendHandlerDeps) =>
  async (): Promise<Tended> => {
    const onFailure: TendSurveysDeps['onFailure'] = (subject, error) => {
      log.error('survey.left', { ...subject }, error);
    };
    const tended = await tendSurveys({ ...tending, onFailure });
    log.info('schedule.completed', { ...tended });
    if (tended.failed > 0) throw new Error(`${String(tended.failed)} waves or entries were left`);
    return tended;
  };
