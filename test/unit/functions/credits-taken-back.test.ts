import { beforeEach, describe, expect, it } from 'vitest';
import { createCreditRepository } from '../../../shared/store/credit-repository.ts';
import { clientId } from '../../support/builders.ts';
import { bodyOf, codeOf, creditsOf, deliveries, MANAGER, type Credits } from '../../support/credits-api.ts';

const INVOICE = { invoice: 10_000_000, currency: 'EUR' };

let credits: Credits;
beforeEach(async () => {
  credits = await creditsOf();
  await credits.record(...deliveries('2026-03', 20, 2));
  await credits.bill('2026-03', INVOICE);
});

describe('DELETE /v1/clients/{clientId}/credits/{month}', () => {
  it('takes a proposed credit back with its notes; the month is issued anew', async () => {
    await credits.issue('2026-03');
    await credits.bill('2026-03', { ...INVOICE, invoice: 20_000_000 }, '"1"');
    await credits.note('2026-03');
    const { status, body } = await credits.takeBack('2026-03');
    expect([status, body]).toEqual([200, { clientId: 'acme', month: '2026-03', state: 'taken-back' }]);
    expect(bodyOf(await credits.read('2026-03')).state).toBe('preview');
    const again = bodyOf(await credits.issue('2026-03'));
    expect([again.credit.total, again.standingTotal]).toEqual([400_000, 400_000]);
    expect(bodyOf(await credits.read('2026-03')).notes).toEqual([]);
    await credits.bill('2026-03', INVOICE, '"2"');
    expect(bodyOf(await credits.note('2026-03'))).toMatchObject({ number: 1, difference: -200_000 });
    expect(credits.audited()).toContainEqual(
      expect.objectContaining({ action: 'credits:take-back', outcome: 'done', target: '2026-03' }),
    );
  });

  it('refuses an approved one, and one that is not there', async () => {
    expect(codeOf(await credits.takeBack('2026-03'))).toEqual([404, 'not-found']);
    await credits.issue('2026-03');
    expect(codeOf(await credits.takeBack('2026-03', MANAGER))).toEqual([403, 'forbidden']);
    await credits.approve('2026-03');
    expect(codeOf(await credits.takeBack('2026-03'))).toEqual([409, 'credit-approved']);
    expect(bodyOf(await credits.read('2026-03')).state).toBe('approved');
  });

  it('leaves a credit to which a note is written at the same time', async () => {
    const store = createCreditRepository(credits.documents, 'crm');
    await credits.issue('2026-03');
    await credits.bill('2026-03', { ...INVOICE, invoice: 20_000_000 }, '"1"');
    await credits.note('2026-03');
    expect(await store.takeBack(clientId('acme'), { month: '2026-03', notes: 0 })).toBe(false);
    expect(bodyOf(await credits.read('2026-03')).notes).toHaveLength(1);
  });
});
