import type { EpochMs } from '../../../shared/domain/calendar/time.ts';
import type { Zone } from '../../../shared/domain/calendar/zone.ts';
import { localInstant, type CloudEvent, type DataOf, type EventType } from './cloud-event.ts';
import type { Order } from './order.ts';

/** Which system reports. Names are as in an installation with several of them. */
export type System = 'erp' | 'wms' | 'tms' | 'portal' | 'desk';

/** Whose business a fact is about and where it happens: that decides which of the systems tells it. */
export type Subject = Pick<Order, 'profile' | 'orderNo' | 'zone' | 'siteId' | 'carrierId'>;

function sourceOf(system: System, { profile, siteId, carrierId }: Subject): string {
  switch (system) {
    case 'erp':
      return `erp://${profile.client.clientId}`;
    case 'wms':
      return `wms://${siteId}`;
    case 'tms':
      return `tms://${carrierId}`;
    case 'portal':
      return `portal://${profile.client.clientId}`;
    case 'desk':
      return 'desk://service';
  }
}

/** When and by whom a fact was reported. */
export interface Report {
  readonly at: EpochMs;
  readonly by: System;
  /** Where the clock hangs; the client's zone without it. */
  readonly zone?: Zone;
  /** The incident or other subject, where it is not the order itself. */
  readonly subject?: string;
  /** Said although it has not happened yet: a mistake of the sender. */
  readonly ahead?: boolean;
}

/** An event beside the instant it tells. */
export interface Told {
  readonly at: EpochMs;
  readonly event: CloudEvent;
  readonly ahead: boolean;
}

/** Takes down what happened to one client's orders, receipts and stock. */
export class EventLog {
  /** What is told about the order at hand, in the order of its telling. */
  private current: Told[] = [];
  /** What is told only when all the rest is there. */
  private readonly late: Told[] = [];
  private nextId: number;

  constructor(firstId: number) {
    this.nextId = firstId;
  }

  /** Reports one fact. `data` is checked against its type. */
  tell<T extends EventType>(about: Subject, type: T, report: Report, data: DataOf<T>): CloudEvent {
    const { at, by, zone = about.zone, subject = about.orderNo, ahead = false } = report;
    const event: CloudEvent = {
      specversion: '1.0',
      id: `${by}-${String(this.nextId++)}`,
      source: sourceOf(by, about),
      type,
      time: localInstant(zone, at),
      clientid: about.profile.client.clientId,
      subject,
      data,
    };
    this.current.push({ at, event, ahead });
    return event;
  }

  /** Moves what was told last to the front: it arrives before all else of its order. */
  hurryLast(): void {
    const last = this.current.pop();
    if (last) this.current.unshift(last);
  }

  /** Says an event once more, changed or not, long after the others. */
  repeatLate(at: EpochMs, event: CloudEvent): void {
    this.late.push({ at, event, ahead: false });
  }

  /** What was told since the last `take`. */
  soFar(): readonly Told[] {
    return this.current;
  }

  /** What was told since the last call. */
  take(): readonly Told[] {
    const told = this.current;
    this.current = [];
    return told;
  }

  takeLate(): readonly Told[] {
    return this.late;
  }
}
