import { beforeAll, describe, expect, it } from 'vitest';
import { runCapacityCrosscheck, type CrosscheckResult } from '../bench/capacity-crosscheck.ts';
import { isDynoxideInstalled } from '../support/dynoxide.ts';

// Its package exists for Linux on x64 only.
describe.skipIf(!isDynoxideInstalled())('the capacity meter beside Dynoxide', () => {
  let result: CrosscheckResult;
  beforeAll(async () => {
    result = await runCapacityCrosscheck(8);
  });

  it('agrees in every case but those where Dynoxide is known to differ from what AWS documents', () => {
    expect(result.cases).toBeGreaterThanOrEqual(100);
    expect(result.differences.filter(({ documented }) => documented === undefined)).toEqual([]);
    expect(result.equal).toBeGreaterThanOrEqual(0.95 * result.cases);
  });
});
