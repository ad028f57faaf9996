import {
  agreeInvalid,
  decideClaim,
  decideValidity,
  type ClaimDecision,
} from '../../domain/complaint/case-decisions.ts';
import { takeStep, type StepCommand } from '../../domain/complaint/case-transitions.ts';
import type { Case } from '../../domain/complaint/case.ts';
import { changeCase, type CaseChanges } from '../../domain/complaint/change-case.ts';
import { checkIncident } from './raise-case.ts';
import { editCase, termsAt, type CaseCall, type CaseDeps } from './edit-case.ts';

/** What may be done to a case; each throws what `editCase` does. */

/** Brings a case to its next state. */
export const stepCase = (deps: CaseDeps, call: CaseCall, command: StepCommand): Promise<Case> =>
  editCase(deps, call, 'cases:work', (one, edit) => takeStep(one, command, edit));

/** The provider decides whether a complaint stands. */
export const decideCase = (deps: CaseDeps, call: CaseCall, valid: boolean): Promise<Case> =>
  editCase(deps, call, 'cases:work', (one, edit) => decideValidity(one, valid, edit));

/** The client agrees that a complaint was none. */
export const agreeCase = (deps: CaseDeps, call: CaseCall): Promise<Case> =>
  editCase(deps, call, 'cases:agree', agreeInvalid);

/** What is accepted of a claim, and how it was settled. */
export const acceptClaim = (deps: CaseDeps, call: CaseCall, decision: ClaimDecision): Promise<Case> =>
  editCase(deps, call, 'cases:work', (one, edit) => decideClaim(one, decision, edit));

/** Changes what is known of a case, from the edit that the caller saw. The incident to join must be there. */
export async function changeCaseFields(
  deps: CaseDeps,
  call: CaseCall,
  changes: CaseChanges,
  seen: number,
): Promise<Case> {
  const { clientId } = await deps.authorizer.authorizeClient(call.principal, 'cases:work', call.clientId);
  const { terms } = await termsAt(deps, clientId, call.now);
  await checkIncident(deps, terms, changes.incidentId);
  return editCase(deps, call, 'cases:work', (one, edit) => changeCase(one, changes, edit), seen);
}
