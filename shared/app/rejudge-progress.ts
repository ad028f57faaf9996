import type { EpochMs } from '../domain/calendar/time.ts';
import { everyBucket, type Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import type { BucketProgress, RejudgeProgress } from '../ports/rejudge-progress.ts';
import type { Authorizer } from './authorize.ts';

export interface ReadRejudgingDeps {
  readonly authorizer: Authorizer;
  readonly progress: Pick<RejudgeProgress, 'waiting' | 'read'>;
}

/** `waiting`: not begun; a pass waits until every worker knows the new terms. `done`: nothing is left to judge. */
export type RejudgingState = 'waiting' | 'running' | 'done';

export interface BucketRejudging {
  readonly bucket: number;
  readonly state: RejudgingState;
  readonly judged: number;
  readonly startedAt: EpochMs | undefined;
  readonly updatedAt: EpochMs | undefined;
  readonly finishedAt: EpochMs | undefined;
}

export interface Rejudging extends Omit<BucketRejudging, 'bucket'> {
  readonly client: Client;
  readonly buckets: readonly BucketRejudging[];
}

const NOT_BEGUN = { judged: 0, startedAt: undefined, updatedAt: undefined, finishedAt: undefined };

/** Where one bucket stands: `pass` is the one it waits for, `noted` what the last pass over it left behind. */
function standing(
  bucket: number,
  pass: string | undefined,
  noted: BucketProgress | undefined,
): BucketRejudging {
  if (pass !== undefined && noted?.pass !== pass) return { bucket, state: 'waiting', ...NOT_BEGUN };
  const state = pass === undefined ? 'done' : 'running';
  if (!noted) return { bucket, state, ...NOT_BEGUN };
  const { judged, startedAt, updatedAt, finishedAt } = noted;
  return { bucket, state, judged, startedAt, updatedAt, finishedAt };
}

const earliest = (times: readonly (EpochMs | undefined)[]): EpochMs | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};
const latest = (times: readonly (EpochMs | undefined)[]): EpochMs | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
};

/** What the buckets add up to: those of the last pass only, as a pass may be over some buckets. */
function overall(buckets: readonly BucketRejudging[], ofPass: readonly BucketRejudging[]) {
  const isDone = buckets.every(({ state }) => state === 'done');
  const isWaiting = ofPass.every(({ state }) => state === 'waiting');
  const state: RejudgingState = isDone ? 'done' : isWaiting ? 'waiting' : 'running';
  return {
    state,
    judged: ofPass.reduce((sum, { judged }) => sum + judged, 0),
    startedAt: earliest(ofPass.map(({ startedAt }) => startedAt)),
    updatedAt: latest(ofPass.map(({ updatedAt }) => updatedAt)),
    finishedAt: isDone ? latest(ofPass.map(({ finishedAt }) => finishedAt)) : undefined,
  };
}

/** How far the last re-judging pass over a client's orders has come. Throws `forbidden` and `not-found`. */
export async function readRejudging(
  { authorizer, progress }: ReadRejudgingDeps,
  principal: Principal,
  clientId: ClientId,
): Promise<Rejudging> {
  const client = await authorizer.authorizeClient(principal, 'clients:read', clientId);
  const [passes, noted] = await Promise.all([progress.waiting(clientId), progress.read(clientId)]);
  if (!passes) throw problem.notFound();
  const byBucket = new Map(noted.map((one) => [one.bucket, one]));
  // ULIDs sort by the time they were made.
  const newest = [...passes.values(), ...noted.map(({ pass }) => pass)].sort().at(-1);
  const buckets = everyBucket(client.buckets).map((bucket) =>
    standing(bucket, passes.get(bucket), byBucket.get(bucket)),
  );
  const ofPass = buckets.filter(
    ({ bucket }) => (passes.get(bucket) ?? byBucket.get(bucket)?.pass) === newest,
  );
  return { client, buckets, ...overall(buckets, newest === undefined ? [] : ofPass) };
}
