import type { EpochMs } from '../domain/calendar/time.ts';

export interface Clock {
  now(): EpochMs;
}
