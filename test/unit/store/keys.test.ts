import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientId, OrderNo } from '../../../shared/domain/ids.ts';
import { orderNoSchema } from '../../../shared/domain/ids.ts';
import { formatDay } from '../../../shared/domain/calendar/time.ts';
import { ORDER_KINDS } from '../../../shared/domain/ledger/event-fact.ts';
import {
  bucketOf,
  ledgerPk,
  lookupSk,
  lookupSkPrefix,
  orderSk,
  orderSkPrefix,
  packDimensions,
  parseDimensions,
  parseLookupSk,
  parseOrderSk,
  parseTallySk,
  tallyPk,
  tallySk,
} from '../../../shared/store/keys.ts';

const awkward = fc.constantFrom('#', '%', '%23', '%25', '😀', '-', '/', ' ', '物', 'O#', 'R#', 'ß', 'a');
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.array(awkward, { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
);
const orderNo = text.filter((value): value is OrderNo => orderNoSchema.safeParse(value).success);
const kind = fc.constantFrom(...ORDER_KINDS);
const id = fc.option(
  text.filter((value) => value !== '-'),
  { nil: undefined },
);
const dimensions = fc.record({ siteId: id, carrierId: id, serviceLevel: id });

describe('order keys', () => {
  it('give kind and order number back, whatever is in it', () => {
    fc.assert(
      fc.property(kind, orderNo, (of, no) => {
        expect(parseOrderSk(orderSk({ kind: of, orderNo: no }))).toEqual({ kind: of, orderNo: no });
      }),
    );
  });

  it('begin with the prefix of their kind and no other', () => {
    fc.assert(
      fc.property(kind, kind, orderNo, (of, other, no) => {
        const sk = orderSk({ kind: of, orderNo: no });
        expect(sk.startsWith(orderSkPrefix(of))).toBe(true);
        if (other !== of) expect(sk.startsWith(orderSkPrefix(other))).toBe(false);
      }),
    );
  });

  it.each(['O#', 'O#delivery', 'R#delivery#1', ''])('cannot be read from %j', (sk) => {
    expect(() => parseOrderSk(sk)).toThrow('no order key');
  });
});

describe('lookup keys', () => {
  it('give reference, kind and order number back, whatever is in them', () => {
    fc.assert(
      fc.property(text, kind, orderNo, (reference, of, no) => {
        const sk = lookupSk(reference, { kind: of, orderNo: no });
        expect(parseLookupSk(sk)).toEqual({ reference, kind: of, orderNo: no });
        expect(sk.startsWith(lookupSkPrefix(reference))).toBe(true);
      }),
    );
  });

  it('tell references apart, also when one goes on where the other ends', () => {
    fc.assert(
      fc.property(text, text, kind, orderNo, orderNo, (a, b, of, no, other) => {
        fc.pre(a !== b);
        expect(lookupSk(a, { kind: of, orderNo: no })).not.toBe(lookupSk(b, { kind: of, orderNo: other }));
      }),
    );
  });
});

describe('tally keys', () => {
  it('give day, bucket and dimensions back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), fc.nat({ max: 63 }), dimensions, (n, bucket, of) => {
        const key = tallySk(n, bucket, packDimensions(of));
        expect(parseTallySk(key)).toEqual({ day: formatDay(n), bucket, dimensions: of });
      }),
    );
  });

  it('keep dimensions apart', () => {
    fc.assert(
      fc.property(dimensions, (of) => {
        expect(parseDimensions(packDimensions(of))).toEqual(of);
      }),
    );
  });
});

describe('tenants', () => {
  it('never share a partition, prefix twins included', () => {
    const client = fc.stringMatching(/^[a-z0-9-]{1,64}$/) as fc.Arbitrary<ClientId>;
    const bucket = fc.nat({ max: 63 });
    fc.assert(
      fc.property(client, bucket, client, bucket, (a, i, b, j) => {
        expect(ledgerPk(a, i) === ledgerPk(b, j)).toBe(a === b && i === j);
        expect(tallyPk(a) === tallyPk(b)).toBe(a === b);
      }),
    );
    expect(ledgerPk('acme2' as ClientId, 0).startsWith(`${tallyPk('acme' as ClientId)}#`)).toBe(false);
  });

  it('spread their orders evenly over buckets and always place an order in the same one', () => {
    const counts = [0, 0, 0, 0];
    for (let n = 0; n < 10_000; n++) counts[bucketOf(`SO-${String(n)}` as OrderNo, 4)]! += 1;
    for (const count of counts) expect(Math.abs(count - 2_500)).toBeLessThan(250);
    expect(bucketOf('SO-1' as OrderNo, 4)).toBe(bucketOf('SO-1' as OrderNo, 4));
  });
});
