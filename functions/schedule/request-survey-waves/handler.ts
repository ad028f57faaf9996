import * as z from 'zod';
import {
  requestWave,
  type RequestWaveDeps,
  type WaveRequest,
} from '../../../shared/app/surveys/request-wave.ts';
import { programmeIdSchema } from '../../../shared/domain/survey/programme.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Log } from '../../../shared/runtime/logger.ts';

export interface RequestSurveyWavesDeps extends RequestWaveDeps {
  readonly log: Log;
  readonly clock: Clock;
}

const eventSchema = z.object({ programmeId: programmeIdSchema });

/** Fired by the schedule of a programme, at least once a slot. A failure is tried again by Lambda, which begins nothing twice. */
export const createHandler =
  (deps: RequestSurveyWavesDeps) =>
  async (event: unknown): Promise<WaveRequest> => {
    const { programmeId } = eventSchema.parse(event);
    const request = await requestWave(deps, programmeId, deps.clock.now());
    deps.log.info('schedule.completed', { programmeId, ...request });
    return request;
  };
