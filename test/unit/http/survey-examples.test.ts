import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkProgramme } from '../../../shared/domain/survey/check-programme.ts';
import { termsOf } from '../../../shared/domain/survey/programme-terms.ts';
import { UI_LANGUAGES } from '../../../shared/domain/survey/languages.ts';
import { createSurveyRoute } from '../../../shared/http/routes/surveys.ts';
import { NOW } from '../../support/builders.ts';

const example = (name: string) => {
  const body: unknown = JSON.parse(readFileSync(`docs/examples/surveys/${name}.json`, 'utf8'));
  const { programmeId: _id, kind, ...fields } = createSurveyRoute.body.parse(body);
  return { kind, terms: termsOf(kind, fields) };
};

describe('the examples of docs/surveys.md', () => {
  it.each(['quarterly', 'after-delivery'])('%s is taken, in four languages', (name) => {
    const { kind, terms } = example(name);
    expect(checkProgramme(kind, terms, { now: NOW })).toEqual([]);
    expect(terms.content.languages).toEqual([...UI_LANGUAGES]);
  });

  it('are one of each kind', () => {
    expect(example('quarterly')).toMatchObject({
      kind: 'relationship',
      terms: { content: { audience: 'contacts', coolDownDays: 180 } },
    });
    expect(example('after-delivery')).toMatchObject({
      kind: 'transactional',
      terms: { content: { audience: 'consignee', coolDownDays: 90, delayHours: 24 } },
    });
  });
});
