import { describe, expect, it } from 'vitest';
import { cdkNote, pipNote } from '../../../scripts/lib/notes.mjs';

describe('progress notes', () => {
  it.each([
    ['Collecting ministack==1.5.33 (from -r requirements.txt (line 3))', 'fetching ministack'],
    ['  Downloading x-1.0-py3-none-any.whl.metadata (5 kB)', undefined],
    ['Installing collected packages: a, b', 'installing its packages'],
    ['WARNING: something', undefined],
  ])('of pip: %s', (line, note) => {
    expect(pipNote(line)).toBe(note);
  });

  it.each([
    ['Bundling asset Service/ApiFunctions/Events/Function/Code/Stage...', 'bundling the function Events'],
    ['tallyman-local |  12/110 | 6:00:00 AM | CREATE_COMPLETE | AWS::SQS::Queue | Q', '12 of 110 resources'],
    ['[WARNING] aws-cdk-lib.x is deprecated', undefined],
    ['}', undefined],
  ])('of the CDK: %s', (line, note) => {
    expect(cdkNote(line)).toBe(note);
  });
});
