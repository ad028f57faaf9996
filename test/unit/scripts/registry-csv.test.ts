import { describe, expect, it } from 'vitest';
import { SetupError } from '../../../scripts/lib/console.mjs';
import { readRegistryCsv } from '../../../scripts/lib/registry-csv.ts';

const read = (text: string | Uint8Array) =>
  readRegistryCsv(typeof text === 'string' ? Buffer.from(text) : text, 'carriers.csv');

describe('a registry as CSV', () => {
  it('is read with byte-order mark, quotes, blank lines and the line of each row', () => {
    expect(
      read(
        '\uFEFFid,name,active,aliases\r\ndhl,"DHL, Bonn",TRUE,DHL Express | DHL EXP\r\n\r\nups, UPS ,,\r\n',
      ),
    ).toEqual([
      { line: 2, entry: { id: 'dhl', name: 'DHL, Bonn', active: true, aliases: ['DHL Express', 'DHL EXP'] } },
      { line: 4, entry: { id: 'ups', name: 'UPS' } },
    ]);
  });

  it('leaves what is no truth value to the API, which says what is wrong', () => {
    expect(read('id,name,active,faultClass\nX1,Strike,maybe,carrier')[0]?.entry).toEqual({
      id: 'X1',
      name: 'Strike',
      active: 'maybe',
      faultClass: 'carrier',
    });
  });

  it.each([
    ['', 'carriers.csv: the first line has no column id'],
    ['id\ndhl', 'carriers.csv: the first line has no column name'],
    [
      'id,name,colour',
      'carriers.csv: unknown columns colour; known are id, name, active, faultClass, aliases',
    ],
    [Buffer.from('id,name\nx,M\xfcnchen', 'latin1'), 'carriers.csv cannot be read: it is not UTF-8'],
  ])('is refused with the remedy: %j', (text, message) => {
    expect(() => read(text)).toThrow(new SetupError(message));
  });

  it('is refused where a quote is not closed', () => {
    expect(() => read('id,name\n"dhl,DHL')).toThrow(/^carriers\.csv cannot be read: Quote Not Closed/);
  });
});
