import * as z from 'zod';
import { everyBucket } from '../domain/crm/client.ts';
import type { BucketProgress, RejudgeProgress } from '../ports/rejudge-progress.ts';
import { markOf, readClient } from './client-items.ts';
import type { Documents } from './documents.ts';
import { crmKeys } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem } from './read-item.ts';

const progressSchema = z.strictObject({
  bucket: z.int().min(0),
  pass: z.string(),
  judged: z.int().min(0),
  startedAt: z.int(),
  updatedAt: z.int(),
  finishedAt: z.int().optional(),
}) satisfies z.ZodType<BucketProgress>;

/**
 * Progress of re-judging passes in the crm table, one item a bucket. In a partition of its own: the client's is read
 * whole by every worker.
 */
export function createRejudgeProgress(documents: Documents, table: string): RejudgeProgress {
  return {
    async waiting(id) {
      const item = await documents.get(table, crmKeys.client(id), { consistent: true });
      if (!item) return undefined;
      return new Map(
        everyBucket(readClient(item).buckets).flatMap((bucket) => {
          const pass = item[markOf(bucket)];
          return typeof pass === 'string' ? [[bucket, pass] as const] : [];
        }),
      );
    },

    async note(id, { finishedAt, ...progress }) {
      await documents.put(table, {
        ...crmKeys.rejudgeProgress(id, progress.bucket),
        ...progress,
        ...(finishedAt !== undefined && { finishedAt }),
      });
    },

    async read(id) {
      const { pk } = crmKeys.rejudgeProgress(id, 0);
      const found: BucketProgress[] = [];
      for await (const items of pagesOf(documents, { table, pk, consistent: true }))
        found.push(...items.map((item) => readItem(progressSchema, item)));
      return found;
    },
  };
}
