import { HOUR_MS, type EpochMs } from '../../domain/calendar/time.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ResultGrouping } from '../../domain/survey/result-groups.ts';
import { resultLinkSchema, type ResultLink } from '../../domain/survey/result-link.ts';
import type { AuditLog } from '../../ports/audit.ts';
import type { SignedLinks } from '../../ports/links.ts';
import { mayGroup } from './read-results.ts';
import {
  OVER_ALL_CLIENTS,
  selectResults,
  selectWaves,
  type ResultsQuery,
  type Selection,
  type SelectionDeps,
} from './result-selection.ts';

export interface ResultLinkDeps extends SelectionDeps {
  readonly links: SignedLinks;
  readonly audit: AuditLog;
}

const VALID_MS = 24 * HOUR_MS;

/** Their ids stand in the link, which browsers and mail programmes cut off somewhere beyond 2,000 characters. */
const MAX_LINK_CLIENTS = 50;

const tooManyClients = `is needed: you see more than ${String(MAX_LINK_CLIENTS)} clients, too many for one link`;

/**
 * A link that shows the results to whoever has it, without signing in, for 24 hours. What it shows is frozen: the clients are
 * those its maker may see now. That it was made is on the audit log. Throws `forbidden`, `not-found`, `invalid-request`.
 */
export async function makeResultLink(
  deps: ResultLinkDeps,
  principal: Principal,
  query: ResultsQuery,
  groupBy: ResultGrouping | undefined,
  now: EpochMs,
): Promise<{ readonly token: string; readonly expiresAt: EpochMs }> {
  const selection = await selectResults(deps, principal, query);
  if (groupBy && !mayGroup(selection, groupBy)) throw problem.invalidField('groupBy', OVER_ALL_CLIENTS);
  const { clients } = selection;
  if (clients !== 'every' && clients.size > MAX_LINK_CLIENTS)
    throw problem.invalidField('clientId', tooManyClients);
  const { programmeId, clientId, days } = query;
  const link: ResultLink = {
    programmeId,
    clients: clients === 'every' ? clients : [...clients],
    clientId: clientId ?? null,
    ...days,
    groupBy: groupBy ?? null,
    expiresAt: now + VALID_MS,
  };
  const token = await deps.links.seal('survey-results', JSON.stringify(link));
  await deps.audit.append({
    at: now,
    principalId: principal.id,
    action: 'survey-results:link',
    outcome: 'done',
    clientId,
    target: programmeId,
  });
  return { token, expiresAt: link.expiresAt };
}

/** What a link shows. Throws `survey-link`, the same for one that was altered, has expired, or whose programme is gone. */
export async function openResultLink(
  deps: Pick<ResultLinkDeps, 'links' | 'programmes' | 'waves'>,
  token: string,
  now: EpochMs,
): Promise<{ readonly selection: Selection; readonly link: ResultLink }> {
  const text = await deps.links.open('survey-results', token);
  if (text === undefined) throw problem.surveyLink();
  // A genuine link of another shape is one from before an upgrade.
  const { data: link } = resultLinkSchema.safeParse(JSON.parse(text));
  if (!link || now >= link.expiresAt) throw problem.surveyLink();
  const programme = await deps.programmes.find(link.programmeId);
  if (!programme) throw problem.surveyLink();
  const { programmeId, from, to } = link;
  const query = { programmeId, days: { from, to }, clientId: link.clientId ?? undefined };
  const clients = link.clients === 'every' ? link.clients : new Set(link.clients);
  return { selection: await selectWaves(deps, programme, clients, query), link };
}
