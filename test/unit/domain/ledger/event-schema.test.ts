import { describe, expect, it } from 'vitest';
import { parseEvent, type ParsedEvent } from '../../../../shared/domain/ledger/event-schema.ts';
import { EVENT_DATA } from '../../../../shared/domain/ledger/event-types.ts';
import { KIND_FREE_TYPES, KIND_OF_TYPE } from '../../../../shared/domain/ledger/fact.ts';

const event = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  specversion: '1.0',
  id: 'wms-7731',
  source: 'wms://hamburg',
  type: 'order.delivered',
  time: '2018-08-07T15:27:45-03:00',
  clientid: 'acme',
  subject: 'SO-1001',
  data: { units: 12 },
  ...over,
});

const placed = (data: Record<string, unknown>): Record<string, unknown> =>
  event({ type: 'order.placed', data });

function accepted(input: unknown): ParsedEvent {
  const result = parseEvent(input);
  if (!result.ok) throw new Error(result.error.detail);
  return result.event;
}

const refused = (input: unknown): unknown => {
  const result = parseEvent(input);
  return result.ok ? result.event : [result.error.code, result.error.path];
};

const detail = (input: unknown): string => {
  const result = parseEvent(input);
  return result.ok ? '' : result.error.detail;
};

describe('an event', () => {
  it('becomes a fact of the order it names', () => {
    expect(accepted(event())).toEqual({
      clientId: 'acme',
      kind: 'delivery',
      orderNo: 'SO-1001',
      fact: {
        type: 'order.delivered',
        source: 'wms://hamburg',
        id: 'wms-7731',
        occurredAt: Date.parse('2018-08-07T18:27:45Z'),
        offsetMinutes: -180,
        data: { units: 12 },
      },
    });
  });

  it('has a schema for every type of fact', () => {
    expect(Object.keys(EVENT_DATA).sort()).toEqual([...Object.keys(KIND_OF_TYPE), ...KIND_FREE_TYPES].sort());
  });

  it('may have extension attributes and a JSON content type', () => {
    expect(
      refused(event({ traceparent: '00-1', dataschema: 'x', datacontenttype: 'application/json' })),
    ).toEqual(accepted(event()));
  });

  it.each([
    ['no object', 'text', ''],
    ['a list', [], ''],
    ['another version of CloudEvents', event({ specversion: '0.3' }), 'specversion'],
    ['no version', event({ specversion: undefined }), 'specversion'],
    ['no id', event({ id: undefined }), 'id'],
    ['an empty id', event({ id: '' }), 'id'],
    ['a control character in the id', event({ id: 'a\u001fb' }), 'id'],
    ['source and id over 256 bytes', event({ id: 'é'.repeat(130) }), 'id'],
    ['a line break in the source', event({ source: 'a\nb' }), 'source'],
    ['no client', event({ clientid: undefined }), 'clientid'],
    ['a client id in capitals', event({ clientid: 'ACME' }), 'clientid'],
    ['no order number', event({ subject: undefined }), 'subject'],
    ['an order number of 300 characters', event({ subject: 'x'.repeat(300) }), 'subject'],
    ['an order number of 600 bytes', event({ subject: '漢'.repeat(200) }), 'subject'],
    ['an order number with a tab', event({ subject: 'a\tb' }), 'subject'],
    ['a lone surrogate in the order number', event({ subject: 'a\ud800' }), 'subject'],
    ['XML data', event({ datacontenttype: 'application/xml' }), 'datacontenttype'],
    ['binary data', event({ data: undefined, data_base64: 'AA==' }), 'data_base64'],
    ['a list as data', event({ data: [] }), 'data'],
    ['no type', event({ type: undefined }), 'type'],
    ['no time', event({ time: undefined }), 'time'],
    ['a time without offset', event({ time: '2018-08-07T15:27:45' }), 'time'],
    ['a day that does not exist', event({ time: '2018-02-30T10:00:00Z' }), 'time'],
    ['an hour that does not exist', event({ time: '2018-02-28T25:00:00Z' }), 'time'],
    ['an offset that does not exist', event({ time: '2018-02-28T10:00:00+25:00' }), 'time'],
    ['a year far away', event({ time: '9999-02-28T10:00:00Z' }), 'time'],
    ['a time that is a number', event({ time: 1533666465 }), 'time'],
    [
      'local time without zone',
      event({ time: undefined, data: { localTime: '2018-08-07T15:00:00' } }),
      'data.timeZone',
    ],
    ['two times', event({ data: { localTime: '2018-08-07T15:00:00', timeZone: 'UTC' } }), 'data.localTime'],
    [
      'a zone that does not exist',
      event({ time: undefined, data: { localTime: '2018-08-07T15:00:00', timeZone: 'Mars/Base' } }),
      'data.timeZone',
    ],
    [
      'a local time with offset',
      event({ time: undefined, data: { localTime: '2018-08-07T15:00:00Z', timeZone: 'UTC' } }),
      'data.localTime',
    ],
    [
      'a field of another type of event',
      event({ data: { promise: { date: '2018-08-07' } } }),
      'data.promise',
    ],
    ['negative units', event({ data: { units: -1 } }), 'data.units'],
    ['units with decimals', event({ data: { units: 1.5 } }), 'data.units'],
    ['units as text', event({ data: { units: '12' } }), 'data.units'],
    ['too many units', event({ data: { units: 1e12 } }), 'data.units'],
    [
      'negative units in a line',
      event({ data: { lines: [{ units: 1 }, { units: -1 }] } }),
      'data.lines.1.units',
    ],
    ['a line without units', event({ data: { lines: [{ sku: 'A' }] } }), 'data.lines.0.units'],
    ['an unknown field in a line', event({ data: { lines: [{ units: 1, qty: 1 }] } }), 'data.lines.0.qty'],
    ['no line', event({ data: { lines: [] } }), 'data.lines'],
    [
      '501 lines',
      event({ data: { lines: Array.from({ length: 501 }, () => ({ units: 1 })) } }),
      'data.lines',
    ],
    [
      'units beside lines that sum up to something else',
      event({ data: { units: 3, lines: [{ units: 2 }] } }),
      'data.units',
    ],
    ['money as a decimal', placed({ value: { amount: 12.5, currency: 'EUR' } }), 'data.value.amount'],
    ['negative money', placed({ value: { amount: -1, currency: 'EUR' } }), 'data.value.amount'],
    [
      'a currency that does not exist',
      placed({ value: { amount: 1, currency: 'EURO' } }),
      'data.value.currency',
    ],
    ['a promised date that does not exist', placed({ promise: { date: '2018-02-30' } }), 'data.promise.date'],
    [
      'a promise with date and time',
      placed({ promise: { date: '2018-02-28', to: '2018-02-28T10:00:00Z' } }),
      'data.promise',
    ],
    ['an empty promise', placed({ promise: {} }), 'data.promise'],
    ['a promise without end', placed({ promise: { from: '2018-02-28T10:00:00Z' } }), 'data.promise'],
    [
      'a promise that ends before it starts',
      placed({ promise: { from: '2018-02-28T10:00:00Z', to: '2018-02-28T09:00:00Z' } }),
      'data.promise.from',
    ],
    ['a promise without offset', placed({ promise: { to: '2018-02-28T10:00:00' } }), 'data.promise.to'],
    [
      'a promise in no zone',
      placed({ promise: { to: { localTime: '2018-02-28T10:00:00' } } }),
      'data.promise.to',
    ],
    [
      'a dispatch deadline in an unknown zone',
      placed({ dispatchBy: { localTime: '2018-02-28T10:00:00', timeZone: 'X' } }),
      'data.dispatchBy.timeZone',
    ],
    ['a country by its name', placed({ destination: { country: 'Brazil' } }), 'data.destination.country'],
    ['a place in no zone', placed({ destination: { timeZone: 'X' } }), 'data.destination.timeZone'],
    ['51 references', placed({ references: Array.from({ length: 51 }, String) }), 'data.references'],
    ['a reference of 101 characters', placed({ references: ['a', 'x'.repeat(101)] }), 'data.references.1'],
    ['a control character in a reference', placed({ references: ['a\u001e'] }), 'data.references.0'],
    ['no attribute', placed({ attributes: {} }), 'data.attributes'],
    [
      '11 attributes',
      placed({ attributes: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [String(n), 'x'])) }),
      'data.attributes',
    ],
    ['an attribute that is a number', placed({ attributes: { cold: 1 } }), 'data.attributes.cold'],
    ['an attribute of 65 characters', placed({ attributes: { a: 'x'.repeat(65) } }), 'data.attributes.a'],
    ['a control character in an attribute', placed({ attributes: { a: 'x\u001c' } }), 'data.attributes.a'],
    [
      'a control character in the name of an attribute',
      placed({ attributes: { 'a\u001d': 'x' } }),
      'data.attributes.a\u001d',
    ],
    ['attributes of a delivery', event({ data: { attributes: { goods: 'cold' } } }), 'data.attributes'],
    ['a hold for another reason', event({ type: 'order.held', data: { reason: 'weather' } }), 'data.reason'],
    [
      'a reason of 501 characters',
      event({ type: 'order.refused', data: { reason: 'x'.repeat(501) } }),
      'data.reason',
    ],
    [
      'a revision of nothing',
      event({ type: 'order.promise-revised', data: { revisedBy: 'client' } }),
      'data.promise',
    ],
    ['a cancellation by nobody', event({ type: 'order.cancelled', data: {} }), 'data.by'],
    ['a POD decision without decision', event({ type: 'order.pod-decided', data: {} }), 'data.accepted'],
    [
      'a document that is a script',
      event({ type: 'order.pod-received', data: { documentUrl: 'javascript:alert(1)' } }),
      'data.documentUrl',
    ],
    [
      'an excuse decided by nobody',
      event({ type: 'order.delay-excused', data: { decision: 'accepted' } }),
      'data.decidedBy',
    ],
    [
      'an excuse for an unknown KPI',
      event({ type: 'order.delay-excused', data: { kpi: 'speed' } }),
      'data.kpi',
    ],
    [
      'a discrepancy without type',
      event({ type: 'order.discrepancy-reported', data: { units: 1 } }),
      'data.type',
    ],
    [
      'more right positions than positions',
      event({ type: 'stock.counted', data: { positions: 1, positionsCorrect: 2 } }),
      'data.positionsCorrect',
    ],
    ['a correction of nothing', event({ type: 'fact.voided', data: {} }), 'data.voids'],
    [
      'a correction in an unknown kind',
      event({ type: 'fact.voided', data: { voids: { kind: 'x', source: 'a', id: 'b' } } }),
      'data.voids.kind',
    ],
  ])('with %s is refused, naming the field', (_, input, path) => {
    expect(refused(input)).toEqual(['invalid-field', path]);
  });

  it('of an unknown type is refused as such', () => {
    expect(refused(event({ type: 'order.teleported' }))).toEqual(['unknown-type', 'type']);
    expect(refused(event({ type: 'toString' }))).toEqual(['unknown-type', 'type']);
  });

  it.each([
    [event({ time: '2018-08-07T15:27:45' }), 'data.localTime'],
    [event({ clientid: undefined }), 'name the client'],
    [event({ data: { qty: 1 } }), 'it takes lines, units, complete, carrierId, trackingNo'],
    [placed({ promise: { until: 'x' } }), 'data.promise has no such field; it takes date, from, to'],
    [placed({ value: { amount: 12.5, currency: 'EUR' } }), 'minor units'],
    [event({ type: 'order.held', data: { reason: 'weather' } }), 'stock, address, credit, instruction'],
  ])('that is refused is told the remedy', (input, remedy) => {
    expect(detail(input)).toContain(remedy);
  });
});

describe('times', () => {
  const local = (localTime: string, timeZone: string): ParsedEvent =>
    accepted(event({ time: undefined, data: { localTime, timeZone } }));

  it('are read in the zone of the place when they have no offset', () => {
    const { fact } = local('2018-08-07T15:27:45', 'America/Sao_Paulo');
    expect(fact.occurredAt).toBe(Date.parse('2018-08-07T18:27:45Z'));
    expect(fact.offsetMinutes).toBe(-180);
    expect(fact.data).toEqual({});
  });

  it('that the clock skips move on, and the rule is kept', () => {
    const { fact } = local('2018-03-25T02:30:00', 'europe/berlin');
    expect(fact.occurredAt).toBe(Date.parse('2018-03-25T01:30:00Z'));
    expect(fact.data.timeRule).toBe('compatible Europe/Berlin');
  });

  it('that come twice are the first of the two, and the rule is kept', () => {
    const { fact } = local('2018-10-28T02:30:00', 'Europe/Berlin');
    expect(fact.occurredAt).toBe(Date.parse('2018-10-28T00:30:00Z'));
    expect(fact.data.timeRule).toBe('compatible Europe/Berlin');
  });

  it('of a promise and a dispatch deadline are read the same way', () => {
    const at = (localTime: string) => ({ localTime, timeZone: 'Europe/Berlin' });
    const { fact } = accepted(
      placed({
        promise: { from: at('2018-10-28T02:30'), to: '2018-10-28T12:00:00+01:00' },
        dispatchBy: at('2018-10-27T18:00:00'),
      }),
    );
    expect(fact.data).toEqual({
      promise: { from: Date.parse('2018-10-28T00:30:00Z'), to: Date.parse('2018-10-28T11:00:00Z') },
      dispatchBy: Date.parse('2018-10-27T16:00:00Z'),
      timeRule: 'compatible Europe/Berlin',
    });
  });

  it('with the offset -00:00 have offset 0', () => {
    const { fact } = accepted(event({ time: '2018-08-07T15:27:45-00:00' }));
    expect(Object.is(fact.offsetMinutes, 0)).toBe(true);
  });
});

describe('data', () => {
  it('names the kind of a discrepancy apart from the type of the fact', () => {
    const { fact } = accepted(
      event({ type: 'order.discrepancy-reported', data: { type: 'short', units: 2 } }),
    );
    expect(fact.data).toEqual({ units: 2, discrepancy: 'short' });
  });

  it('of a correction decides the kind of the order', () => {
    const parsed = accepted(
      event({
        type: 'fact.voided',
        data: { voids: { kind: 'incident', source: 's', id: '1' }, reason: 'typo' },
      }),
    );
    expect(parsed.kind).toBe('incident');
    expect(parsed.fact.data).toEqual({ reason: 'typo', voids: { source: 's', id: '1' } });
  });

  it('of a revision says by whom', () => {
    const { fact } = accepted(
      event({
        type: 'order.promise-revised',
        data: { promise: { date: '2018-08-09' }, revisedBy: 'client' },
      }),
    );
    expect(fact.data).toEqual({ promise: { date: 17752 }, by: 'client' });
  });

  it('may name one tracking number as a text', () => {
    const { fact } = accepted(event({ type: 'order.dispatched', data: { trackingNo: 'T1' } }));
    expect(fact.data.trackingNo).toEqual(['T1']);
  });

  it('may be left out where nothing is needed', () => {
    expect(accepted(event({ data: undefined })).fact.data).toEqual({});
  });

  it('reads the same whatever the order of its fields', () => {
    const one = accepted(placed({ units: 1, siteId: 'a', value: { amount: 1, currency: 'EUR' } }));
    const other = accepted(placed({ value: { currency: 'EUR', amount: 1 }, siteId: 'a', units: 1 }));
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  it('reads the same whatever the order of its attributes', () => {
    const one = accepted(placed({ attributes: { goods: 'cold', 渠道: '网店' } }));
    const other = accepted(placed({ attributes: { 渠道: '网店', goods: 'cold' } }));
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    expect(one.fact.data.attributes).toEqual({ goods: 'cold', 渠道: '网店' });
  });
});
