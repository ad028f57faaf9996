import * as z from 'zod';
import { clientIdSchema, orderNoSchema } from '../domain/ids.ts';
import { orderKindSchema, reportedFactSchema } from '../domain/ledger/event-fact.ts';
import type { FactGroup, QueuedFact } from '../ports/fact-queue.ts';

/** Body of a message on ledger.fifo and bulk.fifo: facts of one bucket of one client. */
export const factMessageSchema = z.object({
  clientId: clientIdSchema,
  bucket: z.int().min(0),
  events: z
    .array(
      z.object({
        kind: orderKindSchema,
        orderNo: orderNoSchema,
        fact: reportedFactSchema,
        refusals: z.int().min(1).optional(),
      }),
    )
    .min(1),
}) satisfies z.ZodType<FactGroup>;

export type FactMessage = z.infer<typeof factMessageSchema>;

/**
 * Bytes of one body. SQS takes 1 MiB for a message and for a whole batch; smaller messages keep what a worker does
 * for one of them, and repeats after a failure, short.
 */
export const MAX_MESSAGE_BYTES = 200 * 1024;

export interface PackedMessage {
  /** Who must write in turn: one group for each bucket of a client. */
  readonly groupId: string;
  readonly body: string;
  readonly bytes: number;
  readonly events: readonly QueuedFact[];
}

// SQS refuses these two characters; JSON may write them as escapes.
const escapeNoncharacters = (json: string): string =>
  json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');

const toJson = (value: unknown): string => escapeNoncharacters(JSON.stringify(value));

/** Packs the facts of each group into as few messages as fit, in their order. A fact too large for one gets its own. */
export function packMessages(
  groups: readonly FactGroup[],
  maxBytes = MAX_MESSAGE_BYTES,
): readonly PackedMessage[] {
  return groups.flatMap((group) => packGroup(group, maxBytes));
}

function packGroup({ clientId, bucket, events }: FactGroup, maxBytes: number): readonly PackedMessage[] {
  const head = `{"clientId":${toJson(clientId)},"bucket":${String(bucket)},"events":[`;
  const tail = ']}';
  const frame = Buffer.byteLength(head + tail);
  const messages: PackedMessage[] = [];
  let texts: string[] = [];
  let chosen: QueuedFact[] = [];
  let bytes = frame;
  const close = (): void => {
    if (chosen.length === 0) return;
    const body = head + texts.join(',') + tail;
    messages.push({ groupId: `${clientId}.${String(bucket)}`, body, bytes, events: chosen });
    texts = [];
    chosen = [];
    bytes = frame;
  };
  for (const event of events) {
    const text = toJson(event);
    const size = Buffer.byteLength(text);
    if (bytes + size + 1 > maxBytes) close();
    bytes += size + (chosen.length > 0 ? 1 : 0);
    texts.push(text);
    chosen.push(event);
  }
  close();
  return messages;
}
