import type { OrderNo } from '../ids.ts';
import { orderNoSchema } from '../ids.ts';
import type { Case } from './case.ts';
import { stepsFrom } from './case-transitions.ts';
import { dueDates } from './due-dates.ts';
import { toldAfter } from './due-next.ts';
import { edited, invalid, type Edit, type Edited } from './edit-case.ts';

/** What may be changed of a case beside its state. */
export type CaseChanges = {
  readonly [Name in 'owner' | 'severity' | 'category' | 'remedySought' | 'rootCause' | 'correctiveAction']?:
    Case[Name] | undefined;
} & {
  /** The incident to join; `null`: one of its own again. */
  readonly incidentId?: OrderNo | null | undefined;
};

/** Due dates that are still ahead follow the severity; what was acknowledged or answered keeps its date. */
function redated(one: Case, changed: Case, { contract }: Edit): Partial<Case> {
  if (changed.severity === one.severity) return {};
  const { acknowledgeBy, answerBy } = dueDates(changed.severity, one.datedFrom, contract);
  const dates = {
    ...(one.acknowledgedAt === null && { acknowledgeBy }),
    ...(one.answeredAt === null && { answerBy }),
  };
  return { ...dates, escalation: toldAfter(one, { ...changed, ...dates }) };
}

const FIELDS = [
  'owner',
  'severity',
  'category',
  'remedySought',
  'rootCause',
  'correctiveAction',
  'incidentId',
] as const satisfies readonly (keyof Case)[];

/** The incident a case shall belong to. */
const incidentOf = ({ caseId, incidentId }: Case, wanted: CaseChanges['incidentId']): OrderNo | null =>
  wanted === undefined ? incidentId : (wanted ?? orderNoSchema.parse(caseId));

/**
 * The case with what was changed of it. Refused while it is closed; an incident is joined or left only before it is decided
 * whether the complaint stands, for a decision counts for its whole incident.
 */
export function changeCase(one: Case, changes: CaseChanges, edit: Edit): Edited {
  const { incidentId: wanted, ...others } = changes;
  const said = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  const changed: Case = { ...one, ...said, incidentId: incidentOf(one, wanted) };
  const what = FIELDS.filter((field) => changed[field] !== one[field]);
  if (what.length === 0) return one;
  if (one.state === 'closed') return { refused: 'state', doing: 'changed', allowed: stepsFrom('closed') };
  if (what.includes('incidentId')) {
    if (one.kind === 'feedback') return invalid('incidentId', 'feedback is no complaint and has no incident');
    if (one.validity !== 'undecided')
      return invalid('incidentId', 'is fixed once it is decided whether the complaint stands');
  }
  return edited({ ...changed, ...redated(one, changed, edit) }, {}, edit, {
    what: `changed ${what.join(' ')}`,
  });
}
