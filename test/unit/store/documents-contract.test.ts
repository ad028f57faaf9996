import { CRM, LEDGER, TALLIES } from '../../../shared/store/tables.ts';
import { createMemoryDocuments } from '../../support/memory-documents/index.ts';
import { describeDocumentsContract } from '../../support/memory-documents/contract/index.ts';

describeDocumentsContract('documents in memory', () =>
  Promise.resolve({
    documents: createMemoryDocuments({ ledger: LEDGER, tallies: TALLIES, crm: CRM }),
    ledger: 'ledger',
    tallies: 'tallies',
  }),
);
