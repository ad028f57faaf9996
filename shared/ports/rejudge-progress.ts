import type { EpochMs } from '../domain/calendar/time.ts';
import type { ClientId } from '../domain/ids.ts';

/** How far a re-judging pass has come in one bucket; kept until the next pass over it begins. */
export interface BucketProgress {
  readonly bucket: number;
  readonly pass: string;
  /** Orders judged so far. */
  readonly judged: number;
  readonly startedAt: EpochMs;
  readonly updatedAt: EpochMs;
  readonly finishedAt?: EpochMs | undefined;
}

export interface RejudgeProgress {
  /** The pass that each marked bucket waits for, as it is now; `undefined` when the client is gone. */
  waiting(id: ClientId): Promise<ReadonlyMap<number, string> | undefined>;
  /** Keeps where a bucket stands; whatever was there goes. */
  note(id: ClientId, progress: BucketProgress): Promise<void>;
  /** What the last passes noted, by bucket; none for a bucket that was never judged again. */
  read(id: ClientId): Promise<readonly BucketProgress[]>;
}
