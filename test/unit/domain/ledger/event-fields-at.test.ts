import { describe, expect, it } from 'vitest';
import { fieldsAt } from '../../../../shared/domain/ledger/event-types.ts';

describe('the fields at a place within the data of an event', () => {
  it.each([
    [['promise'], ['date', 'from', 'to']],
    [
      ['lines', 0],
      ['lineNo', 'sku', 'lot', 'units'],
    ],
    [['destination'], ['country', 'region', 'postalCode', 'timeZone']],
    [['value'], ['amount', 'currency']],
    [['urgent'], undefined],
    [['nothing', 'there'], undefined],
  ])('%j', (path, fields) => {
    expect(fieldsAt('order.placed', path)).toEqual(fields);
  });
});
