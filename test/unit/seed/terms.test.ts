import { describe, expect, it } from 'vitest';
import { historyOf } from '../../../infra/local/seed/expected.ts';
import { generateCompany } from '../../../infra/local/seed/generate.ts';
import { PROFILES } from '../../../infra/local/seed/profiles.ts';
import {
  demoVersions,
  firstContract,
  firstOfMonth,
  versionContract,
} from '../../../infra/local/seed/terms.ts';
import { checkContract } from '../../../shared/domain/contract/checks.ts';
import { contractTermsSchema } from '../../../shared/domain/contract/contract-schema.ts';
import { creditContractOf } from '../../../shared/domain/credit/month-credit.ts';

const clients = PROFILES.map(({ client }) => client);
const versionsAt = (now: string) => demoVersions(clients, Date.parse(now));
const clientOf = (id: string) => clients.find(({ clientId }) => clientId === id)!;

// The last one lies in a year for which the days off in China are not decreed yet.
const NOWS = ['2026-11-22T05:00:00Z', '2026-06-01T00:00:00Z', '2027-01-15T12:00:00Z', '2031-07-01T00:00:00Z'];

describe('the terms of the demonstration company', () => {
  it.each(NOWS)('are taken by the API on %s', (now) => {
    for (const version of versionsAt(now)) {
      expect(contractTermsSchema.safeParse(version.terms).error).toBeUndefined();
      const contract = versionContract(version, Date.parse(now));
      expect(checkContract(contract, firstContract(clientOf(version.clientId)))).toEqual([]);
    }
  });

  it.each(NOWS)('have two whole months of new terms behind them on %s', (now) => {
    for (const { clientId, terms, agreed } of versionsAt(now)) {
      const { timeZone } = clientOf(clientId);
      const begins = firstOfMonth(timeZone, Date.parse(now), agreed === undefined ? 1 : -2);
      expect(terms.effectiveFrom).toBe(begins);
    }
  });

  it('know the working days of China, Brazil and Germany', () => {
    const countries = versionsAt(NOWS[0]!).map(({ terms }) => terms.calendar.country);
    expect(countries).toEqual(['DE', 'BR', 'CN']);
  });

  it('do without the days off of China while they are not decreed', () => {
    const lamps = versionsAt(NOWS[3]!).find(({ clientId }) => clientId === 'lamps-demo');
    expect(lamps?.terms.calendar.country).toBeNull();
  });

  it('cost credits for two clients, and stay as they were for those without a second version', () => {
    const now = Date.parse(NOWS[0]!);
    const company = generateCompany(1, now);
    const newest = clients.map((client) => historyOf(company, client, now).contracts.at(-1)!);
    expect(newest.map(({ version }) => version)).toEqual([1, 2, 2, 1, 1, 1]);
    expect(newest.map((contract) => creditContractOf(contract) !== undefined)).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
