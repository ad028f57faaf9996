import { DAY_MS, type EpochMs } from '../domain/calendar/time.ts';
import type { ClientId } from '../domain/ids.ts';
import type { OrderChange } from '../domain/ledger/decide.ts';
import { surveys, type Programme } from '../domain/survey/programme.ts';
import type { ProgrammeList } from '../ports/programmes.ts';
import type { DueDeliveries, DueDelivery } from '../ports/waves.ts';

/** Nobody is asked about a delivery that is told of later than this. */
const ASKED_ABOUT_FOR_MS = 14 * DAY_MS;

/**
 * Keeps in mind which of the orders about to be written were delivered, for the surveys that ask about them. Throws what
 * the store throws: what is not noted must not be recorded, as a repeat of recorded facts notes nothing.
 */
export type NoteDeliveries = (
  clientId: ClientId,
  changes: readonly OrderChange[],
  now: EpochMs,
) => Promise<void>;

export interface DeliveryNotesDeps {
  /** Cached for up to 30 s: a programme as young as that may miss a delivery. */
  readonly programmes: ProgrammeList;
  readonly dueDeliveries: Pick<DueDeliveries, 'note'>;
}

const asksAbout = (programme: Programme, clientId: ClientId): boolean =>
  programme.kind === 'transactional' && programme.state === 'active' && surveys(programme, clientId);

/** The last delivery among the new facts of an order, if it is recent. */
function newDelivery({ before, after }: OrderChange, now: EpochMs): EpochMs | undefined {
  let last: EpochMs | undefined;
  for (const { type, occurredAt } of after.facts.slice(before?.facts.length ?? 0))
    if (type === 'order.delivered') last = Math.max(last ?? occurredAt, occurredAt);
  return last !== undefined && last >= now - ASKED_ABOUT_FOR_MS ? last : undefined;
}

/** Notes deliveries of the clients that an active transactional programme surveys; of others it writes nothing. */
export const createDeliveryNotes =
  ({ programmes, dueDeliveries }: DeliveryNotesDeps): NoteDeliveries =>
  async (clientId, changes, now) => {
    const deliveries = changes.flatMap((change): DueDelivery[] => {
      const deliveredAt = newDelivery(change, now);
      return deliveredAt === undefined
        ? []
        : [{ clientId, orderNo: change.after.orderNo, deliveredAt, notedAt: now }];
    });
    if (deliveries.length === 0) return;
    const isAsked = (await programmes.all()).some((programme) => asksAbout(programme, clientId));
    if (isAsked) await dueDeliveries.note(deliveries);
  };
