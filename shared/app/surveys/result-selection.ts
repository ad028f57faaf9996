import type { EpochDay } from '../../domain/calendar/time.ts';
import { zoneOf } from '../../domain/calendar/zone.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import { concerns } from '../../domain/survey/programme-access.ts';
import type { Programme, ProgrammeId, ProgrammeVersion } from '../../domain/survey/programme.ts';
import { slotOf, waveIdOf, type Wave, type WaveId } from '../../domain/survey/wave.ts';
import type { Days } from '../../ports/kpi-sources.ts';
import type { ProgrammeReader } from '../../ports/programmes.ts';
import type { WavePage, WaveStore } from '../../ports/waves.ts';
import type { Authorizer } from '../authorize.ts';

export interface SelectionDeps {
  readonly authorizer: Authorizer;
  readonly programmes: ProgrammeReader;
  readonly waves: Pick<WaveStore, 'list'>;
}

/** Whose answers of which waves are asked for: the waves whose day, in the programme's zone, lies in `days`. */
export interface ResultsQuery {
  readonly programmeId: ProgrammeId;
  readonly days: Days;
  readonly clientId: ClientId | undefined;
}

/** The clients somebody may see results of: the one they asked for, else all they may see. `every`: of an administrator. */
export type ResultClients = 'every' | ReadonlySet<ClientId>;

export interface SelectedWave extends Wave {
  readonly day: EpochDay;
  readonly version: ProgrammeVersion;
}

export interface Selection {
  readonly programme: Programme;
  readonly query: ResultsQuery;
  readonly clients: ResultClients;
  /** Newest first. */
  readonly waves: ReadonlyMap<WaveId, SelectedWave>;
}

/** Waves that one question looks at: two years of daily ones. */
export const MAX_WAVES = 800;
const PAGE = 100;

const tooMany = `has more than ${String(MAX_WAVES)} waves in this period; ask for a shorter one`;

/** What the caller may see of a programme. Throws `forbidden`, `not-found`, `invalid-request`. */
export async function selectResults(
  deps: SelectionDeps,
  principal: Principal,
  query: ResultsQuery,
): Promise<Selection> {
  const { authorizer, programmes } = deps;
  const scope = await authorizer.visibleClients(principal, 'survey-results:read');
  const programme = await programmes.find(query.programmeId);
  if (!programme || !concerns(programme, scope)) throw problem.notFound();
  if (query.clientId === undefined)
    return selectWaves(deps, programme, scope.all ? 'every' : new Set(scope.clientIds), query);
  const client = await authorizer.authorizeClient(principal, 'survey-results:read', query.clientId);
  return selectWaves(deps, programme, new Set([client.clientId]), query);
}

/** The waves of the period with the questions they asked. Throws `invalid-request` where there are too many. */
export async function selectWaves(
  { programmes, waves }: Pick<SelectionDeps, 'programmes' | 'waves'>,
  programme: Programme,
  clients: ResultClients,
  query: ResultsQuery,
): Promise<Selection> {
  const { dayOf, startOfDay } = zoneOf(programme.schedule.timeZone);
  const versions = new Map<number, ProgrammeVersion>();
  const selected = new Map<WaveId, SelectedWave>();
  const after = waveIdOf(startOfDay(query.days.to + 1));
  for await (const wave of newestFirst(waves, programme.programmeId, after)) {
    const day = dayOf(slotOf(wave.waveId));
    if (day < query.days.from) break;
    if (selected.size === MAX_WAVES) throw problem.invalidField('from', tooMany);
    const number = wave.versionNumber;
    const version = versions.get(number) ?? (await programmes.version(programme.programmeId, number));
    if (!version) throw new Error(`version ${String(number)} of ${programme.programmeId} is gone`);
    versions.set(number, version);
    selected.set(wave.waveId, { ...wave, day, version });
  }
  return { programme, query, clients, waves: selected };
}

async function* newestFirst(
  waves: SelectionDeps['waves'],
  programmeId: ProgrammeId,
  before: WaveId,
): AsyncGenerator<Wave> {
  let after: string | undefined = before;
  do {
    const page: WavePage = await waves.list(programmeId, after, PAGE);
    yield* page.waves;
    after = page.next;
  } while (after !== undefined);
}

/** Why something is refused of a selection that is anonymous and of one client. */
export const OVER_ALL_CLIENTS =
  'the period has anonymous answers, which are listed, and grouped by language, carrier or outcome, over all clients only; leave clientId out';

export const isAnonymous = ({ waves }: Selection): boolean =>
  [...waves.values()].some(({ version }) => version.anonymous);

/** Whether something of a client belongs to the selection. */
export const isSelected = ({ clients }: Selection, clientId: ClientId): boolean =>
  clients === 'every' || clients.has(clientId);

/** So many clients are read one by one; of more, everything is read and the others passed over. */
const FEW_CLIENTS = 10;

/** The clients to read one by one; `undefined` stands for all of them at once. */
export const clientsToRead = ({ clients }: Selection): Iterable<ClientId | undefined> =>
  clients === 'every' || clients.size > FEW_CLIENTS ? [undefined] : clients;
