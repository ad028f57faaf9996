import { describe, expect, it } from 'vitest';
import type { Case, Severity } from '../../../../shared/domain/complaint/case.ts';
import { changeCase } from '../../../../shared/domain/complaint/change-case.ts';
import { dueDates } from '../../../../shared/domain/complaint/due-dates.ts';
import { CONTRACT, NOW } from '../../../support/builders.ts';
import { aCase } from '../../../support/cases.ts';

const EDIT = { by: 'manager', now: NOW, contract: CONTRACT };

/** Its owner was told that the due date passed. */
const told = (severity: Severity): Case =>
  aCase({}, { severity, datedFrom: NOW, ...dueDates(severity, NOW, CONTRACT), escalation: 2 });

describe('another severity', () => {
  it('forgets what was told of a due date that it moves', () => {
    const { acknowledgeBy } = dueDates('critical', NOW, CONTRACT);
    expect(changeCase(told('medium'), { severity: 'critical' }, EDIT)).toMatchObject({
      acknowledgeBy,
      escalation: 0,
    });
  });

  it('tells nobody again of a date that stays', () => {
    // Both are to be acknowledged within eight business hours.
    expect(changeCase(told('medium'), { severity: 'low' }, EDIT)).toMatchObject({ escalation: 2 });
  });
});
