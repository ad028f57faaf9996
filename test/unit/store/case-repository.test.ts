import { beforeEach, describe, expect, it } from 'vitest';
import type { Case } from '../../../shared/domain/complaint/case.ts';
import type { OutboxEntry } from '../../../shared/ports/fact-outbox.ts';
import { createCaseRepository } from '../../../shared/store/case-repository.ts';
import { createFactOutbox } from '../../../shared/store/fact-outbox.ts';
import { CLIENT, clientId, fact, NOW } from '../../support/builders.ts';
import { aCase } from '../../support/cases.ts';
import { order } from '../../support/ledger.ts';
import { createMemoryDocuments } from '../../support/memory-documents/index.ts';
import { CRM } from '../../../shared/store/tables.ts';

const world = () => {
  const documents = createMemoryDocuments({ crm: CRM });
  return {
    documents,
    cases: createCaseRepository(documents, 'crm'),
    outbox: createFactOutbox(documents, 'crm'),
  };
};
let { documents, cases, outbox } = world();

beforeEach(() => {
  ({ documents, cases, outbox } = world());
});

const entry: OutboxEntry = {
  ...{ outboxId: 'case.acme.CASE-1.1', clientId: CLIENT, at: NOW },
  orders: [order('CASE-1', [fact('incident.raised', NOW)], 'incident')],
};
const pending = async (): Promise<readonly OutboxEntry[]> => (await Array.fromAsync(outbox.pending())).flat();
const named = (caseId: string, over: Partial<Case> = {}): Case => ({ ...aCase(), caseId, ...over });

describe('a case', () => {
  it('is written with its facts, whole or not at all', async () => {
    expect(await cases.save(aCase(), entry)).toBe(true);
    expect(await cases.find(CLIENT, 'CASE-1')).toEqual(aCase());
    expect(await pending()).toEqual([entry]);
    const stale = { ...entry, outboxId: 'case.acme.CASE-1.2' };
    expect(await cases.save(aCase(), stale)).toBe(false);
    expect(await cases.save(aCase({}, { version: 3 }), stale)).toBe(false);
    expect(await pending()).toEqual([entry]);
  });

  it('is raised once for a request, and the first one answered to its repeats', async () => {
    const request = { requestId: 'r-1', ttl: 1 };
    expect((await cases.raise(named('C-1'), undefined, request)).caseId).toBe('C-1');
    expect((await cases.raise(named('C-2'), entry, request)).caseId).toBe('C-1');
    expect(await cases.find(CLIENT, 'C-2')).toBeUndefined();
    expect(await pending()).toEqual([]);
    const other = { ...named('C-3'), clientId: clientId('globex') };
    expect((await cases.raise(other, undefined, request)).caseId).toBe('C-3');
  });

  it('of another client is another case', async () => {
    await cases.save(aCase(), undefined);
    expect(await cases.find(clientId('acme2'), 'CASE-1')).toBeUndefined();
    expect(await cases.openOf(clientId('acme2'))).toEqual([]);
  });
});

describe('open cases', () => {
  it('are found as long as they are not closed', async () => {
    await cases.save(named('C-1'), undefined);
    await cases.save(named('C-2'), undefined);
    await cases.save(named('C-1', { state: 'closed', version: 2 }), undefined);
    expect((await cases.openOf(CLIENT)).map(({ caseId }) => caseId)).toEqual(['C-2']);
    await cases.save(named('C-1', { state: 'reopened', version: 3 }), undefined);
    expect((await cases.openOf(CLIENT)).map(({ caseId }) => caseId).sort()).toEqual(['C-1', 'C-2']);
  });

  it('and closed ones with a mail that is not out are unfinished', async () => {
    const closed = { state: 'closed', mailsDue: ['outcome'] } as const;
    await cases.save(named('C-1', closed), undefined);
    await cases.save(named('C-2', { ...closed, mailsSent: ['outcome'] }), undefined);
    const unfinished = async () => (await Array.fromAsync(cases.unfinished(CLIENT))).flat();
    expect((await unfinished()).map(({ caseId }) => caseId)).toEqual(['C-1']);
    expect(await cases.openOf(CLIENT)).toEqual([]);
    expect((await cases.list(CLIENT, true, undefined, 10)).cases).toEqual([]);
    await cases.save(named('C-1', { ...closed, mailsSent: ['outcome'], version: 2 }), undefined);
    expect(await unfinished()).toEqual([]);
    expect(documents.all('crm').filter(({ pk }) => pk.startsWith('open-cases#'))).toEqual([]);
  });

  it('are listed to the end, page by page, newest first', async () => {
    for (let i = 10; i < 35; i++) await cases.save(named(`C-${String(i)}`), undefined);
    for (const open of [true, false]) {
      const found: string[] = [];
      let after: string | undefined;
      do {
        const page = await cases.list(CLIENT, open, after, 10);
        found.push(...page.cases.map(({ caseId }) => caseId));
        after = page.next;
      } while (after !== undefined);
      expect(found).toEqual(Array.from({ length: 25 }, (_, i) => `C-${String(34 - i)}`));
    }
  });
});
