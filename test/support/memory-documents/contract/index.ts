import { beforeAll, describe } from 'vitest';
import { describeItems } from './items.ts';
import { describeQueries } from './queries.ts';
import type { ContractSubject } from './subject.ts';
import { describeTransactions } from './transactions.ts';

/** What every implementation of `Documents` must do; the same for the twin and for DynamoDB. */
export function describeDocumentsContract(name: string, prepare: () => Promise<ContractSubject>): void {
  describe(name, () => {
    let subject: ContractSubject;
    beforeAll(async () => {
      subject = await prepare();
    });
    describeItems(() => subject);
    describeQueries(() => subject);
    describeTransactions(() => subject);
  });
}
