import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Api } from '../../../scripts/import/api.ts';
import { SetupError } from '../../../scripts/lib/console.mjs';
import { createRowReport, faultsText, postRows } from '../../../scripts/lib/file-import.ts';

describe('the report on the rows of a file', () => {
  afterEach(() => {
    process.exitCode = undefined;
  });

  it('names refused lines at once, counts the others, and fails the command', () => {
    const told: string[] = [];
    const report = createRowReport(['created', 'unchanged'], 'refused', (text) => told.push(text));
    for (const outcome of ['created', 'created', 'unchanged']) report.count(outcome);
    const faults = [
      { path: 'mail', detail: 'is no mail address' },
      { path: 'role', detail: 'must be one of a, b' },
    ];
    report.refuse(7, faultsText('ann', faults));
    report.refuse(9, faultsText(null, [{ path: '', detail: 'must be an object' }]));
    expect(told).toEqual([
      'line 7: ann: mail is no mail address; role must be one of a, b\n',
      'line 9: no id: must be an object\n',
    ]);
    expect([report.end(), process.exitCode]).toEqual(['2 created, 1 unchanged, 2 refused', 1]);
  });

  it('lets the command succeed where every row was taken', () => {
    const report = createRowReport(['created'], 'refused');
    report.count('created');
    expect([report.end(), process.exitCode]).toEqual(['1 created, 0 refused', undefined]);
  });
});

describe('rows sent to the API', () => {
  const answering = (status: number, body: unknown): Api => ({
    post: () => Promise.resolve({ status, body }),
  });
  const schema = z.object({ results: z.array(z.int()) });

  it('come back with what became of them', async () => {
    expect(await postRows(answering(200, { results: [1], more: 2 }), '/v1/x', {}, schema)).toEqual({
      results: [1],
    });
  });

  it('that are refused as a whole stop the command with the words of the API', async () => {
    const refusing = answering(404, { code: 'not-found', detail: 'There is nothing here.' });
    await expect(postRows(refusing, '/v1/x', {}, schema)).rejects.toThrow(
      new SetupError('the API refused the import: There is nothing here.'),
    );
  });
});
