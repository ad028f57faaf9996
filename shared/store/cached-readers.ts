import type { ClientId } from '../domain/ids.ts';
import type { Programme, ProgrammeId } from '../domain/survey/programme.ts';
import type { ClientDirectory, Terms } from '../ports/clients.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProgrammeList, ProgrammeReader } from '../ports/programmes.ts';
import type { RegistryReader } from '../ports/registries.ts';

/** How long a worker may judge by terms it has read; the start of a re-judging pass waits longer than this. */
export const CACHE_MS = 30_000;

interface Entry<T> {
  readonly until: number;
  readonly value: Promise<T>;
}

/**
 * Workers' view of the directory: `terms` is kept for 30 s, everything else goes through. What is not there is asked
 * for again each time, so a new client counts at once; a failed read is not kept.
 */
export function cachedDirectory(directory: ClientDirectory, clock: Clock, ttlMs = CACHE_MS): ClientDirectory {
  const entries = new Map<ClientId, Entry<Terms | undefined>>();
  const read = (id: ClientId): Promise<Terms | undefined> => {
    const value = directory.terms(id);
    const entry = { until: clock.now() + ttlMs, value };
    entries.set(id, entry);
    const forget = (): void => {
      if (entries.get(id) === entry) entries.delete(id);
    };
    value.then((terms) => {
      if (!terms) forget();
    }, forget);
    return value;
  };
  return {
    ...directory,
    terms: (id) => {
      const entry = entries.get(id);
      return entry && clock.now() < entry.until ? entry.value : read(id);
    },
    widenSpread: async (id, days) => {
      await directory.widenSpread(id, days);
      entries.delete(id);
    },
  };
}

/** What is read once for everyone; a failed read is not kept. */
function kept<T>(read: () => Promise<T>, clock: Clock, ttlMs: number): () => Promise<T> {
  let entry: Entry<T> | undefined;
  return () => {
    if (entry && clock.now() < entry.until) return entry.value;
    const mine = { until: clock.now() + ttlMs, value: read() };
    entry = mine;
    mine.value.catch(() => {
      if (entry === mine) entry = undefined;
    });
    return mine.value;
  };
}

/** Workers' view of the registries, kept for 30 s. */
export const cachedRegistries = (reader: RegistryReader, clock: Clock, ttlMs = CACHE_MS): RegistryReader => ({
  all: kept(() => reader.all(), clock, ttlMs),
});

const PAGE_PROGRAMMES = 100;

async function everyProgramme(reader: Pick<ProgrammeReader, 'list'>): Promise<readonly Programme[]> {
  const programmes: Programme[] = [];
  let after: ProgrammeId | undefined;
  do {
    const page = await reader.list(after, PAGE_PROGRAMMES);
    programmes.push(...page.programmes);
    after = page.next;
  } while (after !== undefined);
  return programmes;
}

/** Workers' view of the survey programmes, kept for 30 s. */
export const cachedProgrammes = (
  reader: Pick<ProgrammeReader, 'list'>,
  clock: Clock,
  ttlMs = CACHE_MS,
): ProgrammeList => ({ all: kept(() => everyProgramme(reader), clock, ttlMs) });
