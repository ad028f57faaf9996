import type * as z from 'zod';
import type { EpochMs } from '../../../shared/domain/calendar/time.ts';
import { MINUTE_MS } from '../../../shared/domain/calendar/time.ts';
import { formatInstant, type Zone } from '../../../shared/domain/calendar/zone.ts';
import type { EVENT_DATA } from '../../../shared/domain/ledger/event-types.ts';

/** The event types, and the `data` that a sender may give with each. */
export type EventType = keyof typeof EVENT_DATA;
export type DataOf<T extends EventType> = z.input<(typeof EVENT_DATA)[T]>;

/** An event as POST /v1/events takes it (CloudEvents 1.0). */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: EventType;
  readonly time: string;
  readonly clientid: string;
  readonly subject: string;
  readonly data: object;
}

/** An instant as a place writes it: with the offset that its clocks have then. */
export const localInstant = (zone: Zone, at: EpochMs): string =>
  formatInstant(at, zone.offsetAt(at) / MINUTE_MS);
